"""What the hall display shows: the newest calls, who should get ready, who missed the call. Numbers, never names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from central import notices, zones
from central.hall import read_hall
from central.queue import ORDER, WAITS, today
from central.states import CALLS, CounterState, TicketState
from central.tables import counters, deeds, tickets

CALLS_SHOWN = 5  # the newest one large, the others below it
CALLS_MOST = 17  # with people who were called and have not come yet: on further pages
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
    """`longest_minutes`: how long the one has waited who waits longest. `notices`: lines at the foot, by turns."""

    zone: str
    people: int
    longest_minutes: int
    calls: tuple[Call, ...]  # the newest first
    ready: tuple[Ready, ...]
    missed: tuple[str, ...]
    paused: tuple[str, ...]  # counters
    notices: tuple[str, ...]


def read_board(db: Connection, zone: str, now_ms: int, english: bool) -> Board:
    """`zone`: a floor or place of departments as the catalogue writes it ("2 楼 B 区"); empty: the whole hall."""
    hall, day, every = read_hall(db), today(db, now_ms), zones.bodies(db)
    shown = {
        code: str((english and body["name_en"]) or body["name"])
        for code, body in every.items()
        if zones.is_in(body, zone)
    }
    people, first_ms, ready = _waiting(db, day, shown)
    usual = hall.notice_en if english else hall.notice
    return Board(
        zone=zones.zone_name(every, zone, english) if zone else (hall.place_en if english else hall.place),
        people=people,
        longest_minutes=max(0, now_ms - first_ms) // 60_000 if first_ms else 0,
        calls=tuple(_calls(db, day, shown, now_ms)),
        ready=tuple(ready),
        missed=tuple(_missed(db, day, shown, now_ms)),
        paused=tuple(_paused(db, day, shown)),
        notices=notices.shown(db, zones.around(every, zone), now_ms, english) or ((usual,) if usual else ()),
    )


def _waiting(db: Connection, day: str, shown: dict[str, str]) -> tuple[int, int | None, list[Ready]]:
    """How many wait, when the first of them took the number, and who is next in each department."""
    of_department = tickets.c.department
    place = func.row_number().over(partition_by=of_department, order_by=ORDER).label("place")
    queued = select(of_department, tickets.c.number, tickets.c.issued_ms, place).where(tickets.c.day == day, WAITS)
    people = queued.where(of_department.in_(shown)).subquery()
    total, first_ms = db.execute(select(func.count(), func.min(people.c.issued_ms)).select_from(people)).one()
    next_ones = select(people.c.department, people.c.number).where(people.c.place <= NUMBERS_READY)
    numbers: dict[str, list[str]] = {code: [] for code in shown}
    for row in db.execute(next_ones.order_by(people.c.place)):
        numbers[row.department].append(row.number)
    return total, first_ms, [Ready(shown[code], tuple(waits)) for code, waits in numbers.items() if waits]


def _calls(db: Connection, day: str, shown: dict[str, str], now_ms: int) -> list[Call]:
    """The newest, and behind them the others who have not come to their counter yet."""
    newest = (
        select(deeds.c.ticket, func.max(deeds.c.id).label("newest"))
        .where(deeds.c.day == day, deeds.c.deed.in_(CALLS))
        .group_by(deeds.c.ticket)
        .subquery()
    )
    gone = [TicketState.NO_SHOW, TicketState.VOID, TicketState.GIVEN_UP, TicketState.WAITING]
    still = case((tickets.c.state.in_([TicketState.CALLED, TicketState.RECALLED]), 1), else_=0).label("still")
    query = (
        select(tickets.c.number, tickets.c.department, deeds.c.counter, deeds.c.at_ms, still)
        .join(newest, newest.c.ticket == tickets.c.id)
        .join(deeds, deeds.c.id == newest.c.newest)
        .where(tickets.c.department.in_(shown), tickets.c.state.not_in(gone))
        .order_by(deeds.c.id.desc())
        .limit(CALLS_MOST)
    )
    return [
        Call(row.number, shown[row.department], row.counter, now_ms - row.at_ms < FRESH_MS)
        for place, row in enumerate(db.execute(query))
        if place < CALLS_SHOWN or row.still
    ]


def _missed(db: Connection, day: str, shown: dict[str, str], now_ms: int) -> list[str]:
    gone = (tickets.c.day == day) & (tickets.c.state == TicketState.NO_SHOW) & tickets.c.department.in_(shown)
    query = select(tickets.c.number).where(gone, tickets.c.ended_ms > now_ms - MISSED_MS)
    return list(db.execute(query.order_by(tickets.c.ended_ms.desc()).limit(MISSED_SHOWN)).scalars())


def _paused(db: Connection, day: str, shown: dict[str, str]) -> list[str]:
    paused = (counters.c.state == CounterState.PAUSED) & (counters.c.state_day == day)
    query = select(counters.c.code).where(paused, counters.c.department.in_(shown)).order_by(counters.c.place_in_list)
    return list(db.execute(query).scalars())
