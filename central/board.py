"""What the hall display shows: the newest calls, who should get ready, who missed the call. Numbers, never names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from central.hall import read_hall
from central.queue import today, waiting
from central.states import CALLS, CounterState, TicketState
from central.tables import counters, deeds, departments, tickets

CALLS_SHOWN = 5  # the newest one large, the others below it
DEPARTMENTS_READY = 3
NUMBERS_READY = 3
MISSED_SHOWN = 3
MISSED_MS = 2 * 60 * 60 * 1000
FRESH_MS = 15_000


@dataclass(frozen=True, slots=True)
class Call:
    number: str
    department: str
    counter: str
    fresh: bool  # called a moment ago: highlighted


@dataclass(frozen=True, slots=True)
class Ready:
    department: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    zone: str
    people: int
    calls: tuple[Call, ...]
    ready: tuple[Ready, ...]
    missed: tuple[str, ...]
    paused: tuple[str, ...]  # counters


def read_board(db: Connection, zone: str, now_ms: int, english: bool) -> Board:
    """`zone`: a floor or place of departments as the catalogue writes it ("2 楼 B 区"); empty: the whole hall."""
    hall, day = read_hall(db), today(db, now_ms)
    shown = _departments(db, zone, english)
    people = waiting(db, day, now_ms, tickets.c.department.in_(shown))
    numbers: dict[str, list[str]] = {code: [] for code in shown}
    for ticket in people:
        numbers[ticket.department].append(ticket.number)
    ready = [Ready(shown[code], tuple(waits[:NUMBERS_READY])) for code, waits in numbers.items() if waits]
    return Board(
        zone=_zone_name(db, zone, english) if zone else (hall.place_en if english else hall.place),
        people=len(people),
        calls=tuple(_calls(db, day, shown, now_ms)),
        ready=tuple(ready[:DEPARTMENTS_READY]),
        missed=tuple(_missed(db, day, shown, now_ms)),
        paused=tuple(_paused(db, day, shown)),
    )


def _departments(db: Connection, zone: str, english: bool) -> dict[str, str]:
    rows = db.execute(select(departments.c.code, departments.c.body).order_by(departments.c.place_in_list))
    bodies = {row.code: orjson.loads(row.body) for row in rows}
    return {
        code: (english and body["name_en"]) or body["name"]
        for code, body in bodies.items()
        if not zone or zone in (body["floor"], body["place"], body["floor_en"], body["place_en"])
    }


def _zone_name(db: Connection, zone: str, english: bool) -> str:
    """The zone in the page's language."""
    language = "_en" if english else ""
    for body in map(orjson.loads, db.execute(select(departments.c.body)).scalars()):
        for what in ("place", "floor"):
            if zone in (body[what], body[f"{what}_en"]):
                return str(body[what + language] or zone)
    return zone


def _calls(db: Connection, day: str, shown: dict[str, str], now_ms: int) -> list[Call]:
    newest = (
        select(deeds.c.ticket, func.max(deeds.c.id).label("newest"))
        .where(deeds.c.day == day, deeds.c.deed.in_(CALLS))
        .group_by(deeds.c.ticket)
        .subquery()
    )
    query = (
        select(tickets.c.number, tickets.c.department, deeds.c.counter, deeds.c.at_ms)
        .join(newest, newest.c.ticket == tickets.c.id)
        .join(deeds, deeds.c.id == newest.c.newest)
        .where(tickets.c.department.in_(shown), tickets.c.state.not_in([TicketState.NO_SHOW, TicketState.VOID]))
        .order_by(deeds.c.id.desc())
        .limit(CALLS_SHOWN)
    )
    return [
        Call(row.number, shown[row.department], row.counter, now_ms - row.at_ms < FRESH_MS) for row in db.execute(query)
    ]


def _missed(db: Connection, day: str, shown: Any, now_ms: int) -> list[str]:
    gone = (tickets.c.day == day) & (tickets.c.state == TicketState.NO_SHOW) & tickets.c.department.in_(shown)
    query = select(tickets.c.number).where(gone, tickets.c.ended_ms > now_ms - MISSED_MS)
    return list(db.execute(query.order_by(tickets.c.ended_ms.desc()).limit(MISSED_SHOWN)).scalars())


def _paused(db: Connection, day: str, shown: Any) -> list[str]:
    paused = (counters.c.state == CounterState.PAUSED) & (counters.c.state_day == day)
    query = select(counters.c.code).where(paused, counters.c.department.in_(shown)).order_by(counters.c.place_in_list)
    return list(db.execute(query).scalars())
