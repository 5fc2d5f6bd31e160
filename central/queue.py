"""The people waiting today, in the order in which they are called. Read by pages and by `GET /api/v1/hall/waiting`.

The order is central/rank.py's: `rank_ms`, then the row's id. Everything that says "before" or "first" says it here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    case,
    or_,
    select,
    union_all,
)

from central.clock import business_day
from central.staff.tables import sitting_services, sittings
from central.states import AT_COUNTER, IN_LINE, CounterState, TicketState
from central.tables import counter_services, counters, hall, services, tickets

WAITS = tickets.c.state.in_(IN_LINE)
ORDER = (tickets.c.rank_ms, tickets.c.id)
# Written out in the statement: only then does the index of those who are at a counter serve it.
THERE = tickets.c.state.in_(bindparam("there", [*AT_COUNTER], expanding=True, literal_execute=True))
Code = str | BindParameter[str]  # a value, or its place in a statement that is made once
_ZONE = select(hall.c.time_zone)
_SHOWN = [  # of one who waits: what a list of people needs
    *(tickets.c.id, tickets.c.number, tickets.c.copy, tickets.c.service, tickets.c.department, tickets.c.state),
    *(tickets.c.issued_ms, tickets.c.terminal, tickets.c.green, tickets.c.appointment, tickets.c.visit),
    *(tickets.c.person, tickets.c.for_counter, tickets.c.return_to),
]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person's ticket. `copy` above 0: the same number is on another ticket of the day.

    `for_counter`: only that one calls it. `returns`: it comes back there after a transfer.
    """

    id: int
    number: str
    copy: int
    service: str
    department: str
    state: str
    issued_ms: int
    terminal: str
    waited_minutes: int
    green: str = ""
    appointment: int | None = None
    visit: str = ""
    person: str = ""
    for_counter: str = ""
    returns: bool = False


def today(db: Connection, now_ms: int) -> str:
    """The hall's business day, as the tables write it."""
    return business_day(now_ms, db.execute(_ZONE).scalar_one()).isoformat()


def waiting(db: Connection, day: str, now_ms: int, *which: ColumnElement[bool]) -> list[Waiting]:
    """Everybody who waits, or only those of whom `which` is true, in the order of calling."""
    query = select(*_SHOWN).where(tickets.c.day == day, WAITS, *which).order_by(*ORDER)
    return _people(db.execute(query).all(), now_ms)


def waiting_at(db: Connection, counter: str, day: str, now_ms: int) -> list[Waiting]:
    """Those whom this counter may call, in the order in which it will."""
    return _people(db.execute(_waiting_at(), {"counter": counter, "day": day}).all(), now_ms)


@cache
def _waiting_at() -> Select[Any]:
    """Made once: making it takes longer than running it."""
    counter, day = bindparam("counter", type_=Text()), bindparam("day", type_=Text())
    ours = (tickets.c.day == day, WAITS, belongs_to(counter, day))
    return select(*_SHOWN).where(*ours).order_by(*order_at(counter))


def _people(rows: Iterable[Any], now_ms: int) -> list[Waiting]:
    return [
        Waiting(
            id=row.id,
            number=row.number,
            copy=row.copy,
            service=row.service,
            department=row.department,
            state=row.state,
            issued_ms=row.issued_ms,
            terminal=row.terminal,
            waited_minutes=max(0, now_ms - row.issued_ms) // 60_000,
            green=row.green,
            appointment=row.appointment,
            visit=row.visit,
            person=row.person,
            for_counter=row.for_counter,
            returns=bool(row.return_to) and row.return_to == row.for_counter,
        )
        for row in rows
    ]


def ahead_of(rank_ms: int, ticket: int) -> ColumnElement[bool]:
    """Tickets that are called before the one with this rank and id."""
    return or_(tickets.c.rank_ms < rank_ms, and_(tickets.c.rank_ms == rank_ms, tickets.c.id < ticket))


def order_at(counter: Code) -> tuple[ColumnElement[int], ...]:
    """One who comes back from another counter goes on before anybody new begins; then by rank."""
    returns = and_(tickets.c.for_counter == counter, tickets.c.return_to == counter)
    return case((returns, 0), else_=1), *ORDER


def belongs_to(counter: Code, day: Code) -> ColumnElement[bool]:
    """Tickets that this counter may call: of its services, or kept for it. One kept for a counter that is closed is
    anybody's, so that nobody waits for a clerk who went home.
    """
    kept = tickets.c.for_counter.in_(staffed(day))
    return or_(tickets.c.for_counter == counter, and_(~kept, served_by(counter)))


def staffed(day: Code) -> ColumnElement[str]:
    """The counters that are open or in a break today; for `in_`."""
    at_work = (counters.c.state != CounterState.CLOSED) & (counters.c.state_day == day)
    return select(counters.c.code).where(at_work).scalar_subquery()


def served_by(counter: Code) -> ColumnElement[bool]:
    """Tickets of the services that its clerk takes, or without one those of the catalogue; and of its department, where
    the service has left the catalogue since.
    """
    sitting = select(sittings.c.id).where(sittings.c.counter == counter, sittings.c.ended_ms.is_(None))
    taken = select(sitting_services.c.service).where(sitting_services.c.sitting.in_(sitting))
    usual = select(counter_services.c.service).where(counter_services.c.counter == counter, ~sitting.exists())
    own = union_all(taken, usual)
    department = select(counters.c.department).where(counters.c.code == counter).scalar_subquery()
    orphaned = and_(tickets.c.department == department, tickets.c.service.not_in(select(services.c.code)))
    return or_(tickets.c.service.in_(own), orphaned)


def callable_since(known_ms: int | BindParameter[int]) -> ColumnElement[bool]:
    """Waiting, or reserved so long, namely since `known_ms`, that its terminal's line must have gone down after the
    number was given.
    """
    return and_(WAITS, or_(tickets.c.state == TicketState.WAITING, tickets.c.known_ms <= known_ms))


def names(db: Connection, table: object, english: bool) -> dict[str, str]:
    """The name of each department or service by its code."""
    rows = db.execute(select(table.c.code, table.c.body)).all()  # type: ignore[attr-defined]
    return {code: _name(body, english) for code, body in rows}


@lru_cache(maxsize=4096)
def _name(body: str, english: bool) -> str:
    """Of an entry's JSON, which changes with the catalogue only."""
    entry = orjson.loads(body)
    return str((english and entry["name_en"]) or entry["name"])
