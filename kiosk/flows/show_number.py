"""The screens of the number: the question before it, and the ticket with or without its paper. Pure."""

from __future__ import annotations

from kiosk.flows.around import Surroundings
from kiosk.flows.state import Chosen, Place, State, Ticket
from kiosk.flows.words import name_of, place_of, qr_of
from kiosk.hall import Hall, in_language
from kiosk.hours import span_words
from kiosk.views import ConfirmView, Paper, TicketView, TroubleView


def confirm_view(state: State, chosen: Chosen, hall: Hall, around: Surroundings) -> ConfirmView:
    """The people waiting and their time say nothing of somebody with an appointment, who is called before them."""
    language = state.language
    department, service = chosen.department, chosen.service
    booked = state.appointment
    minutes = hall.minutes_for(service) if booked is None else None
    return ConfirmView(
        department=name_of(department, language),
        service=name_of(service, language),
        bring=in_language(language, service.bring, service.bring_en),
        ahead=hall.waiting_for([service]) if booked is None else None,
        place=place_of(department, language),
        counters=department.counters,
        paper=Paper.OUT if state.no_paper else around.paper,
        busy=state.busy,
        minutes=minutes,
        long_wait=minutes is not None and minutes[1] >= hall.rules.long_wait_minutes,
        may_green=True,
        green=state.green,
        appointment=span_words(booked.starts, booked.ends, around.now) if booked else "",
    )


def ticket_view(state: State, in_hand: Ticket, hall: Hall, around: Surroundings) -> TicketView | TroubleView:
    language = state.language
    given, department, service = in_hand.given, in_hand.chosen.department, in_hand.chosen.service
    booked = in_hand.appointment
    place = place_of(department, language)
    qr = qr_of(given.token, hall)
    if state.place is Place.TICKET:
        return TicketView(
            number=given.number,
            service=name_of(service, language),
            place=place,
            counters=department.counters,
            ahead=given.ahead,
            printing=state.printing,
            qr=qr,
            minutes=given.minutes,
            green=given.green,
            appointment=span_words(booked.starts, booked.ends, around.now) if booked else "",
            reprint=given.reprint,
        )
    own = hall.terminal
    return TroubleView(
        trouble=state.trouble,
        number=given.number,
        service=name_of(service, language),
        place=place,
        counters=department.counters,
        ahead=given.ahead,
        qr=qr,
        ask=state.ask,
        staff=state.staff,
        elsewhere=in_language(language, own.elsewhere, own.elsewhere_en) if own else "",
    )
