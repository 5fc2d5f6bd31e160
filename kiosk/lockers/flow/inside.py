"""After a staff door is shut, where no sensor knows: is it in, is it out? And taking parcels out. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.flow.around import Around
from kiosk.lockers.flow.effects import KeepRecovery, LetGo, Say, StillInside, Taken, Undo
from kiosk.lockers.flow.ending import HELP, Step, call_staff, home
from kiosk.lockers.flow.happenings import DoorTold, Happening
from kiosk.lockers.flow.opening import OPEN, come, open_again, open_door
from kiosk.lockers.flow.pages import ROWS_A_PAGE, pages, turned
from kiosk.lockers.flow.putting_in import CANCELLED, NOTHING, WRONG_CELL, kept
from kiosk.lockers.flow.state import AtDoor, Deposit, IsInside, Labelling, Parcel, Recover, Recovering, State
from kiosk.lockers.sayings import Saying
from kiosk.lockers.views import (
    CancelsDeposit,
    ChoseParcel,
    Door,
    Reopens,
    SaidInside,
    SaidTaken,
    SaidWrongCell,
)
from kiosk.views import CalledStaff, Finished, TurnedPage, WentBack


def is_inside(state: State, scene: IsInside, happening: Happening) -> Step:
    at, job = scene.door, scene.door.job
    match happening:
        case Reopens():
            return open_again(state, at)
        case SaidInside(inside=True) if isinstance(job, Deposit):
            return kept(state, at, scene.sensed)
        case SaidInside(inside=False) if isinstance(job, Deposit):
            return replace(state, scene=Labelling()), (Undo(at.opening, NOTHING),)
        case SaidWrongCell() if isinstance(job, Deposit):
            return open_again(state, replace(at, job=replace(job, undoing=WRONG_CELL)))
        case CancelsDeposit() if isinstance(job, Deposit):
            return open_again(state, replace(at, job=replace(job, undoing=CANCELLED)))
        case SaidInside(inside=False) if isinstance(job, Recover):
            return replace(state, scene=Recovering()), (KeepRecovery(at.opening),)
        case SaidInside(inside=True) if isinstance(job, Recover):
            return replace(state, scene=Recovering()), (StillInside(at.opening),)
    return state, ()


def recovering(state: State, scene: Recovering, happening: Happening, around: Around) -> Step:
    match happening:
        case ChoseParcel(parcel=chosen):
            for row in around.inside:
                if row.parcel == chosen:
                    parcel = Parcel(row.parcel, row.cell, row.title, row.title_en, row.receiver)
                    return open_door(state, Recover(parcel), row.cell)
        case TurnedPage(by=by):
            return replace(state, scene=Recovering(turned(scene.page, by, pages(around.inside, ROWS_A_PAGE)))), ()
        case WentBack() | Finished():
            return home(state, "finished")
        case CalledStaff():
            return call_staff(state, HELP)
    return state, ()


def told(state: State, at: AtDoor, what: DoorTold) -> Step:
    """A door that staff takes something out of."""
    after, said = come(at, what)
    match what.door:
        case Door.CLOSED if what.sensed is False:
            return replace(state, scene=Recovering()), (*said, KeepRecovery(at.opening))
        case Door.CLOSED | Door.STILL_THERE:
            sensed = True if what.door is Door.STILL_THERE else what.sensed
            return replace(state, scene=IsInside(after, sensed)), said
    return replace(state, scene=after), said


def at_door(state: State, at: AtDoor, happening: Happening) -> Step:
    match happening:
        case SaidTaken() if at.door in OPEN:
            please = () if at.door is Door.UNSEEN else (Say(Saying.LEFT_OPEN, at.cell),)
            return state, (Taken(at.opening), *please)
        case SaidTaken() | Finished() | WentBack() if at.door is Door.SHUT:
            return replace(state, scene=Recovering()), (LetGo(at.opening),)
        case CalledStaff():
            return call_staff(state, HELP)
    return state, ()
