"""The visit that takes a queue ticket: `step(state, happening, hall) -> (state, effects)`. Pure.

Welcome, department, service, confirm, number. What does not fit the place where the visit stands is dropped: two
touches give one ticket, and a late result of an earlier visit changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.flows.pages import departments_pages, services_pages
from kiosk.flows.state import (
    BeginVisit,
    Chosen,
    Effect,
    EndVisit,
    HallChanged,
    Happening,
    NoteDoubt,
    NumberGiven,
    OutageChanged,
    PaperSeen,
    Place,
    Printed,
    SeePaper,
    StaffAnswered,
    State,
    TakeNumber,
    TellStaff,
    Ticket,
    TimedOut,
)
from kiosk.hall import Hall
from kiosk.views import (
    AnotherService,
    CalledStaff,
    ChoseDepartment,
    ChoseService,
    Confirmed,
    Ended,
    Finished,
    Outage,
    Paper,
    Printing,
    SaidPrinted,
    Staff,
    Started,
    SwitchedLanguage,
    Trouble,
    TurnedPage,
    WentBack,
)

Step = tuple[State, tuple[Effect, ...]]


def step(state: State, happening: Happening, hall: Hall) -> Step:
    """The next state and what is to be done. The same state object comes back when nothing happened."""
    match happening:
        case SwitchedLanguage(language=language):
            return (state if language is state.language else replace(state, language=language)), ()
        case OutageChanged(outage=outage):
            return _outage(state, outage)
        case HallChanged():
            return _kept_in(state, hall), ()
        case Printed(key=key, trouble=trouble):
            return _printed(state, key, trouble), ()
        case StaffAnswered(told=told):
            if state.staff is not Staff.ASKING:
                return state, ()
            return replace(state, staff=Staff.TOLD if told else Staff.UNREACHABLE), ()
        case Ended() | TimedOut() if state.busy:
            return state, ()  # bounded by the deadlines of printer and centre; the number must not fall between
        case Ended() if state.begun:
            return _end(state, "ended")
        case TimedOut():
            return _end(state, "timed_out") if state.begun else (_fresh(state), ())
    match state.place:
        case Place.WELCOME:
            return _welcome(state, happening)
        case Place.DEPARTMENTS:
            return _departments(state, happening, hall)
        case Place.SERVICES:
            return _services(state, happening, hall)
        case Place.CONFIRM:
            return _confirm(state, happening)
        case Place.TICKET:
            return _ticket(state, happening)
        case Place.TROUBLE:
            return _trouble(state, happening)
        case Place.OUT_OF_SERVICE:
            return _call_staff(state, happening, f"out of service: {state.outage}")


def _welcome(state: State, happening: Happening) -> Step:
    if isinstance(happening, Started):
        return replace(state, place=Place.DEPARTMENTS, begun=True), (BeginVisit(),)
    return state, ()


def _departments(state: State, happening: Happening, hall: Hall) -> Step:
    match happening:
        case ChoseDepartment(code=code):
            open_ones = [one.code for one in hall.departments() if not all(s.closed for s in hall.services(one.code))]
            if code in open_ones:
                return replace(state, place=Place.SERVICES, department=code, page=1), ()
        case TurnedPage(by=by):
            return _turned(state, by, departments_pages(hall)), ()
        case WentBack() if state.tickets == 0:
            return _end(state, "ended")
        case WentBack() if state.ticket is not None:
            proven = state.printing in (Printing.WORKING, Printing.DONE)
            return replace(state, place=Place.TICKET if proven else Place.TROUBLE, page=1), ()
    return state, ()


def _services(state: State, happening: Happening, hall: Hall) -> Step:
    match happening:
        case ChoseService(code=code):
            for service in hall.services(state.department):
                if service.code == code and not service.closed:
                    chosen = Chosen(hall.department(state.department), service)
                    return replace(state, place=Place.CONFIRM, chosen=chosen), ()
        case TurnedPage(by=by):
            return _turned(state, by, services_pages(hall, state.department)), ()
        case WentBack():
            return replace(state, place=Place.DEPARTMENTS, page=1), ()
    return state, ()


def _turned(state: State, by: int, pages: int) -> State:
    page = max(1, min(pages, state.page + by))
    return state if page == state.page else replace(state, page=page)


def _confirm(state: State, happening: Happening) -> Step:
    match happening:
        case Confirmed() if not state.busy:
            return replace(state, busy=True), (SeePaper(),)
        case PaperSeen(paper=paper, said=said) if state.busy and state.chosen is not None:
            if paper is Paper.OUT and not said:
                return replace(state, busy=False, no_paper=True), ()
            return state, (TakeNumber(state.chosen, prints=paper is not Paper.OUT),)
        case NumberGiven(given=number, trouble=trouble) if state.busy and state.chosen is not None:
            given = replace(
                state,
                place=Place.TICKET if trouble is None else Place.TROUBLE,
                busy=False,
                no_paper=False,
                ticket=Ticket(number, state.chosen),
                tickets=state.tickets + 1,
                printing=Printing.WORKING if trouble is None else Printing.FAILED,
                trouble=trouble or state.trouble,
                ask=False,
                staff=Staff.NOT_ASKED,
            )
            return given, ()
        case WentBack() if not state.busy:
            return replace(state, place=Place.SERVICES, page=1, no_paper=False), ()
    return state, ()


def _ticket(state: State, happening: Happening) -> Step:
    match happening:
        case Finished():
            return _end(state, "finished")
        case AnotherService():
            return _another(state), ()
    return state, ()


def _trouble(state: State, happening: Happening) -> Step:
    match happening:
        case SaidPrinted(came_out=came_out) if state.ask and state.ticket is not None:
            doubt = NoteDoubt(state.ticket.given.key, came_out)
            if came_out:
                return replace(state, place=Place.TICKET, printing=Printing.DONE, ask=False), (doubt,)
            return replace(state, ask=False), (doubt,)
        case Finished():
            return _end(state, "finished")
        case AnotherService() if not state.ask:
            return _another(state), ()
    return _call_staff(state, happening, f"ticket: {state.trouble}")


def _printed(state: State, key: str, trouble: Trouble | None) -> State:
    """The ticket in hand has come out, or not, or nobody knows; an earlier ticket's print is no news to the screen."""
    if state.ticket is None or key != state.ticket.given.key:
        return state
    if trouble is None:
        return replace(state, printing=Printing.DONE)
    unproven = trouble is Trouble.UNKNOWN
    place = Place.TROUBLE if state.place is Place.TICKET else state.place
    printing = Printing.UNKNOWN if unproven else Printing.FAILED
    return replace(state, place=place, printing=printing, trouble=trouble, ask=unproven)


