"""What the overview shows: people waiting by department and service, counters, and today's figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, func, select

from central.assistance import count_open
from central.clock import in_hall
from central.estimates import read_estimates
from central.hall import read_hall
from central.queue import Waiting, today, waiting
from central.staff.sittings import everywhere
from central.states import AT_COUNTER, CounterState, TicketState, counter_state
from central.tables import counters, departments, services, tickets
from kiosk.wire import Minutes

NEXT_SHOWN = 4


@dataclass(frozen=True, slots=True)
class ServiceLine:
    name: str
    people: int
    longest_minutes: int
    next: tuple[str, ...]
    minutes: Minutes | None  # how long one who comes now will wait


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """`share`: 0 to 100, of the department with the most people waiting."""

    name: str
    icon: str
    prefix: str
    people: int
    share: int
    longest_minutes: int
    counters_open: int
    counters: int
    services: tuple[ServiceLine, ...]


@dataclass(frozen=True, slots=True)
class CounterCell:
    code: str
    state: CounterState
    busy: bool  # somebody is being served
    clerk: str = ""


@dataclass(frozen=True, slots=True)
class HourBar:
    """Numbers taken and services ended in one hour of the day; the heights are 0 to 100, of the highest bar."""

    hour: int
    taken: int
    done: int
    taken_height: int
    done_height: int


@dataclass(frozen=True, slots=True)
class Lobby:
    people: int
    longest: Waiting | None
    tickets: int
    done: int
    departments: tuple[DepartmentLine, ...]
    counters: tuple[CounterCell, ...]
    twice: tuple[str, ...]  # numbers that are on more than one ticket of the day
    green: int  # tickets of today's green channel
    booked: int  # tickets of today that are an appointment's check-in
    hours: tuple[HourBar, ...]
    pleas: int  # requests for help that nobody has taken

    @property
    def counters_open(self) -> int:
        return sum(cell.state is CounterState.OPEN for cell in self.counters)


def read_lobby(db: Connection, now_ms: int, english: bool) -> Lobby:
    zone = read_hall(db).time_zone
    day = today(db, now_ms)
    people = waiting(db, day, now_ms)
    cells, of_department = _counters(db, day)
    valid = (tickets.c.day == day) & (tickets.c.state != TicketState.VOID)
    count = select(func.count())
    return Lobby(
        people=len(people),
        longest=max(people, key=lambda ticket: ticket.waited_minutes, default=None),
        tickets=int(db.execute(select(func.count()).where(valid)).scalar_one()),
        done=int(db.execute(select(func.count()).where(valid, tickets.c.state == TicketState.DONE)).scalar_one()),
        departments=tuple(_departments(db, day, people, of_department, english)),
        counters=tuple(cells),
        green=int(db.execute(count.where(valid, tickets.c.green != "")).scalar_one()),
        booked=int(db.execute(count.where(valid, tickets.c.appointment.is_not(None))).scalar_one()),
        hours=tuple(_hours(db, day, zone)),
        pleas=count_open(db),
        twice=tuple(db.execute(select(tickets.c.number).where(valid, tickets.c.copy > 0).distinct()).scalars()),
    )


def _hours(db: Connection, day: str, zone: str) -> list[HourBar]:
    """From the first hour with a ticket to the last."""
    valid = (tickets.c.day == day) & (tickets.c.state != TicketState.VOID)
    taken: Counter[int] = Counter()
    done: Counter[int] = Counter()
    for row in db.execute(select(tickets.c.issued_ms, tickets.c.ended_ms, tickets.c.state).where(valid)):
        taken[in_hall(row.issued_ms, zone).hour] += 1
        if row.state == TicketState.DONE and row.ended_ms is not None:
            done[in_hall(row.ended_ms, zone).hour] += 1
    hours = taken.keys() | done.keys()
    if not hours:
        return []
    most = max(*taken.values(), *done.values(), 1)
    return [
        HourBar(hour, taken[hour], done[hour], round(100 * taken[hour] / most), round(100 * done[hour] / most))
        for hour in range(min(hours), max(hours) + 1)
    ]


def _counters(db: Connection, day: str) -> tuple[list[CounterCell], dict[str, list[CounterCell]]]:
    here = (tickets.c.day == day) & tickets.c.state.in_(AT_COUNTER)
    busy = set(db.execute(select(tickets.c.counter).where(here)).scalars())
    clerks = everywhere(db)
    cells: list[CounterCell] = []
    of_department: dict[str, list[CounterCell]] = {}
    for row in db.execute(select(counters).order_by(counters.c.place_in_list)):
        clerk = clerks[row.code].shown if row.code in clerks else ""
        cell = CounterCell(row.code, counter_state(row, day), row.code in busy, clerk)
        cells.append(cell)
        of_department.setdefault(row.department, []).append(cell)
    return cells, of_department


def _departments(
    db: Connection, day: str, people: list[Waiting], cells: dict[str, list[CounterCell]], english: bool
) -> list[DepartmentLine]:
    of_service: dict[str, list[Waiting]] = {}
    of_department: dict[str, list[Waiting]] = {}
    for ticket in people:
        of_service.setdefault(ticket.service, []).append(ticket)
        of_department.setdefault(ticket.department, []).append(ticket)
    most = max(map(len, of_department.values()), default=0)
    lines_of = _services(db, day, of_service, english)
    lines = []
    for row in db.execute(select(departments).order_by(departments.c.place_in_list)):
        body = orjson.loads(row.body)
        here = of_department.get(row.code, [])
        mine = cells.get(row.code, [])
        lines.append(
            DepartmentLine(
                name=(english and body["name_en"]) or body["name"],
                icon=body["icon"],
                prefix=row.prefix,
                people=len(here),
                share=round(100 * len(here) / most) if most else 0,
                longest_minutes=max((ticket.waited_minutes for ticket in here), default=0),
                counters_open=sum(cell.state is CounterState.OPEN for cell in mine),
                counters=len(mine),
                services=tuple(lines_of.get(row.code, [])),
            )
        )
    return lines


def _services(
    db: Connection, day: str, of_service: dict[str, list[Waiting]], english: bool
) -> dict[str, list[ServiceLine]]:
    lines: dict[str, list[ServiceLine]] = {}
    estimate = read_estimates(db, day)
    for row in db.execute(select(services).order_by(services.c.place_in_list)):
        body = orjson.loads(row.body)
        here = of_service.get(row.code, [])
        line = ServiceLine(
            name=(english and body["name_en"]) or body["name"],
            people=len(here),
            longest_minutes=max((ticket.waited_minutes for ticket in here), default=0),
            next=tuple(ticket.number for ticket in here[:NEXT_SHOWN]),
            minutes=estimate(row.code, len(here)),
        )
        lines.setdefault(row.department, []).append(line)
    return lines
