"""A cell for a parcel of the staff, or for a citizen's papers: chosen, opened, filled, shut. Pure.

Each mistake has its way back: cancelled, nothing put in, the wrong cell, a door that does not open (another cell, at
most twice), one that is not shut. What the item sensor sees decides; where there is none, somebody is asked.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.flow.effects import Effect, KeepDeposit, KeepPapers, Say, Taken, Undo
from kiosk.lockers.flow.ending import HELP, Step, call_staff, home
from kiosk.lockers.flow.happenings import CellChosen, DoorTold, Happening, NoCell, TimedOut
from kiosk.lockers.flow.opening import OPEN, come, open_again, open_door
from kiosk.lockers.flow.state import AtDoor, Deposit, IsInside, Labelling, Leave, Leaving, State
from kiosk.lockers.sayings import Saying
from kiosk.lockers.views import CancelsDeposit, Door, Label, Reopens, SaidTaken, SaidWrongCell
from kiosk.views import CalledStaff

CANCELLED, NOTHING, WRONG_CELL, STUCK = "cancelled", "nothing_put_in", "wrong_cell", "did_not_open"
STUCK_LIMIT = 2  # doors of one parcel that did not open


def told(state: State, at: AtDoor, job: Deposit | Leave, what: DoorTold) -> Step:
    after, said = come(at, what)
    there = replace(state, scene=after)
    match what.door:
        case Door.SHUT if at.was_open:  # it was to open again, and something may lie in it
            return _not_again(there, after, job)
        case Door.SHUT:
            return _stuck(there, after, job)
        case Door.CLOSED:
            return _shut(there, after, job, what.sensed, said)
        case Door.STILL_THERE:
            return _shut(there, after, job, True, said)
    return there, said


def at_door(state: State, at: AtDoor, job: Deposit | Leave, happening: Happening) -> Step:
    match happening:
        case _ if at.keeping:
            return state, ()
        case CellChosen(opening=at.opening, cell=cell):
            return replace(state, scene=replace(at, cell=cell)), ()
        case NoCell(opening=at.opening):
            return _no_cell(state, job, Label.NO_DOOR if job.stuck else Label.NO_CELL)
        case CancelsDeposit() if at.door in (Door.CLOSED, Door.STILL_THERE):
            return _out_again(state, at, job, CANCELLED)
        case CancelsDeposit():
            return replace(state, scene=replace(at, job=replace(job, undoing=CANCELLED))), ()
        case SaidWrongCell() if isinstance(job, Deposit):
            return replace(state, scene=replace(at, job=replace(job, undoing=WRONG_CELL))), ()
        case SaidTaken() if at.door in OPEN:
            please = () if at.door is Door.UNSEEN else (Say(Saying.LEFT_OPEN, at.cell),)
            return state, (Taken(at.opening), *please)
        case Reopens() if at.door in (Door.CLOSED, Door.STILL_THERE):
            return open_again(state, at)
        case TimedOut() if at.door is Door.CLOSED and isinstance(job, Leave):  # the sensor saw nothing in it
            return _undone(state, at, job, NOTHING, ())
        case CalledStaff():
            return call_staff(state, HELP)
    return state, ()


def kept(state: State, at: AtDoor, sensed: bool | None) -> Step:
    """The parcel lies in there; on with the next label."""
    session = state.session
    if session is not None:
        session = replace(session, put_in=session.put_in + 1, last_cell=at.cell)
    return replace(state, scene=Labelling(), session=session), (KeepDeposit(at.opening, sensed),)


def _shut(state: State, at: AtDoor, job: Deposit | Leave, sensed: bool | None, said: tuple[Effect, ...]) -> Step:
    """The door is shut. `sensed`: whether the item sensor sees something; None: there is none."""
    if job.undoing == CANCELLED and sensed is None and isinstance(job, Deposit):
        return replace(state, scene=IsInside(at, None)), said  # it may lie in there all the same: somebody says so
    if job.undoing and not sensed:
        return _undone(state, at, job, job.undoing, said)
    if job.undoing:
        return replace(state, scene=replace(at, door=Door.STILL_THERE)), (Say(Saying.STILL_THERE, at.cell),)
    if isinstance(job, Leave):
        return (state, said) if sensed is False else _kept_papers(state, at, said)
    if sensed:
        state, keep = kept(state, at, sensed)
        return state, (*said, *keep)
    return replace(state, scene=IsInside(at, sensed)), said


def _kept_papers(state: State, at: AtDoor, said: tuple[Effect, ...]) -> Step:
    """Nothing can be changed any more; the receipt comes with the journal's word."""
    return replace(state, scene=replace(at, keeping=True)), (*said, KeepPapers(at.opening))


def _undone(state: State, at: AtDoor, job: Deposit | Leave, why: str, said: tuple[Effect, ...]) -> Step:
    undo = (*said, Undo(at.opening, why))
    if why == WRONG_CELL:
        state, another = open_door(state, replace(job, undoing="", avoid=job.avoid | {at.cell}))
        return state, (*undo, *another)
    if isinstance(job, Deposit):
        return replace(state, scene=Labelling()), undo
    state, after = home(state, "ended")
    return state, (*undo, *after)


def _out_again(state: State, at: AtDoor, job: Deposit | Leave, why: str) -> Step:
    """It lies in there behind a shut door: the door is opened once more for taking it out. An empty cell stays shut."""
    if at.door is Door.CLOSED and isinstance(job, Leave):
        return _undone(state, at, job, why, ())
    return open_again(state, replace(at, job=replace(job, undoing=why)))


def _not_again(state: State, at: AtDoor, job: Deposit | Leave) -> Step:
    """What was to come out stays: nobody says that the cell is empty."""
    at = replace(at, door=Door.CLOSED, job=replace(job, undoing=""))
    if isinstance(job, Leave):
        return _kept_papers(state, at, ())
    return replace(state, scene=IsInside(at, None)), ()


def _stuck(state: State, at: AtDoor, job: Deposit | Leave) -> Step:
    undo = (Undo(at.opening, STUCK),)
    if job.undoing == CANCELLED:
        state, after = (replace(state, scene=Labelling()), ()) if isinstance(job, Deposit) else home(state, "ended")
        return state, (*undo, *after)
    another = replace(job, undoing="", avoid=job.avoid | {at.cell}, stuck=job.stuck + 1)
    if another.stuck >= STUCK_LIMIT:
        state, after = _no_cell(state, another, Label.NO_DOOR)
        return state, (*undo, *after)
    state, opened = open_door(state, another)
    return state, (*undo, *opened)


def _no_cell(state: State, job: Deposit | Leave, why: Label) -> Step:
    if isinstance(job, Deposit):
        return replace(state, scene=Labelling(problem=why)), ()
    return replace(state, scene=Leaving(department=job.department, person=job.person, case=job.case, full=True)), ()