def _kept_in(state: State, hall: Hall) -> State:
    """A catalogue that has changed under the citizen's finger: back to where there is something to choose."""
    if state.place is Place.SERVICES and state.department not in {one.code for one in hall.departments()}:
        return replace(state, place=Place.DEPARTMENTS, page=1, department="")
    if state.place is Place.SERVICES:
        return _turned(state, 0, services_pages(hall, state.department))
    return _turned(state, 0, departments_pages(hall)) if state.place is Place.DEPARTMENTS else state


def _call_staff(state: State, happening: Happening, reason: str) -> Step:
    if isinstance(happening, CalledStaff) and state.staff in (Staff.NOT_ASKED, Staff.UNREACHABLE):
        return replace(state, staff=Staff.ASKING), (
            TellStaff(reason, state.ticket.given.key if state.ticket else None),
        )
    return state, ()


def _another(state: State) -> State:
    """To the departments again, in the same visit; the ticket in hand is not asked about any more."""
    return replace(state, place=Place.DEPARTMENTS, page=1, department="", chosen=None, ask=False, staff=Staff.NOT_ASKED)


def _outage(state: State, outage: Outage | None) -> Step:
    """A running visit is finished first; the quiet terminal changes at once."""
    if outage is state.outage:
        return state, ()
    quiet = state.place in (Place.WELCOME, Place.OUT_OF_SERVICE)
    if not quiet:
        return replace(state, outage=outage), ()
    place = Place.WELCOME if outage is None else Place.OUT_OF_SERVICE
    return replace(state, place=place, outage=outage, staff=Staff.NOT_ASKED), ()


def _end(state: State, how: str) -> Step:
    return _fresh(state), (EndVisit(how),)


def _fresh(state: State) -> State:
    """Nothing of the visit is kept; whether the terminal can serve is not the visit's."""
    place = Place.WELCOME if state.outage is None else Place.OUT_OF_SERVICE
    return State(visit="", place=place, outage=state.outage)
