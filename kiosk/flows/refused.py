"""No number by the hall's rules: the ways on. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flows.around import Surroundings
from kiosk.flows.choosing import toward_confirm
from kiosk.flows.confirming import with_number
from kiosk.flows.effects import PrintCopy
from kiosk.flows.happenings import Happening, NumberDeclined, NumberGiven
from kiosk.flows.leaving import Step, another, call_staff, end, forgotten
from kiosk.flows.state import Place, State
from kiosk.hall import Hall
from kiosk.views import AnotherService, Finished, Refused, TakesOrdinary, WantsReprint, WentBack

WALKS_IN = (Refused.APPOINTMENT_UNKNOWN, Refused.APPOINTMENT_EARLY, Refused.APPOINTMENT_LATE)


def refused(state: State, happening: Happening, hall: Hall, around: Surroundings) -> Step:
    match happening:
        case NumberDeclined(declined=declined) if state.busy:
            told = replace(declined, opens_at=declined.opens_at or _opens_at(state))
            return replace(state, busy=False, declined=told), ()
        case NumberGiven(given=given, trouble=trouble) if state.busy and state.chosen is not None:
            return with_number(state, state.chosen, given, trouble), ()
        case _ if state.busy:
            return state, ()
        case WantsReprint() if may_reprint(state) and state.declined and state.declined.held and state.chosen:
            copy = PrintCopy(state.declined.held, state.chosen, state.appointment, state.declined.ahead)
            return replace(state, busy=True), (copy,)
        case TakesOrdinary() if may_walk_in(state):
            chosen = state.chosen
            ordinary = replace(forgotten(state), department="", page=1)
            if chosen is None:
                return another(ordinary), ()
            return toward_confirm(ordinary, chosen, hall, around), ()
        case AnotherService():
            return another(state), ()
        case Finished():
            return end(state, "finished")
        case WentBack():
            return _back(state), ()
    return call_staff(state, happening, f"refused: {state.declined.refused if state.declined else ''}")


def may_reprint(state: State) -> bool:
    """The ticket is known, and so is what it is for."""
    return state.declined is not None and state.declined.held is not None and state.chosen is not None


def may_walk_in(state: State) -> bool:
    return state.declined is not None and state.declined.refused in WALKS_IN


def _opens_at(state: State) -> str:
    return state.declined.opens_at if state.declined else ""


def _back(state: State) -> State:
    if state.found:
        return replace(state, place=Place.APPOINTMENTS, appointment=None, chosen=None, declined=None)
    if state.appointment is not None or state.chosen is None:
        return replace(forgotten(state), place=Place.CHECK_IN)
    if state.department:
        return replace(forgotten(state), place=Place.SERVICES, page=1)
    return another(state)
