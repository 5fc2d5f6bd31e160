"""Ends of a cabinet's visit, and calls for staff. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.flow.effects import Effect, EndVisit, SignOut, TellStaff
from kiosk.lockers.flow.state import AtDoor, Desk, Pickup, Problems, Scene, State
from kiosk.staff_called import Staff

Step = tuple[State, tuple[Effect, ...]]

HELP = "help"  # AssistanceAsked.reason; words for the hall: central/pages/helping.py
DID_NOT_OPEN = "locker did not open"
DISPUTED = "locker disputed"
OUT_OF_SERVICE = "out of service"


def end(state: State, how: str) -> Step:
    """Nothing of the visit is kept. Whatever still hangs on a door is the cabinet's: it watches until it is shut, and
    what nobody confirmed is doubted, never given away."""
    effects: tuple[Effect, ...] = (EndVisit(how),)
    if state.session is not None:
        effects = (SignOut(state.session.account, state.session.way), *effects)
    return State(visit="", outage=state.outage, card=state.card, code=state.code), effects


def home(state: State, how: str) -> Step:
    """Staff goes back to the desk, a citizen has come to the end."""
    return (replace(state, scene=Desk()), ()) if state.session is not None else end(state, how)


def call_staff(state: State, reason: str, about: str = "") -> Step:
    """Once; again only when nobody could be reached."""
    if state.help not in (Staff.NOT_ASKED, Staff.UNREACHABLE):
        return state, ()
    return replace(state, help=Staff.ASKING), (TellStaff(reason, about),)


def about(scene: Scene) -> str:
    """The parcel that a call for staff is about; empty: none."""
    match scene:
        case Problems(door=AtDoor(job=Pickup(parcel=parcel))) | AtDoor(job=Pickup(parcel=parcel)):
            return parcel.id
    return ""
