"""What a counter's page shows: who is there, who waits, who is put aside or did not come, and the counter's own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, bindparam, case, func, select

from central.clock import in_hall
from central.desk_people import (
    Another,
    Aside,
    Serving,
    read_booked,
    read_elsewhere,
    read_held,
    read_missed,
    read_serving,
)
from central.hall import read_hall
from central.queue import EVERYBODY, GONE, Line, names, today, waiting_at
from central.quick import Quick
from central.refusals import NotHere
from central.service_hours import read_service_hours
from central.staff.sittings import Sitting, at_counter
from central.states import CounterState, TicketState, counter_state
from central.tables import counters, departments, services, tickets
from kiosk.wire import Department


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the counter's day. `average_minutes`: of those done, None before the first."""

    done: int
    no_shows: int
    average_minutes: float | None


@dataclass(frozen=True, slots=True)
class OffHours:
    """The counter's hours are over. `opens_ms`: when they begin again; None: not in sight."""

    opens_ms: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """`turn` goes into every form. `clerk`: who sits there. `line`: those who wait, of the people as many as were asked
    for; `booked`: when the appointments of these begin, by the appointment's id. `elsewhere`: the counter at which
    somebody who waits here stands now with another number, by the ticket's id. `off_hours`: None within its hours.
    """

    code: str
    department: Department
    state: CounterState
    turn: int
    clerk: Sitting | None
    serving: Serving | None
    others: tuple[Another, ...]
    line: Line
    booked: dict[int, int]
    elsewhere: dict[int, str]
    held: tuple[Aside, ...]
    missed: tuple[Aside, ...]
    service_names: dict[str, str]
    figures: Figures
    off_hours: OffHours | None


_COUNTER = Quick.of(
    select(counters, departments.c.body)
    .join(departments, departments.c.code == counters.c.department)
    .where(counters.c.code == bindparam("counter")),
    "counter",
)
_BEGUN_MS = func.coalesce(tickets.c.begun_ms, tickets.c.called_ms)  # as the clerk said, else with the call
_IS_DONE = tickets.c.state == TicketState.DONE
_FIGURES = Quick.of(
    select(
        func.count(case((_IS_DONE, 1))),
        func.count(case((tickets.c.state == TicketState.NO_SHOW, 1))),
        func.avg(case((_IS_DONE, tickets.c.ended_ms - _BEGUN_MS))),
    ).where(GONE, tickets.c.day == bindparam("day"), tickets.c.counter == bindparam("counter")),
    "day",
    "counter",
)


def read_desk(db: Connection, code: str, now_ms: int, english: bool, most: int = EVERYBODY) -> Desk:
    """`most`: so many of the people who wait. Raises NotHere."""
    row = _COUNTER.first(db, {"counter": code})
    if row is None:
        raise NotHere(f"counter {code!r} is not in the hall's catalogue")
    day, service_names = today(db, now_ms), names(db, services, english)
    serving, others = read_serving(db, code, day, service_names)
    line = waiting_at(db, code, day, now_ms, most)
    booked = read_booked(db, [ticket.appointment for ticket in line.people if ticket.appointment is not None])
    return Desk(
        code=code,
        department=Department.model_validate(orjson.loads(row.body)),
        state=counter_state(row, day),
        turn=row.turn,
        clerk=at_counter(db, code),
        serving=serving,
        others=tuple(others),
        line=line,
        booked={appointment: starts_ms for appointment, (starts_ms, _) in booked.items() if appointment is not None},
        elsewhere=read_elsewhere(db, code, line.people),
        held=tuple(read_held(db, code, day, service_names)),
        missed=tuple(read_missed(db, code, day, service_names)),
        service_names=service_names,
        figures=_figures(db, code, day),
        off_hours=_off_hours(row.hours, in_hall(now_ms, read_hall(db).time_zone)),
    )


def _off_hours(written: str, now: datetime) -> OffHours | None:
    hours = read_service_hours(written)
    opens_at = now if hours is None else hours.opens_at(now)
    if opens_at is None:
        return OffHours(None)
    return None if opens_at <= now else OffHours(int(opens_at.timestamp() * 1000))


def _figures(db: Connection, code: str, day: str) -> Figures:
    done, no_shows, average_ms = _FIGURES.one(db, {"counter": code, "day": day})
    return Figures(done, no_shows, None if average_ms is None else float(average_ms) / 60_000)
