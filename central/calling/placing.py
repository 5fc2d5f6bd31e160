"""Who comes to a counter: the first by rank, or one whom the clerk names. Never anybody who is at another counter now.

A person who is elsewhere is passed over and keeps the place. Whatever changes a ticket meanwhile (given up on the
phone, void) is seen, because the row is locked before it is called.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Text, bindparam, or_, select

from central.calling.here import Here
from central.calling.leaving import finish
from central.person_tickets import Ticket, elsewhere, tickets_of_person
from central.queue import WAITS, belongs_to, callable_since, in_line_for, order_at, served_by, staffed
from central.quick import Quick
from central.states import CounterState, Deed, TicketState
from central.tables import tickets

_COUNTER, _DAY = bindparam("counter", type_=Text()), bindparam("day", type_=Text())
_OURS = belongs_to(_COUNTER, _DAY)
_FIRST = (
    select(tickets)
    .where(callable_since(bindparam("known_ms", type_=BigInteger())), in_line_for(_COUNTER, _DAY))
    .where(_OURS)  # said of the row itself as well: it may have changed until its lock was had
    .order_by(*order_at(_COUNTER))
    .limit(1)
    .with_for_update(skip_locked=True)
)
_FIRST_OF_ALL = Quick.of(_FIRST, "counter", "day", "known_ms")
_FIRST_BUT = _FIRST.where(tickets.c.id.not_in(bindparam("passed_over", expanding=True, type_=BigInteger())))


def _one(*which: ColumnElement[bool]) -> Select[Any]:
    of_today = (tickets.c.id == bindparam("named", type_=BigInteger())) & (tickets.c.day == _DAY)
    return select(tickets).where(of_today, *which).with_for_update()


_WAITING = _one(WAITS, _OURS)
_MISSED = _one(tickets.c.state == TicketState.NO_SHOW, or_(tickets.c.counter == _COUNTER, _OURS))
_LEFT = tickets.c.counter.not_in(staffed(_DAY)) & served_by(_COUNTER)
_HELD = _one(tickets.c.state == TicketState.HELD, or_(tickets.c.counter == _COUNTER, _LEFT))


def call_next(here: Here) -> bool:
    """Finishes with the one who is there and calls the first, if anybody waits."""
    here.call_alone()
    finish(here)
    first = _first(here)
    if first is None:
        here.be(CounterState.OPEN)
    else:
        _place(here, first, TicketState.CALLED)
        here.note(Deed.NEXT, first)
    return True


def call(here: Here, named: int | None) -> bool:
    """One who waits, out of turn. Who is there already goes on with another number of theirs without being called."""
    ticket = _named(here, named, _WAITING)
    if ticket is None:
        return False
    finished = finish(here)
    stays = finished is not None and finished.id in {row.id for row in tickets_of_person(here.db, ticket)}
    _place(here, ticket, TicketState.SERVING if stays else TicketState.CALLED)
    here.note(Deed.BEGIN if stays else Deed.CALL, ticket)
    return True


def call_back(here: Here, named: int | None) -> bool:
    """One who missed the call."""
    ticket = _named(here, named, _MISSED)
    if ticket is None:
        return False
    finish(here)
    _place(here, ticket, TicketState.CALLED)
    here.note(Deed.BACK, ticket)
    return True


def take_up(here: Here, named: int | None) -> bool:
    """One whom this counter put aside, or a counter that is closed by now."""
    ticket = _named(here, named, _HELD)
    if ticket is None:
        return False
    finish(here)
    here.write(ticket, state=TicketState.SERVING, counter=here.counter, held_ms=None, begun_ms=_begun_ms(here, ticket))
    here.be(CounterState.OPEN)
    here.note(Deed.TAKE_UP, ticket)
    return True


def _first(here: Here) -> Ticket | None:
    asked = {"counter": here.counter, "day": here.day, "known_ms": here.now_ms - here.grace_ms}
    passed_over: set[int] = set()
    while True:
        if passed_over:
            ticket = here.db.execute(_FIRST_BUT, asked | {"passed_over": [*passed_over]}).first()
        else:
            ticket = _FIRST_OF_ALL.first(here.db, asked)
        if ticket is None:
            return None
        held = tickets_of_person(here.db, ticket)
        if elsewhere(here.db, held, here.counter) is None:
            return ticket
        passed_over |= {row.id for row in held}


def _named(here: Here, named: int | None, whom: Select[Any]) -> Ticket | None:
    here.call_alone()
    ticket = here.db.execute(whom, {"named": named, "counter": here.counter, "day": here.day}).first()
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
