"""What an errand comes to when nobody says so: the door was opened, or whoever stood there has left. Pure decisions."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.lockers import conclusions
from kiosk.lockers.conclusions import Conclusion
from kiosk.lockers.events import OpenFor
from kiosk.lockers.store import Contents, Kept
from kiosk.lockers.wanted import Wanted

TAKES_OUT = (OpenFor.RECOVER, OpenFor.ORDER)


@dataclass(frozen=True, slots=True)
class Was:
    """How the door was when the last one left. `opened`: it was open, or may have been, because no sensor said anything
    (`unseen`); `something`: the item sensor's word, None: there is none."""

    opened: bool
    unseen: bool
    something: bool | None


def opened(contents: Contents, kept: Kept, wanted: Wanted, intent: str) -> Conclusion | None:
    """The door is open: what a restart must know until somebody speaks or the door is shut."""
    if wanted.for_what is OpenFor.PICKUP:
        return conclusions.opened(contents, kept.parcel, intent, wanted.way)
    if wanted.for_what in TAKES_OUT and not kept.doubt:
        return conclusions.not_taken(contents, kept, conclusions.NOT_CONFIRMED)
    return None


def ended(contents: Contents, kept: Kept, wanted: Wanted, intent: str, was: Was) -> Conclusion | None:
    """Nobody stands there any more: what the item sensor says, or doubt. None: it is as it was."""
    match wanted.for_what:
        case OpenFor.DEPOSIT if was.something and was.opened:
            return conclusions.deposited(contents, kept, wanted.by, True)
        case OpenFor.DEPOSIT | OpenFor.LEAVE:
            sure = not was.opened or was.something is False
            why = conclusions.CANCELLED if was.opened else conclusions.DID_NOT_OPEN
            return conclusions.undone(contents, kept, wanted.by, why, sure=sure)
        case OpenFor.RECOVER | OpenFor.ORDER if was.opened and was.something is False:
            return conclusions.recovered(contents, kept, wanted.by, intent)
        case OpenFor.RECOVER | OpenFor.ORDER if was.opened:
            return conclusions.not_taken(contents, kept, "" if was.something else conclusions.NOT_CONFIRMED)
        case OpenFor.PICKUP if was.unseen and not kept.doubt:
            return conclusions.not_taken(contents, kept, conclusions.UNSEEN)
    return None
