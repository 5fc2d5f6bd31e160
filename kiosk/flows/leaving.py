"""Ends of a visit, and what is forgotten between two services of one visit. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flows.effects import Effect, EndVisit, TellStaff
from kiosk.flows.happenings import Happening
from kiosk.flows.state import Place, State
from kiosk.views import CalledStaff, Outage, Reading, Staff

Step = tuple[State, tuple[Effect, ...]]


def end(state: State, how: str) -> Step:
    return fresh(state), (EndVisit(how),)


def fresh(state: State) -> State:
    """Nothing of the visit is kept; whether the terminal can serve is not the visit's."""
    place = Place.WELCOME if state.outage is None else Place.OUT_OF_SERVICE
    return State(visit="", place=place, outage=state.outage)


def another(state: State) -> State:
    """To the departments again, in the same visit: who it is stays known, the ticket in hand is not asked about."""
    return replace(forgotten(state), place=Place.DEPARTMENTS, page=1, department="", ask=False)


def forgotten(state: State) -> State:
    """Without what was chosen, read or refused for one number."""
    return replace(
        state,
        chosen=None,
        no_paper=False,
        reading=Reading.WAITING,
        lost=frozenset(),
        found=(),
        appointment=None,
        declined=None,
        staff=Staff.NOT_ASKED,
    )


def call_staff(state: State, happening: Happening, reason: str) -> Step:
    """About what the screen shows; once, and again only when nobody could be reached."""
    if isinstance(happening, CalledStaff) and state.staff in (Staff.NOT_ASKED, Staff.UNREACHABLE):
        return replace(state, staff=Staff.ASKING), (
            TellStaff(reason, state.ticket.given.key if state.ticket else None),
        )
    return state, ()


def outage(state: State, now: Outage | None) -> Step:
    """A running visit is finished first; the quiet terminal changes at once."""
    if now is state.outage:
        return state, ()
    if state.place not in (Place.WELCOME, Place.OUT_OF_SERVICE):
        return replace(state, outage=now), ()
    place = Place.WELCOME if now is None else Place.OUT_OF_SERVICE
    return replace(state, place=place, outage=now, staff=Staff.NOT_ASKED), ()
