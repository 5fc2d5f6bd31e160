"""What the screen shows of a state: `view(state, hall, around) -> View`. Pure."""

from __future__ import annotations

from kiosk.flows.around import Reader, Surroundings
from kiosk.flows.opening import can_identify
from kiosk.flows.show_appointments import appointments_view, refused_view
from kiosk.flows.show_choosing import departments_view, services_view, welcome_view
from kiosk.flows.show_number import confirm_view, ticket_view
from kiosk.flows.state import Place, State
from kiosk.flows.words import name_of
from kiosk.hall import Hall, in_language
from kiosk.views import (
    CheckInView,
    GreenView,
    HelpView,
    IdentifyView,
    Neighbour,
    Outage,
    OutOfServiceView,
    Reading,
    View,
)
from kiosk.wire import Identify

__all__ = ["Surroundings", "view"]


def view(state: State, hall: Hall, around: Surroundings) -> View:
    """The view of this state. Raises KeyError for a department that the hall does not have."""
    match state.place:
        case Place.WELCOME:
            return welcome_view(state, hall, around)
        case Place.DEPARTMENTS:
            return departments_view(state, hall, around)
        case Place.SERVICES:
            return services_view(state, hall, around)
        case Place.IDENTIFY:
            return _identify(state, hall, around)
        case Place.CHECK_IN:
            return _check_in(state, around)
        case Place.APPOINTMENTS:
            return appointments_view(state, hall, around)
        case Place.CONFIRM if state.chosen is not None:
            return confirm_view(state, state.chosen, hall, around)
        case Place.GREEN:
            return GreenView(chosen=state.green, by_card=state.suggested is not None)
        case Place.TICKET | Place.TROUBLE if state.ticket is not None:
            return ticket_view(state, state.ticket, hall, around)
        case Place.REFUSED if state.declined is not None:
            return refused_view(state, state.declined, around)
        case Place.HELP:
            return _help(state, hall)
        case _:
            return _out_of_service(state, hall, around)


def _identify(state: State, hall: Hall, around: Surroundings) -> IdentifyView:
    return IdentifyView(
        service=name_of(state.chosen.service, state.language) if state.chosen else "",
        reading=state.reading if can_identify(hall, around) else Reading.NOT_HERE,
        may_skip=state.chosen is not None and state.chosen.service.identify is not Identify.MUST,
    )


def _check_in(state: State, around: Surroundings) -> CheckInView:
    here = around.readers - state.lost
    return CheckInView(scanner=Reader.CODE in here, card=Reader.CARD in here, reading=state.reading)


def _help(state: State, hall: Hall) -> HelpView:
    return HelpView(
        staff=state.help,
        place=hall.terminal.place if hall.terminal else "",
        phone=hall.hall.phone if hall.hall else "",
    )


def _out_of_service(state: State, hall: Hall, around: Surroundings) -> OutOfServiceView:
    neighbours = hall.terminal.neighbours if hall.terminal else []
    return OutOfServiceView(
        outage=state.outage or Outage.FAULT,
        since=around.out_since,
        neighbours=tuple(
            Neighbour(
                name=in_language(state.language, one.unit, one.unit_en),
                place=in_language(state.language, one.place, one.place_en),
            )
            for one in neighbours
        ),
        phone=hall.hall.phone if hall.hall else "",
        staff=state.staff,
    )
