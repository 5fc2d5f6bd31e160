"""Wanting a door: the one way by which the flow asks for one, and what each of its steps says aloud. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.flow.effects import Effect, OpenAgain, OpenCell, Say
from kiosk.lockers.flow.ending import Step
from kiosk.lockers.flow.happenings import DoorTold
from kiosk.lockers.flow.state import AtDoor, Job, Pickup, Recover, State
from kiosk.lockers.sayings import Saying
from kiosk.lockers.views import Door

OPEN = (Door.OPEN, Door.LEFT_OPEN, Door.UNSEEN)  # as far as anybody knows


def open_door(state: State, job: Job, cell: int = 0) -> Step:
    """`cell` 0: the cabinet chooses one that fits."""
    opening = state.openings + 1
    there = replace(state, scene=AtDoor(job, opening, cell), openings=opening)
    return there, (OpenCell(opening, job, cell),)


def open_again(state: State, at: AtDoor) -> Step:
    """The same door, by the same opening's right."""
    return replace(state, scene=replace(at, door=Door.OPENING)), (OpenAgain(at.opening),)


def come(at: AtDoor, told: DoorTold) -> tuple[AtDoor, tuple[Effect, ...]]:
    """The door has come so far. It is said aloud when it is news."""
    after = replace(at, door=told.door, was_open=at.was_open or told.door in OPEN)
    what = _saying(at, told.door)
    return after, (Say(what, at.cell),) if what is not None and told.door is not at.door else ()


def _saying(at: AtDoor, door: Door) -> Saying | None:
    """None: nothing is said. A door left open is the reminder's."""
    putting_in = not isinstance(at.job, Pickup | Recover)
    match door:
        case Door.OPEN | Door.UNSEEN:
            return Saying.OPENED_FOR_PUTTING_IN if putting_in else Saying.OPENED
        case Door.AGAIN:
            return Saying.PULL
        case Door.SHUT:
            return Saying.DID_NOT_OPEN if isinstance(at.job, Pickup) else None
        case Door.STILL_THERE if isinstance(at.job, Pickup):
            return Saying.STILL_THERE
        case Door.CLOSED:
            return Saying.CLOSED
    return None
