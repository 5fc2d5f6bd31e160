"""Hands each happening to the scene where the cabinet's visit stands. Pure: same in, same out."""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.flow import inside, pickup, putting_in
from kiosk.lockers.flow.around import Around
from kiosk.lockers.flow.desk import desk, labelling
from kiosk.lockers.flow.ending import OUT_OF_SERVICE, Step, call_staff, end
from kiosk.lockers.flow.happenings import (
    CardInvalid,
    CardKnown,
    CodeScanned,
    DoorTold,
    Happening,
    OutageChanged,
    PapersKept,
    ReaderSaid,
    StaffAnswered,
    TimedOut,
)
from kiosk.lockers.flow.keypad import keypad
from kiosk.lockers.flow.leave import kept, leaving, on_paper
from kiosk.lockers.flow.problem import problems
from kiosk.lockers.flow.state import (
    AtDoor,
    Collected,
    Deposit,
    Desk,
    IsInside,
    Keypad,
    Labelling,
    Leave,
    Leaving,
    Left,
    Pickup,
    Problems,
    Reader,
    Recover,
    Recovering,
    State,
)
from kiosk.lockers.views import Door, Slot
from kiosk.staff_called import Staff
from kiosk.views import CalledStaff, Ended, SwitchedLanguage


def step(state: State, happening: Happening, around: Around) -> Step:
    match happening:
        case OutageChanged(outage=outage):
            return replace(state, outage=outage), ()
        case SwitchedLanguage(language=language):
            return replace(state, language=language), ()
        case ReaderSaid(reader=reader, slot=slot):
            return (replace(state, card=slot) if reader is Reader.CARD else replace(state, code=slot)), ()
        case StaffAnswered(told=told) if state.help is Staff.ASKING:
            return replace(state, help=Staff.TOLD if told else Staff.UNREACHABLE), ()
        case _ if out_of_service(state):
            return call_staff(state, OUT_OF_SERVICE) if isinstance(happening, CalledStaff) else (state, ())
        case Ended():
            return end(state, "ended")
        case TimedOut():
            return _timed_out(state, happening, around)
        case CardKnown() | CardInvalid():
            state = replace(state, card=Slot.READY)
        case CodeScanned():
            state = replace(state, code=Slot.READY)
    return _scene(state, happening, around)


def out_of_service(state: State) -> bool:
    """A running visit is finished first; the quiet cabinet changes at once."""
    return state.outage is not None and not state.begun


def _scene(state: State, happening: Happening, around: Around) -> Step:
    match state.scene:
        case Keypad() as scene:
            return keypad(state, scene, happening, around)
        case AtDoor() as at:
            return _at_door(state, at, happening, around)
        case Problems() as scene:
            return _meanwhile(state, scene, happening, around)
        case Collected() | Left() as scene:
            return on_paper(state, scene, happening, around)
        case Desk():
            return desk(state, happening)
        case Labelling() as scene:
            return labelling(state, scene, happening)
        case IsInside() as scene:
            return inside.is_inside(state, scene, happening)
        case Recovering() as scene:
            return inside.recovering(state, scene, happening, around)
        case Leaving() as scene:
            return leaving(state, scene, happening, around)


def _at_door(state: State, at: AtDoor, happening: Happening, around: Around) -> Step:
    match at.job, happening:
        case _, DoorTold(opening=opening) if opening != at.opening:
            return state, ()
        case Pickup() as job, DoorTold():
            return pickup.told(state, at, job, happening)
        case (Deposit() | Leave()) as job, DoorTold():
            return putting_in.told(state, at, job, happening)
        case Recover(), DoorTold():
            return inside.told(state, at, happening)
        case Leave() as job, PapersKept(opening=at.opening):
            return kept(state, job, at.cell, happening, around)
        case Pickup() as job, _:
            return pickup.at_door(state, at, job, happening, around)
        case (Deposit() | Leave()) as job, _:
            return putting_in.at_door(state, at, job, happening)
        case Recover(), _:
            return inside.at_door(state, at, happening)
    return state, ()


def _meanwhile(state: State, scene: Problems, happening: Happening, around: Around) -> Step:
    """What the door says while its problem is being told changes the door behind it."""
    if not isinstance(happening, DoorTold):
        return problems(state, scene, happening)
    after, effects = _at_door(replace(state, scene=scene.door), scene.door, happening, around)
    behind = after.scene
    return (replace(after, scene=replace(scene, door=behind)) if isinstance(behind, AtDoor) else after), effects


def _timed_out(state: State, happening: TimedOut, around: Around) -> Step:
    """Nobody stands there any more. A door that is open longer than allowed is first shown as left open."""
    match state.scene:
        case AtDoor(door=Door.OPEN) as at:
            return replace(state, scene=replace(at, door=Door.LEFT_OPEN)), ()
        case AtDoor(door=Door.CLOSED) as at:
            after, effects = _at_door(state, at, happening, around)
            return (after, effects) if after != state else end(state, "timeout")
        case _:
            return end(state, "timeout")
