"""What is said at the keypad: whose code, why the last one did not lead on, how long to wait. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.lockers.views import Asks, Entry, KeypadView
from screens.texts import Texts

LONGEST_MINUTES = 60
WRONG_CODE = (Entry.UNKNOWN, Entry.STAFF_UNKNOWN)
NO_CODES = (Entry.PAUSED, Entry.STOPPED)


@dataclass(frozen=True, slots=True)
class EntryWords:
    """`kind` as the banner takes it."""

    kind: str
    sentence: str


def lead_words(tr: Texts, view: KeypadView) -> str:
    """Which digits are asked for, and where they stand."""
    if view.asks is Asks.STAFF:
        return tr("The once-only code of your account, or your badge") if view.code else tr("Your once-only code")
    if view.tail:
        rest = view.digits - view.tail
        return tr("{n} digits of the message, then the last {tail} of your phone").format(n=rest, tail=view.tail)
    return tr("The {n} digits in the message that you got").format(n=view.digits)


def entry_words(tr: Texts, view: KeypadView) -> EntryWords | None:
    """None: nothing went wrong."""
    entry = standing(view)
    if entry is None:
        return None
    kind, sentence = {
        Entry.UNKNOWN: ("warn", tr("There is no such code here. Please compare it with the message.")),
        Entry.OTHER_CABINET: ("warn", tr("This is for another cabinet. The message says where it is.")),
        Entry.STALE: ("warn", tr("This one is no longer valid. Please take the newest message.")),
        Entry.NOTHING_HERE: ("info", tr("Nothing lies here for this ID card")),
        Entry.NOT_VALID: ("warn", tr("This cannot be used here")),
        Entry.PAUSED: ("warn", tr("Too many wrong codes. Please wait a little.")),
        Entry.STOPPED: ("stop", tr("No more codes can be typed today")),
        Entry.STAFF_UNKNOWN: ("warn", tr("This code is wrong, or it was used before")),
    }[entry]
    more = _tries(tr, view) if entry in WRONG_CODE else _other_ways(tr, view) if entry in NO_CODES else ""
    return EntryWords(kind, "\n".join(part for part in (sentence, more) if part))


def standing(view: KeypadView) -> Entry | None:
    """What is to be said now: a pause speaks for itself while it lasts, whoever comes, and no longer."""
    if view.pause_seconds and view.entry in (None, Entry.PAUSED, *WRONG_CODE):
        return Entry.PAUSED
    return None if view.entry is Entry.PAUSED else view.entry


def _tries(tr: Texts, view: KeypadView) -> str:
    if view.tries_left is None:
        return ""
    return tr.plural("{n} try left.", "{n} tries left.", view.tries_left).format(n=view.tries_left)


def _other_ways(tr: Texts, view: KeypadView) -> str:
    """With no codes for now: what still opens the door."""
    if view.code and view.card:
        return tr("The QR code and the ID card still work.")
    return tr("The QR code still works.") if view.code else tr("The ID card still works.") if view.card else ""


def missing_words(tr: Texts, view: KeypadView) -> str:
    """Beside the words of the dashed button."""
    missing = view.digits - len(view.typed)
    if missing <= 0 or paused(view):
        return ""
    return tr.plural("{n} more digit", "{n} more digits", missing).format(n=missing)


def paused(view: KeypadView) -> bool:
    """No code may be typed for now."""
    return stopped(view) or bool(view.pause_seconds)


def stopped(view: KeypadView) -> bool:
    """No code may be typed, and nobody knows until when: the keypad goes."""
    return view.entry is Entry.STOPPED


def pause_clock(seconds: int) -> str:
    """What is left, as a clock that runs down: "4:59", "1:02:00"."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, LONGEST_MINUTES)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def groups(digits: int, tail: int) -> tuple[int, ...]:
    """How many boxes stand together: fours, else threes, and the phone's digits as a group of their own."""
    rest = max(0, digits - tail)
    size = 3 if rest % 4 and not rest % 3 else 4
    found = [size] * (rest // size) + ([rest % size] if rest % size else [])
    return (*found, tail) if tail else tuple(found)
