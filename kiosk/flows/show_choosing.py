"""The screens on the way to a service: welcome, departments, services. Pure."""

from __future__ import annotations

from kiosk.flows.around import Surroundings
from kiosk.flows.opening import closed, department_closed, hall_hours, offers_check_in
from kiosk.flows.pages import ROWS_A_PAGE, TILES_A_PAGE, departments_pages, on_page, services_pages
from kiosk.flows.state import State
from kiosk.flows.words import name_of, place_and_counters
from kiosk.hall import Hall, in_language
from kiosk.hours import Hours, when
from kiosk.views import (
    Closed,
    DepartmentsView,
    DepartmentTile,
    Language,
    NightRow,
    ServiceRow,
    ServicesView,
    WelcomeView,
)
from kiosk.wire import Department


def welcome_view(state: State, hall: Hall, around: Surroundings) -> WelcomeView:
    now = hall_hours(hall, around.now)
    return WelcomeView(
        open_until=_open_until(hall, now, around) if now.open else None,
        paper=around.paper,
        check_in=offers_check_in(hall, around),
        help=now.open and hall.terminal is not None,
        closed=None if now.open else _closed_hall(state.language, hall, now, around),
        extended=now.extended,
    )


def _open_until(hall: Hall, now: Hours, around: Surroundings) -> str | None:
    """What the hours say, if it closes today; without hours what the hall says."""
    if now.closes is not None:
        return now.closes.strftime("%H:%M") if now.closes.date() == around.now.date() else None
    return hall.hall.open_until if hall.hall else None


def _closed_hall(language: Language, hall: Hall, hours: Hours, around: Surroundings) -> Closed:
    night = hall.hall.night if hall.hall else []
    return Closed(
        opens=when(hours.opens, around.now, language) if hours.opens else "",
        night=tuple(
            NightRow(
                icon=one.icon,
                name=in_language(language, one.name, one.name_en),
                place=in_language(language, one.place, one.place_en),
            )
            for one in night
        ),
    )


def departments_view(state: State, hall: Hall, around: Surroundings) -> DepartmentsView:
    departments = hall.departments()
    shown = on_page(departments, state.page, TILES_A_PAGE)
    return DepartmentsView(
        tiles=tuple(_tile(one, state.language, hall, around) for one in shown),
        waiting=hall.waiting_for(hall.services()),
        open_counters=hall.open_counters(departments),
        page=state.page,
        pages=departments_pages(hall),
    )


def _tile(department: Department, language: Language, hall: Hall, around: Surroundings) -> DepartmentTile:
    waiting = hall.waiting_for(hall.services(department.code))
    return DepartmentTile(
        code=department.code,
        name=name_of(department, language),
        icon=department.icon,
        floor=in_language(language, department.floor, department.floor_en),
        waiting=waiting,
        busy=waiting is not None and hall.waiting is not None and waiting > hall.waiting.busy_from,
        closed=department_closed(department, hall, around.now, language),
    )


def services_view(state: State, hall: Hall, around: Surroundings) -> ServicesView:
    language = state.language
    department = hall.department(state.department)
    services = hall.services(department.code)
    rows = tuple(
        ServiceRow(
            code=one.code,
            name=name_of(one, language),
            bring=in_language(language, one.bring, one.bring_en),
            waiting=hall.waiting_for([one]),
            closed=closed(one, hall, around.now, language),
        )
        for one in on_page(services, state.page, ROWS_A_PAGE)
    )
    return ServicesView(
        department=name_of(department, language),
        icon=department.icon,
        place=place_and_counters(department, language),
        rows=rows,
        waiting=hall.waiting_for(services),
        open_counters=hall.open_counters([department]),
        page=state.page,
        pages=services_pages(hall, department.code),
    )
