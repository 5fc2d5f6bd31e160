"""Who comes to a counter: the first by rank, or one whom the clerk names. Never anybody who is at another counter now.

A person who is elsewhere is passed over and keeps the place. Whatever changes a ticket meanwhile (given up on the
phone, void) is seen, because the row is locked before it is called.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from central.calling.here import Here
from central.calling.leaving import finish
from central.person_tickets import Ticket, elsewhere, tickets_of_person
from central.queue import WAITS, belongs_to, callable_now, order_at, served_by, staffed
from central.states import CounterState, Deed, TicketState
from central.tables import tickets


def call_next(here: Here) -> bool:
    """Finishes with the one who is there and calls the first, if anybody waits."""
    here.call_alone()
    finish(here)
    here.be(CounterState.OPEN)
    first = _first(here)
    if first is not None:
        _place(here, first, TicketState.CALLED)
        here.note(Deed.NEXT, first)
    return True


def call(here: Here, named: int | None) -> bool:
    """One who waits, out of turn. Who is there already goes on with another number of theirs without being called."""
    ticket = _named(here, named, WAITS, belongs_to(here.counter, here.day))
    if ticket is None:
        return False
    finished = finish(here)
    stays = finished is not None and finished.id in {row.id for row in tickets_of_person(here.db, ticket)}
    _place(here, ticket, TicketState.SERVING if stays else TicketState.CALLED)
    here.note(Deed.BEGIN if stays else Deed.CALL, ticket)
    return True


def call_back(here: Here, named: int | None) -> bool:
    """One who missed the call."""
    ours = or_(tickets.c.counter == here.counter, belongs_to(here.counter, here.day))
    ticket = _named(here, named, tickets.c.state == TicketState.NO_SHOW, ours)
    if ticket is None:
        return False
    finish(here)
    _place(here, ticket, TicketState.CALLED)
    here.note(Deed.BACK, ticket)
    return True


def take_up(here: Here, named: int | None) -> bool:
    """One whom this counter put aside, or a counter that is closed by now."""
    left = tickets.c.counter.not_in(staffed(here.day)) & served_by(here.counter)
    ticket = _named(here, named, tickets.c.state == TicketState.HELD, or_(tickets.c.counter == here.counter, left))
    if ticket is None:
        return False
    finish(here)
    here.write(ticket, state=TicketState.SERVING, counter=here.counter, held_ms=None, begun_ms=_begun_ms(here, ticket))
    here.be(CounterState.OPEN)
    here.note(Deed.TAKE_UP, ticket)
    return True


def _first(here: Here) -> Ticket | None:
    who = (tickets.c.day == here.day, callable_now(here.now_ms, here.grace_ms), belongs_to(here.counter, here.day))
    passed_over: set[int] = set()
    while True:
        query = select(tickets).where(*who, tickets.c.id.not_in(passed_over)).order_by(*order_at(here.counter))
        ticket = here.db.execute(query.limit(1).with_for_update(skip_locked=True)).first()
        if ticket is None:
            return None
        held = tickets_of_person(here.db, ticket)
        if elsewhere(here.db, held, here.counter) is None:
            return ticket
        passed_over |= {row.id for row in held}


def _named(here: Here, named: int | None, *which: ColumnElement[bool]) -> Ticket | None:
    here.call_alone()
    query = select(tickets).where(tickets.c.id == named, tickets.c.day == here.day, *which).with_for_update()
    ticket = here.db.execute(query).first()
    if ticket is None or elsewhere(here.db, tickets_of_person(here.db, ticket), here.counter) is not None:
        return None
    return ticket


def _place(here: Here, ticket: Ticket, state: TicketState) -> None:
    """A ticket that comes back, or that its returning counter calls itself, has nowhere to return to any more."""
    back = {"return_to": "", "return_service": ""} if ticket.return_to in (ticket.for_counter, here.counter) else {}
    begun_ms = here.now_ms if state is TicketState.SERVING else None
    times: dict[str, Any] = {"called_ms": here.now_ms, "begun_ms": begun_ms, "held_ms": None, "ended_ms": None}
    here.write(ticket, state=state, counter=here.counter, for_counter="", **times, **back)
    here.be(CounterState.OPEN)


def _begun_ms(here: Here, ticket: Ticket) -> int:
    """Moved by the time aside, which is nobody's service time; what happened when, the deeds say."""
    if ticket.begun_ms is None or ticket.held_ms is None:
        return here.now_ms
    return int(ticket.begun_ms) + max(0, here.now_ms - int(ticket.held_ms))
