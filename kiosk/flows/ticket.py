"""The number is on the screen: its print comes out, or not, or nobody knows. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flows.effects import NoteDoubt
from kiosk.flows.happenings import Happening, Printed
from kiosk.flows.leaving import Step, another, call_staff, end
from kiosk.flows.state import Place, State
from kiosk.views import AnotherService, Finished, Printing, SaidPrinted, Trouble


def ticket(state: State, happening: Happening) -> Step:
    match happening:
        case Finished():
            return end(state, "finished")
        case AnotherService():
            return another(state), ()
    return state, ()


def trouble(state: State, happening: Happening) -> Step:
    match happening:
        case SaidPrinted(came_out=came_out) if state.ask and state.ticket is not None:
            doubt = NoteDoubt(state.ticket.given.key, came_out)
            if came_out:
                return replace(state, place=Place.TICKET, printing=Printing.DONE, ask=False), (doubt,)
            return replace(state, ask=False), (doubt,)
        case Finished():
            return end(state, "finished")
        case AnotherService() if not state.ask:
            return another(state), ()
    return call_staff(state, happening, f"ticket: {state.trouble}")


def printed(state: State, end: Printed) -> State:
    """The ticket in hand has come out, or not, or nobody knows; an earlier ticket's print is no news to the screen."""
    in_hand = state.ticket.given if state.ticket else None
    if in_hand is None or (in_hand.key, in_hand.reprint) != (end.key, end.copy):
        return state
    why = end.trouble
    if why is None:
        return replace(state, printing=Printing.DONE)
    unproven = why is Trouble.UNKNOWN
    printing = Printing.UNKNOWN if unproven else Printing.FAILED
    return replace(
        state,
        place=_in_trouble(state.place),
        back_to=_in_trouble(state.back_to),
        printing=printing,
        trouble=why,
        ask=unproven,
    )


def _in_trouble(place: Place) -> Place:
    return Place.TROUBLE if place is Place.TICKET else place
