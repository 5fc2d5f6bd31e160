"""A citizen's door: opened, taken, shut; then the next one of the same person, by a touch. Pure.

The cabinet says when a parcel is collected; this says what the citizen is asked and may do. A door that somebody stood
at a moment ago is not followed by another one without a touch: nobody may be there any more.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.events import Problem
from kiosk.lockers.flow.around import Around
from kiosk.lockers.flow.effects import Report, Say, Taken
from kiosk.lockers.flow.ending import DID_NOT_OPEN, HELP, Step, call_staff, end
from kiosk.lockers.flow.happenings import DoorTold, Happening, TimedOut
from kiosk.lockers.flow.opening import OPEN, come, open_again, open_door
from kiosk.lockers.flow.state import AtDoor, Collected, Pickup, Problems, State
from kiosk.lockers.sayings import Saying
from kiosk.lockers.views import Door, ReceiptState, Reopens, SaidNotOpen, SaidTaken, SaidWrong
from kiosk.staff_called import Staff
from kiosk.views import CalledStaff, Finished

DONE_WITH = (Door.CLOSED, Door.SHUT)


def told(state: State, at: AtDoor, job: Pickup, what: DoorTold) -> Step:
    after, said = come(at, what)
    if what.door is Door.CLOSED and job.parcel not in job.taken:
        after = replace(after, job=replace(job, taken=(*job.taken, job.parcel)))
    state = replace(state, scene=after)
    if what.door is Door.SHUT and at.door is not Door.SHUT:
        state, called = call_staff(state, DID_NOT_OPEN, job.parcel.id)
        return state, (*said, *called)
    return state, said


def at_door(state: State, at: AtDoor, job: Pickup, happening: Happening, around: Around) -> Step:
    match happening:
        case SaidTaken() | Finished() if at.door in DONE_WITH:
            return _onward(state, job, around)
        case TimedOut() if at.door is Door.CLOSED and not job.waiting:
            return _onward(state, job, around)
        case SaidTaken() if at.door in OPEN:
            please = () if at.door is Door.UNSEEN else (Say(Saying.LEFT_OPEN, at.cell),)
            return state, (Taken(at.opening), *please)
        case SaidNotOpen() if at.door is Door.UNSEEN and not at.pulsed_again:
            return open_again(state, replace(at, pulsed_again=True))
        case SaidNotOpen() if at.door in OPEN:
            state, called = call_staff(state, DID_NOT_OPEN, job.parcel.id)
            there = replace(state, scene=Problems(at, reported=True))
            return there, (Report(at.opening, Problem.DID_NOT_OPEN), *called)
        case SaidWrong() if at.door in OPEN or at.door in (Door.CLOSED, Door.STILL_THERE):
            return replace(state, scene=Problems(at)), ()
        case Reopens() if may_reopen(at, job):
            once = at.door is Door.CLOSED
            return open_again(state, replace(at, job=replace(job, reopened=job.reopened or once)))
        case CalledStaff():
            return call_staff(state, DID_NOT_OPEN if at.door is Door.SHUT else HELP, job.parcel.id)
    return state, ()


def may_reopen(at: AtDoor, job: Pickup) -> bool:
    """Something was left in it: once after it was shut; as often as the sensor sees something there."""
    return at.door is Door.STILL_THERE or (at.door is Door.CLOSED and not job.reopened)


def _onward(state: State, job: Pickup, around: Around) -> Step:
    state = replace(state, help=Staff.NOT_ASKED)
    if job.waiting:
        following, *rest = job.waiting
        there = Pickup(following, job.way, tuple(rest), job.taken, job.nth + 1, job.of)
        return open_door(state, there, following.cell)
    if not job.taken:
        return end(state, "finished")
    receipt = ReceiptState.OFFERED if around.printer else ReceiptState.NOT_OFFERED
    return replace(state, scene=Collected(job.taken, receipt)), ()
