"""What is said while a card or a code is read, in every state: icon, colour and words together. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.views import Reading
from screens.texts import Texts


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """`kind` and `sign` as the banner takes them; `again`: a button to try once more makes sense."""

    kind: str
    sign: str
    sentence: str
    working: bool = False
    again: bool = False


def card_words(tr: Texts, reading: Reading) -> ReadingWords:
    """For a screen that asks for the ID card alone."""
    return {
        Reading.WAITING: ReadingWords("info", "identification-card", tr("Please hold your ID card to the reader")),
        Reading.WORKING: _working(tr),
        Reading.AGAIN: ReadingWords("warn", "arrows-clockwise", tr("That did not work. Please hold it there again.")),
        Reading.NOT_HERE: ReadingWords("stop", "", tr("The card reader is not working now"), again=True),
        Reading.WRONG: ReadingWords("warn", "", tr("This card cannot be used here"), again=True),
    }[reading]


def check_in_words(tr: Texts, reading: Reading, *, scanner: bool, card: bool) -> ReadingWords:
    """For the check-in, which takes a code, a card, or either."""
    if card and not scanner:
        waiting = card_words(tr, Reading.WAITING)
    elif card:
        waiting = ReadingWords("info", "qr-code", tr("Please show your appointment code or your ID card"))
    else:
        waiting = ReadingWords("info", "qr-code", tr("Please show your appointment code"))
    return {
        Reading.WAITING: waiting,
        Reading.WORKING: _working(tr),
        Reading.AGAIN: ReadingWords("warn", "arrows-clockwise", tr("That did not work. Please show it once more.")),
        Reading.NOT_HERE: ReadingWords("stop", "", tr("Reading does not work now. Please ask the staff."), again=True),
        Reading.WRONG: ReadingWords("warn", "", tr("This is no appointment of this hall"), again=True),
    }[reading]


def _working(tr: Texts) -> ReadingWords:
    return ReadingWords("info", "", tr("Reading, please keep it there"), working=True)
