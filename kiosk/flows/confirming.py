"""The last question before a number, and the green channel beside it. Pure.

Confirmed: the printer's paper is seen first, then the number is taken; two touches take one.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.flows.effects import SeePaper, TakeNumber
from kiosk.flows.happenings import Happening, NumberDeclined, NumberGiven, PaperSeen
from kiosk.flows.leaving import Step
from kiosk.flows.state import Chosen, Place, State, Ticket
from kiosk.views import ChoseGreen, Confirmed, Paper, Printing, Refused, Staff, Trouble, WantsGreen, WentBack
from kiosk.wanted import Declined, Given


def confirm(state: State, happening: Happening) -> Step:
    match happening:
        case Confirmed() if not state.busy:
            return replace(state, busy=True), (SeePaper(),)
        case PaperSeen(paper=paper, said=said) if state.busy and state.chosen is not None:
            if paper is Paper.OUT and not said:
                return replace(state, busy=False, no_paper=True), ()
            return state, (taking(state, state.chosen, prints=paper is not Paper.OUT),)
        case NumberGiven(given=given, trouble=trouble) if state.busy and state.chosen is not None:
            return with_number(state, state.chosen, given, trouble), ()
        case NumberDeclined(declined=declined) if state.busy:
            return without_number(state, declined), ()
        case WantsGreen() if not state.busy:
            return replace(state, place=Place.GREEN), ()
        case WentBack() if not state.busy:
            return _back(state), ()
    return state, ()


def green(state: State, happening: Happening) -> Step:
    match happening:
        case ChoseGreen(green=chosen):
            return replace(state, place=Place.CONFIRM, green=chosen), ()
        case WentBack():
            return replace(state, place=Place.CONFIRM), ()
    return state, ()


def taking(state: State, chosen: Chosen, *, prints: bool, otherwise: Refused | None = None) -> TakeNumber:
    """An appointment knows whose it is, also where only its code was shown."""
    return TakeNumber(
        chosen=chosen,
        prints=prints,
        person=state.person or (state.appointment.person if state.appointment else ""),
        green=state.green,
        appointment=state.appointment,
        nth=state.tickets + 1,
        otherwise=otherwise,
    )


def with_number(state: State, chosen: Chosen, given: Given, trouble: Trouble | None) -> State:
    """The number is on the screen. A copy is no other ticket."""
    tickets = state.tickets if given.reprint else state.tickets + 1
    return replace(
        state,
        place=Place.TICKET if trouble is None else Place.TROUBLE,
        busy=False,
        no_paper=False,
        declined=None,
        ticket=Ticket(given, chosen, state.appointment, nth=1 if given.reprint else tickets),
        tickets=tickets,
        printing=Printing.WORKING if trouble is None else Printing.FAILED,
        trouble=trouble or state.trouble,
        ask=False,
        staff=Staff.NOT_ASKED,
    )


def without_number(state: State, declined: Declined) -> State:
    return replace(state, place=Place.REFUSED, busy=False, no_paper=False, declined=declined, staff=Staff.NOT_ASKED)


def _back(state: State) -> State:
    if state.appointment is not None:
        return replace(state, place=Place.APPOINTMENTS, appointment=None, chosen=None, no_paper=False)
    if not state.department:  # an ordinary number instead of an appointment
        return replace(state, place=Place.DEPARTMENTS, page=1, chosen=None, no_paper=False)
    return replace(state, place=Place.SERVICES, page=1, no_paper=False)
