"""Screens that read: the ID card for a service, the code or the card for an appointment. Pure.

Which readers read follows from the state alone (`wanted_readers`): reading begins when the screen is there, goes on
after a torn read and after a wrong code, stops when the reader is away, and begins again when the citizen wants it.
What is said again is no news: a wrong code left lying there must not keep a visit alive.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.appointments import of_code, of_person
from kiosk.flows.appointments import arrived
from kiosk.flows.around import Reader, Surroundings
from kiosk.flows.happenings import CardRead, CodeRead, Happening, ReaderSaid
from kiosk.flows.helping import ask_for_help
from kiosk.flows.leaving import Step, another, end, forgotten
from kiosk.flows.opening import can_identify
from kiosk.flows.state import Place, State
from kiosk.hall import Hall
from kiosk.identity import Identity
from kiosk.views import CalledStaff, Reading, Refused, TakesOrdinary, TriesAgain, WentBack, WithoutCard
from kiosk.wanted import Declined
from kiosk.wire import Identify


def wanted_readers(state: State, around: Surroundings) -> frozenset[Reader]:
    """Those that are to read now."""
    if state.reading is Reading.NOT_HERE:
        return frozenset()
    match state.place:
        case Place.IDENTIFY:
            return around.readers & {Reader.CARD}
        case Place.CHECK_IN:
            return around.readers - state.lost
        case _:
            return frozenset()


def identify(state: State, happening: Happening, hall: Hall, around: Surroundings) -> Step:
    match happening:
        case CardRead(identity=identity):
            return replace(known(state, identity), place=Place.CONFIRM), ()
        case WithoutCard() if state.chosen is not None and state.chosen.service.identify is not Identify.MUST:
            return replace(state, place=Place.CONFIRM), ()
        case TriesAgain():
            return replace(state, reading=Reading.WAITING if can_identify(hall, around) else Reading.NOT_HERE), ()
        case ReaderSaid(reading=reading):
            return replace(state, reading=reading), ()
        case CalledStaff():
            return ask_for_help(state)
        case WentBack() if not state.department:  # it came from an appointment that is an ordinary number now
            return another(state), ()
        case WentBack():
            return replace(state, place=Place.SERVICES, page=1), ()
    return state, ()


def check_in(state: State, happening: Happening, hall: Hall, around: Surroundings) -> Step:
    match happening:
        case CodeRead(code=code):
            found = of_code(hall.appointments, code, around.now)
            if not found:
                return replace(state, reading=Reading.WRONG), ()
            return arrived(state, found, hall, around)
        case CardRead(identity=identity):
            now_known = known(state, identity)
            found = of_person(hall.appointments, identity.person, around.now)
            if not found:
                return replace(now_known, place=Place.REFUSED, declined=Declined(Refused.APPOINTMENT_UNKNOWN)), ()
            return arrived(now_known, found, hall, around)
        case ReaderSaid(reader=reader, reading=Reading.NOT_HERE):
            lost = state.lost | {reader}
            left = around.readers - lost
            return replace(state, lost=lost, reading=state.reading if left else Reading.NOT_HERE), ()
        case ReaderSaid(reading=reading):
            return replace(state, reading=reading), ()
        case TriesAgain():
            return replace(state, reading=Reading.WAITING, lost=frozenset()), ()
        case TakesOrdinary():
            return another(state), ()
        case CalledStaff():
            return ask_for_help(state)
        case WentBack() if state.ticket is None:
            return end(state, "ended")
        case WentBack():
            return another(forgotten(state)), ()
    return state, ()


def known(state: State, identity: Identity) -> State:
    """The visit knows who it is. What the citizen chose by himself stands before what the card's age suggests."""
    return replace(
        state,
        person=identity.person,
        suggested=identity.suggested,
        green=state.green or identity.suggested,
        reading=Reading.WAITING,
    )
