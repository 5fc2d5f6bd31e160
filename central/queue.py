"""The people waiting today, in the order in which they are called. Read by pages and by `GET /api/v1/hall/waiting`.

The order is central/rank.py's: `rank_ms`, then the row's id. Everything that says "before" or "first" says it here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    ScalarSelect,
    Table,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    union,
    union_all,
)

from central.clock import business_day
from central.quick import Quick
from central.staff.tables import sitting_services, sittings
from central.states import AT_COUNTER, ENDED, IN_LINE, CounterState, TicketState
from central.tables import counter_services, counters, departments, services, tickets

WAITS = tickets.c.state.in_(IN_LINE)
ORDER = (tickets.c.rank_ms, tickets.c.id)
# Written out in the statement: only then does the index of those who are at a counter, or have gone, serve it.
THERE = tickets.c.state.in_(bindparam("there", [*AT_COUNTER], expanding=True, literal_execute=True))
GONE = tickets.c.state.in_(bindparam("gone", [*ENDED], expanding=True, literal_execute=True))
Code = str | BindParameter[str]  # a value, or its place in a statement that is made once
_ZONE = Quick("SELECT time_zone FROM hall")
EVERYBODY = 100_000
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


@dataclass(frozen=True, slots=True)
class Line:
    """The first of those who wait for one counter; how many they are, and how long the oldest number has waited."""

    people: tuple[Waiting, ...]
    count: int
    longest_minutes: int


def today(db: Connection, now_ms: int) -> str:
    """The hall's business day, as the tables write it."""
    return business_day(now_ms, _ZONE.one(db, {})[0]).isoformat()


def waiting(db: Connection, day: str, now_ms: int, *which: ColumnElement[bool]) -> list[Waiting]:
    """Everybody who waits, or only those of whom `which` is true, in the order of calling."""
    query = select(*_SHOWN).where(tickets.c.day == day, WAITS, *which).order_by(*ORDER)
    return [_person(row, now_ms) for row in db.execute(query)]


def waiting_at(db: Connection, counter: str, day: str, now_ms: int, most: int = EVERYBODY) -> Line:
    """Those whom this counter may call, in the order in which it will; of the people at most so many."""
    rows = _waiting_at().rows(db, {"counter": counter, "day": day, "most": most})
    if not rows:
        return Line((), 0, 0)
    longest_ms = max(0, now_ms - rows[0].oldest_ms)
    return Line(tuple(_person(row, now_ms) for row in rows), rows[0].people, longest_ms // 60_000)


def line_length(db: Connection, counter: str, day: str) -> int:
    """How many people this counter may call."""
    return int(_line_length().value(db, {"counter": counter, "day": day}))


@cache
def _line_length() -> Quick:
    line = _in_line(bindparam("counter", type_=Text()), bindparam("day", type_=Text())).subquery()
    return Quick.of(select(func.count()).select_from(line), "counter", "day")


@cache
def _waiting_at() -> Quick:
    counter, day = bindparam("counter", type_=Text()), bindparam("day", type_=Text())
    about_all = (func.count().over().label("people"), func.min(tickets.c.issued_ms).over().label("oldest_ms"))
    query = select(*_SHOWN, *about_all).where(in_line_for(counter, day)).order_by(*order_at(counter))
    return Quick.of(query.limit(bindparam("most", type_=Integer())), "counter", "day", "most")


def _person(row: Any, now_ms: int) -> Waiting:
    return Waiting(
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


def in_line_for(counter: Code, day: Code) -> ColumnElement[bool]:
    """Those who wait and belong to this counter: the same as WAITS and `belongs_to`, for finding them among all who
    wait. Each of its three parts is found by an index, where the one condition needs a look at everybody.
    """
    return tickets.c.id.in_(_in_line(counter, day))


def _in_line(counter: Code, day: Code) -> CompoundSelect[tuple[int]]:
    who = tickets.alias()
    waits = and_(who.c.day == day, who.c.state.in_(IN_LINE))
    free = who.c.for_counter.not_in(staffed(day))
    kept = and_(who.c.for_counter != literal_column("''"), who.c.for_counter == counter)
    taken = and_(free, who.c.service.in_(taken_by(counter)))
    orphaned = and_(free, who.c.department == _department_of(counter), who.c.service.not_in(select(services.c.code)))
    parts = (select(who.c.id).where(waits, part) for part in (kept, taken, orphaned))
    return union(*parts)


def staffed(day: Code) -> ColumnElement[str]:
    """The counters that are open or in a break today; for `in_`."""
    at_work = (counters.c.state != CounterState.CLOSED) & (counters.c.state_day == day)
    return select(counters.c.code).where(at_work).scalar_subquery()


def served_by(counter: Code) -> ColumnElement[bool]:
    """Tickets of the services that its clerk takes, or without one those of the catalogue; and of its department, where
    the service has left the catalogue since.
    """
    left = tickets.c.service.not_in(select(services.c.code))
    return or_(tickets.c.service.in_(taken_by(counter)), and_(tickets.c.department == _department_of(counter), left))


def taken_by(counter: Code) -> CompoundSelect[tuple[str]]:
    """The services that its clerk sat down for; without one those of the catalogue."""
    sitting = select(sittings.c.id).where(sittings.c.counter == counter, sittings.c.ended_ms.is_(None))
    taken = select(sitting_services.c.service).where(sitting_services.c.sitting.in_(sitting))
    usual = select(counter_services.c.service).where(counter_services.c.counter == counter, ~sitting.exists())
    return union_all(taken, usual)


def _department_of(counter: Code) -> ScalarSelect[str]:
    return select(counters.c.department).where(counters.c.code == counter).scalar_subquery()


def callable_since(known_ms: int | BindParameter[int]) -> ColumnElement[bool]:
    """Waiting, or reserved so long, namely since `known_ms`, that its terminal's line must have gone down after the
    number was given.
    """
    return and_(WAITS, or_(tickets.c.state == TicketState.WAITING, tickets.c.known_ms <= known_ms))


def names(db: Connection, table: Table, english: bool) -> dict[str, str]:
    """The name of each department or service by its code."""
    return {code: _name(body, english) for code, body in _NAMED[table].rows(db, {})}


_NAMED = {table: Quick(f"SELECT code, body FROM {table.name}") for table in (departments, services)}  # noqa: S608


@lru_cache(maxsize=4096)
def _name(body: str, english: bool) -> str:
    """Of an entry's JSON, which changes with the catalogue only."""
    entry = orjson.loads(body)
    return str((english and entry["name_en"]) or entry["name"])
