"""The people whom a counter's page shows besides the queue: who is there, what else they hold, who is put aside, and
who missed the call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text, bindparam, or_, select

from central.person_tickets import Ticket, elsewhere, tickets_of_person
from central.queue import THERE, WAITS, Waiting, belongs_to, served_by, staffed
from central.quick import Quick
from central.states import IN_LINE, TicketState
from central.tables import appointments, tickets

MISSED_SHOWN = 8

_COUNTER, _DAY = bindparam("counter", type_=Text()), bindparam("day", type_=Text())
_PRESENT = Quick.of(select(tickets).where(THERE, tickets.c.counter == _COUNTER), "counter")
_LEFT = tickets.c.counter.not_in(staffed(_DAY)) & served_by(_COUNTER)
_HELD = Quick.of(
    select(tickets)
    .where(tickets.c.day == _DAY, tickets.c.state == TicketState.HELD, or_(tickets.c.counter == _COUNTER, _LEFT))
    .order_by(tickets.c.held_ms, tickets.c.id),
    *("counter", "day"),
)
_MISSED = Quick.of(
    select(tickets)
    .where(tickets.c.day == _DAY, tickets.c.state == TicketState.NO_SHOW)
    .where(or_(tickets.c.counter == _COUNTER, served_by(_COUNTER)))
    .order_by(tickets.c.ended_ms.desc())
    .limit(MISSED_SHOWN),
    *("counter", "day"),
)
_ELSEWHERE = Quick.of(
    select(tickets.c.terminal, tickets.c.visit, tickets.c.person, tickets.c.counter).where(
        THERE, tickets.c.counter != _COUNTER
    ),
    "counter",
)


@dataclass(frozen=True, slots=True)
class Serving:
    """Who is there. `stale`: the number is of an earlier day; its service can only be finished.

    `booked_ms`, `shown`: of the appointment that it is the check-in of, its beginning and the masked name.
    """

    id: int
    number: str
    copy: int
    service: str
    called_ms: int
    begun_ms: int | None
    waited_minutes: int
    recalled: bool
    green: bool
    booked_ms: int | None
    shown: str
    return_to: str
    stale: bool

    @property
    def begun(self) -> bool:
        return self.begun_ms is not None


@dataclass(frozen=True, slots=True)
class Another:
    """A number that the person who is there holds besides. `ours`: this counter may go on with it at once."""

    id: int
    number: str
    service: str
    state: TicketState
    ours: bool


@dataclass(frozen=True, slots=True)
class Aside:
    """One who was put aside, or missed the call. `counter`: where that was. `since_ms`: when."""

    id: int
    number: str
    service: str
    counter: str
    since_ms: int | None


def read_serving(db: Connection, counter: str, day: str, names: dict[str, str]) -> tuple[Serving | None, list[Another]]:
    """Who is at the counter, and what else that person holds today."""
    row = _PRESENT.first(db, {"counter": counter})
    if row is None:
        return None, []
    booked = read_booked(db, [row.appointment] if row.appointment else [])
    starts_ms, shown = booked.get(row.appointment, (None, ""))
    serving = Serving(
        id=row.id,
        number=row.number,
        copy=row.copy,
        service=names.get(row.service, row.service),
        called_ms=row.called_ms,
        begun_ms=row.begun_ms if row.state == TicketState.SERVING else None,
        waited_minutes=max(0, row.called_ms - row.issued_ms) // 60_000,
        recalled=row.state == TicketState.RECALLED,
        green=bool(row.green),
        booked_ms=starts_ms,
        shown=shown,
        return_to="" if row.return_to == counter else row.return_to,
        stale=row.day != day,
    )
    return serving, _others(db, row, counter, day, names)


def read_held(db: Connection, counter: str, day: str, names: dict[str, str]) -> list[Aside]:
    """Put aside here, or at a counter that is closed by now; the longest first."""
    rows = _HELD.rows(db, {"counter": counter, "day": day})
    return [_aside(row, row.held_ms, names) for row in rows]


def read_missed(db: Connection, counter: str, day: str, names: dict[str, str]) -> list[Aside]:
    """The newest first."""
    rows = _MISSED.rows(db, {"counter": counter, "day": day})
    return [_aside(row, row.ended_ms, names) for row in rows]


def read_booked(db: Connection, which: list[int]) -> dict[int | None, tuple[int, str]]:
    """When each appointment begins, and its masked name."""
    if not which:
        return {}
    query = select(appointments.c.id, appointments.c.starts_ms, appointments.c.shown)
    return {row.id: (row.starts_ms, row.shown) for row in db.execute(query.where(appointments.c.id.in_(which)))}


def read_elsewhere(db: Connection, counter: str, people: tuple[Waiting, ...]) -> dict[int, str]:
    """Where those who wait here stand now with another number of theirs: ticket to counter."""
    there = _ELSEWHERE.rows(db, {"counter": counter})
    of_visit = {(row.terminal, row.visit): row.counter for row in there if row.visit}
    of_person = {row.person: row.counter for row in there if row.person}
    found = {
        ticket.id: of_visit.get((ticket.terminal, ticket.visit)) or of_person.get(ticket.person) for ticket in people
    }
    return {ticket: counter for ticket, counter in found.items() if counter}


def _others(db: Connection, here: Ticket, counter: str, day: str, names: dict[str, str]) -> list[Another]:
    held = [row for row in tickets_of_person(db, here) if row.id != here.id]
    open_ones = [row for row in held if row.state in _STILL_OPEN]
    if not open_ones:
        return []
    ids = [row.id for row in open_ones]
    callable_here = select(tickets.c.id).where(tickets.c.id.in_(ids), WAITS, belongs_to(counter, day))
    free = elsewhere(db, [here, *held], counter) is None
    ours = set(db.execute(callable_here).scalars()) if free else set()
    return [
        Another(row.id, row.number, names.get(row.service, row.service), TicketState(row.state), row.id in ours)
        for row in open_ones
    ]


def _aside(row: Any, since_ms: int | None, names: dict[str, str]) -> Aside:
    return Aside(row.id, row.number, names.get(row.service, row.service), row.counter or "", since_ms)


_STILL_OPEN = (*IN_LINE, TicketState.HELD)
