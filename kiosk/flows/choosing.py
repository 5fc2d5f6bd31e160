"""From the quiet terminal to a service: welcome, departments, services. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flows.around import Surroundings
from kiosk.flows.effects import BeginVisit
from kiosk.flows.happenings import Happening
from kiosk.flows.helping import ask_for_help
from kiosk.flows.leaving import Step, end
from kiosk.flows.opening import can_identify, closed, department_closed, hall_hours, offers_check_in
from kiosk.flows.pages import departments_pages, services_pages
from kiosk.flows.state import Chosen, Place, State
from kiosk.hall import Hall
from kiosk.views import (
    ChoseDepartment,
    ChoseService,
    Printing,
    Reading,
    Started,
    TurnedPage,
    WantsCheckIn,
    WantsHelp,
    WentBack,
)
from kiosk.wire import Identify


def welcome(state: State, happening: Happening, hall: Hall, around: Surroundings) -> Step:
    match happening:
        case Started() if hall_hours(hall, around.now).open:
            return replace(state, place=Place.DEPARTMENTS, begun=True), (BeginVisit(),)
        case WantsCheckIn() if offers_check_in(hall, around):
            return replace(state, place=Place.CHECK_IN, begun=True), (BeginVisit(),)
        case WantsHelp() if hall_hours(hall, around.now).open:
            asking, effects = ask_for_help(replace(state, begun=True))
            return asking, (BeginVisit(), *effects)
    return state, ()


def departments(state: State, happening: Happening, hall: Hall, around: Surroundings) -> Step:
    match happening:
        case ChoseDepartment(code=code):
            for department in hall.departments():
                if department.code == code and department_closed(department, hall, around.now, state.language) is None:
                    return replace(state, place=Place.SERVICES, department=code, page=1), ()
        case WantsCheckIn() if offers_check_in(hall, around):
            return replace(state, place=Place.CHECK_IN, reading=Reading.WAITING, lost=frozenset()), ()
        case TurnedPage(by=by):
            return turned(state, by, departments_pages(hall)), ()
        case WentBack() if state.ticket is None:
            return end(state, "ended")
        case WentBack():
            proven = state.printing in (Printing.WORKING, Printing.DONE)
            return replace(state, place=Place.TICKET if proven else Place.TROUBLE, page=1), ()
    return state, ()


def services(state: State, happening: Happening, hall: Hall, around: Surroundings) -> Step:
    match happening:
        case ChoseService(code=code):
            for service in hall.services(state.department):
                if service.code == code and closed(service, hall, around.now, state.language) is None:
                    return toward_confirm(state, Chosen(hall.department(state.department), service), hall, around), ()
        case TurnedPage(by=by):
            return turned(state, by, services_pages(hall, state.department)), ()
        case WentBack():
            return replace(state, place=Place.DEPARTMENTS, page=1), ()
    return state, ()


def toward_confirm(state: State, chosen: Chosen, hall: Hall, around: Surroundings) -> State:
    """By way of the card reader where the service wants the card and nobody has given it in this visit.

    A service that must have it does not go on without a reader: the screen says so, and staff help.
    """
    wants = chosen.service.identify
    skips = (
        wants is Identify.NEVER or bool(state.person) or (wants is Identify.OFFER and not can_identify(hall, around))
    )
    if skips:
        return replace(state, place=Place.CONFIRM, chosen=chosen)
    reading = Reading.WAITING if can_identify(hall, around) else Reading.NOT_HERE
    return replace(state, place=Place.IDENTIFY, chosen=chosen, reading=reading, lost=frozenset())


def turned(state: State, by: int, pages: int) -> State:
    page = max(1, min(pages, state.page + by))
    return state if page == state.page else replace(state, page=page)


def kept_in(state: State, hall: Hall) -> State:
    """A catalogue that has changed under the citizen's finger: back to where there is something to choose."""
    if state.place is Place.SERVICES and state.department not in {one.code for one in hall.departments()}:
        return replace(state, place=Place.DEPARTMENTS, page=1, department="")
    if state.place is Place.SERVICES:
        return turned(state, 0, services_pages(hall, state.department))
    return turned(state, 0, departments_pages(hall)) if state.place is Place.DEPARTMENTS else state
