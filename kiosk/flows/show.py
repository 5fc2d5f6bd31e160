"""What the screen shows of a state: `view(state, hall, surroundings) -> View`. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.flows.pages import ROWS_A_PAGE, TILES_A_PAGE, departments_pages, on_page, services_pages
from kiosk.flows.state import Chosen, Place, State, Ticket
from kiosk.hall import Hall, in_language
from kiosk.views import (
    ConfirmView,
    DepartmentsView,
    DepartmentTile,
    Language,
    Neighbour,
    Outage,
    OutOfServiceView,
    Paper,
    ServiceRow,
    ServicesView,
    TicketView,
    TroubleView,
    View,
    WelcomeView,
)
from kiosk.wire import Department, Service


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a screen shows besides the visit and the hall."""

    paper: Paper
    out_since: str  # "09:32": when the outage began


def view(state: State, hall: Hall, around: Surroundings) -> View:
    """The view of this state. Raises KeyError for a department that the hall does not have."""
    match state.place:
        case Place.WELCOME:
            return WelcomeView(open_until=hall.hall.open_until if hall.hall else None, paper=around.paper)
        case Place.DEPARTMENTS:
            return _departments(state, hall)
        case Place.SERVICES:
            return _services(state, hall)
        case Place.CONFIRM if state.chosen is not None:
            return _confirm(state, state.chosen, hall, around)
        case Place.TICKET | Place.TROUBLE if state.ticket is not None:
            return _ticket(state, state.ticket, hall)
        case _:
            return _out_of_service(state, hall, around)


def place_of(department: Department, language: Language) -> str:
    """ "2 楼 B 区"; a place that begins with its floor is not given the floor again."""
    floor = in_language(language, department.floor, department.floor_en)
    place = in_language(language, department.place, department.place_en)
    if place.startswith(floor) or not place:
        return place or floor
    return f"{floor}, {place}" if language is Language.EN else f"{floor} {place}"


def qr_of(token: str, hall: Hall) -> str | None:
    """The address of the ticket's phone page; None where the hall has none."""
    public_url = hall.hall.public_url if hall.hall else ""
    return f"{public_url.rstrip('/')}/t/{token}" if public_url else None


def _departments(state: State, hall: Hall) -> DepartmentsView:
    departments = hall.departments()
    return DepartmentsView(
        tiles=tuple(_tile(one, state.language, hall) for one in on_page(departments, state.page, TILES_A_PAGE)),
        waiting=hall.waiting_for(hall.services()),
        open_counters=hall.open_counters(departments),
        page=state.page,
        pages=departments_pages(hall),
    )


def _tile(department: Department, language: Language, hall: Hall) -> DepartmentTile:
    services = hall.services(department.code)
    waiting = hall.waiting_for(services)
    return DepartmentTile(
        code=department.code,
        name=in_language(language, department.name, department.name_en),
        icon=department.icon,
        floor=in_language(language, department.floor, department.floor_en),
        waiting=waiting,
        busy=waiting is not None and hall.waiting is not None and waiting > hall.waiting.busy_from,
        closed=_closed(services[0], language) if all(one.closed for one in services) else None,
    )


def _closed(service: Service, language: Language) -> str | None:
    return in_language(language, service.closed, service.closed_en or "") if service.closed else None


def _services(state: State, hall: Hall) -> ServicesView:
    language = state.language
    department = hall.department(state.department)
    services = hall.services(department.code)
    rows = tuple(
        ServiceRow(
            code=one.code,
            name=in_language(language, one.name, one.name_en),
            bring=in_language(language, one.bring, one.bring_en),
            waiting=hall.waiting_for([one]),
            closed=_closed(one, language),
        )
        for one in on_page(services, state.page, ROWS_A_PAGE)
    )
    return ServicesView(
        department=in_language(language, department.name, department.name_en),
        icon=department.icon,
        place=_place_and_counters(department, language),
        rows=rows,
        waiting=hall.waiting_for(services),
        open_counters=hall.open_counters([department]),
        page=state.page,
        pages=services_pages(hall, department.code),
    )


def _place_and_counters(department: Department, language: Language) -> str:
    place = place_of(department, language)
    if not department.counters:
        return place
    if language is Language.EN:
        return f"{place}, counters {department.counters}" if place else f"counters {department.counters}"
    return f"{place} {department.counters} 号窗口".strip()


def _confirm(state: State, chosen: Chosen, hall: Hall, around: Surroundings) -> ConfirmView:
    language = state.language
    department, service = chosen.department, chosen.service
    return ConfirmView(
        department=in_language(language, department.name, department.name_en),
        service=in_language(language, service.name, service.name_en),
        bring=in_language(language, service.bring, service.bring_en),
        ahead=hall.waiting_for([service]),
        place=place_of(department, language),
        counters=department.counters,
        paper=Paper.OUT if state.no_paper else around.paper,
        busy=state.busy,
    )


def _ticket(state: State, in_hand: Ticket, hall: Hall) -> TicketView | TroubleView:
    language = state.language
    ticket, department, service = in_hand.given, in_hand.chosen.department, in_hand.chosen.service
    name = in_language(language, service.name, service.name_en)
    place = place_of(department, language)
    qr = qr_of(ticket.token, hall)
    if state.place is Place.TICKET:
        return TicketView(
            number=ticket.number,
            service=name,
            place=place,
            counters=department.counters,
            ahead=ticket.ahead,
            printing=state.printing,
            qr=qr,
        )
    own = hall.terminal
    return TroubleView(
        trouble=state.trouble,
        number=ticket.number,
        service=name,
        place=place,
        counters=department.counters,
        ahead=ticket.ahead,
        qr=qr,
        ask=state.ask,
        staff=state.staff,
        elsewhere=in_language(language, own.elsewhere, own.elsewhere_en) if own else "",
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
