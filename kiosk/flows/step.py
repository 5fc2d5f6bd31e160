"""One step of a visit: `step(state, happening, hall, around) -> (state, effects)`. Pure.

What does not fit the place where the visit stands is dropped: two touches give one ticket, and a late result of an
earlier visit changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.flows.appointments import appointments, kept_open
from kiosk.flows.around import Surroundings
from kiosk.flows.choosing import departments, kept_in, services, welcome
from kiosk.flows.confirming import confirm, green
from kiosk.flows.happenings import HallChanged, Happening, OutageChanged, Printed, StaffAnswered, TimedOut
from kiosk.flows.helping import HELP, ask_for_help, helping
from kiosk.flows.leaving import Step, call_staff, end, fresh, outage
from kiosk.flows.reading import check_in, identify
from kiosk.flows.refused import refused
from kiosk.flows.state import Place, State
from kiosk.flows.ticket import printed, ticket, trouble
from kiosk.hall import Hall
from kiosk.views import Ended, Staff, SwitchedLanguage, WantsHelp

WITHOUT_HELP = (Place.WELCOME, Place.HELP, Place.OUT_OF_SERVICE)  # the first begins a visit with it by itself


def step(state: State, happening: Happening, hall: Hall, around: Surroundings) -> Step:
    """The next state and what is to be done. The same state object comes back when nothing happened."""
    match happening:
        case SwitchedLanguage(language=language):
            return (state if language is state.language else replace(state, language=language)), ()
        case OutageChanged(outage=now):
            return outage(state, now)
        case HallChanged():
            return kept_open(kept_in(state, hall), hall, around), ()
        case Printed():
            return printed(state, happening), ()
        case StaffAnswered(told=told, reason=reason):
            return _staff_answered(state, told, reason), ()
        case Ended() | TimedOut() if state.busy:
            return state, ()  # bounded by the deadlines of printer and centre; the number must not fall between
        case Ended() if state.begun:
            return end(state, "ended")
        case TimedOut():
            return end(state, "timed_out") if state.begun else (fresh(state), ())
        case WantsHelp() if not state.busy and state.place not in WITHOUT_HELP:
            return ask_for_help(state)
    after, effects = _at_its_place(state, happening, hall, around)
    return kept_in(after, hall), effects


def _at_its_place(state: State, happening: Happening, hall: Hall, around: Surroundings) -> Step:
    match state.place:
        case Place.WELCOME:
            return welcome(state, happening, hall, around)
        case Place.DEPARTMENTS:
            return departments(state, happening, hall, around)
        case Place.SERVICES:
            return services(state, happening, hall, around)
        case Place.IDENTIFY:
            return identify(state, happening, hall, around)
        case Place.CHECK_IN:
            return check_in(state, happening, hall, around)
        case Place.APPOINTMENTS:
            return appointments(state, happening, hall, around)
        case Place.CONFIRM:
            return confirm(state, happening)
        case Place.GREEN:
            return green(state, happening)
        case Place.TICKET:
            return ticket(state, happening)
        case Place.TROUBLE:
            return trouble(state, happening)
        case Place.REFUSED:
            return refused(state, happening, hall, around)
        case Place.HELP:
            return helping(state, happening)
        case Place.OUT_OF_SERVICE:
            return call_staff(state, happening, f"out of service: {state.outage}")


def _staff_answered(state: State, told: bool, reason: str) -> State:
    answer = Staff.TOLD if told else Staff.UNREACHABLE
    if reason == HELP:
        return replace(state, help=answer) if state.help is Staff.ASKING else state
    return replace(state, staff=answer) if state.staff is Staff.ASKING else state
