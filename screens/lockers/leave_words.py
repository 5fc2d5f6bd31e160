"""What is said about the ID card when papers are left: it says whose they are, and nobody has to show one. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.lockers.views import LeaveView, Slot
from screens.texts import Texts


@dataclass(frozen=True, slots=True)
class CardWords:
    """As the banner takes it; no `sentence`: this cabinet has no card reader."""

    kind: str = "info"
    sentence: str = ""
    sign: str = "identification-card"
    working: bool = False


def card_words(tr: Texts, view: LeaveView) -> CardWords:
    if not view.department or view.full or view.card is None:
        return CardWords()
    if view.known:
        return CardWords("ok", tr("Your card was read. The counter will know whose papers these are."), "")
    return {
        Slot.READY: CardWords(
            "info", tr("If you like, hold your ID card to the reader:\nthen the papers carry your name")
        ),
        Slot.WORKING: CardWords("info", tr("Reading, please keep it there"), working=True),
        Slot.AGAIN: CardWords("warn", tr("That did not work. Please hold it there again."), "arrows-clockwise"),
        Slot.AWAY: CardWords("info", tr("The card reader is not working now. Your receipt is enough."), ""),
    }[view.card]
