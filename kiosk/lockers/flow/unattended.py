"""What becomes of an opening whose visit is over before anybody answered for it. Pure.

Nothing may be lost: of two mistakes the one is chosen that leaves a parcel where it can be found. What may lie in a
cell counts as lying there, what may not be out counts as inside; no cell that may hold something is offered again.
"""

from __future__ import annotations

from kiosk.lockers.flow.effects import Effect, KeepDeposit, KeepPapers, KeepRecovery, Undo
from kiosk.lockers.flow.state import AtDoor, Deposit, Leave, Pickup, Recover
from kiosk.lockers.views import Door


def unattended(at: AtDoor, sensed: bool | None) -> tuple[Effect, ...]:
    """`at`: as far as its door has come. A citizen's pickup is the cabinet's own affair: shut is collected."""
    shut = at.door in (Door.CLOSED, Door.STILL_THERE) or (at.door is Door.SHUT and at.was_open)
    there = at.door is Door.STILL_THERE or sensed
    match at.job:
        case Pickup():
            return ()
        case Deposit() | Leave() if at.door is Door.SHUT and not at.was_open:
            return (Undo(at.opening, "did_not_open"),)
        case Deposit(undoing=why) | Leave(undoing=why) if (
            at.door is Door.CLOSED and not there and (why or sensed is False)
        ):
            return (Undo(at.opening, why or "nothing_put_in"),)
        case Deposit() if shut:
            return (KeepDeposit(at.opening, sensed),)
        case Leave() if shut:
            return (KeepPapers(at.opening),)
        case Recover() if at.door is Door.CLOSED and sensed is False:
            return (KeepRecovery(at.opening),)
    return ()
