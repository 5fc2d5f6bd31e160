"""What a counter's page shows: who is being served, who waits, who did not come, and the counter's own day."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, case, func, select

from central.queue import Waiting, names, served_by, today, waiting
from central.refusals import NotHere
from central.staff.sittings import Sitting, at_counter
from central.states import AT_COUNTER, CounterState, TicketState, counter_state
from central.tables import counters, departments, services, tickets
from kiosk.wire import Department

MISSED_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Serving:
    number: str
    copy: int
    service: str
    called_ms: int
    waited_minutes: int
    recalled: bool


@dataclass(frozen=True, slots=True)
class Missed:
    id: int
    number: str


@dataclass(frozen=True, slots=True)
class Desk:
    """`turn` goes into every form; `average_minutes` is None before the first is done. `clerk`: who sits there."""

    code: str
    department: Department
    state: CounterState
    turn: int
    clerk: Sitting | None
    serving: Serving | None
    waiting: tuple[Waiting, ...]
    service_names: dict[str, str]
    missed: tuple[Missed, ...]
    done: int
    no_shows: int
    average_minutes: float | None


def read_desk(db: Connection, code: str, now_ms: int, english: bool) -> Desk:
    """Raises NotHere."""
    row = db.execute(
        select(counters, departments.c.body)
        .join(departments, departments.c.code == counters.c.department)
        .where(counters.c.code == code)
    ).first()
    if row is None:
        raise NotHere(f"counter {code!r} is not in the hall's catalogue")
    day = today(db, now_ms)
    done, no_shows, average_ms = _day(db, code, day)
    return Desk(
        code=code,
        department=Department.model_validate(orjson.loads(row.body)),
        state=counter_state(row, day),
        turn=row.turn,
        clerk=at_counter(db, code),
        serving=_serving(db, code, day, english),
        waiting=tuple(waiting(db, day, now_ms, served_by(code))),
        service_names=names(db, services, english),
        missed=tuple(_missed(db, code, day)),
        done=done,
        no_shows=no_shows,
        average_minutes=None if average_ms is None else average_ms / 60_000,
    )


def _serving(db: Connection, code: str, day: str, english: bool) -> Serving | None:
    here = (tickets.c.day == day) & (tickets.c.counter == code) & tickets.c.state.in_(AT_COUNTER)
    row = db.execute(select(tickets).where(here).order_by(tickets.c.called_ms.desc())).first()
    if row is None:
        return None
    return Serving(
        number=row.number,
        copy=row.copy,
        service=names(db, services, english).get(row.service, row.service),
        called_ms=row.called_ms,
        waited_minutes=max(0, row.called_ms - row.issued_ms) // 60_000,
        recalled=row.state == TicketState.RECALLED,
    )


def _missed(db: Connection, code: str, day: str) -> list[Missed]:
    gone = (tickets.c.day == day) & (tickets.c.state == TicketState.NO_SHOW) & served_by(code)
    query = select(tickets.c.id, tickets.c.number).where(gone).order_by(tickets.c.ended_ms.desc()).limit(MISSED_SHOWN)
    return [Missed(row.id, row.number) for row in db.execute(query)]


def _day(db: Connection, code: str, day: str) -> tuple[int, int, float | None]:
    """How many are done, how many did not come, and the mean time of those done in milliseconds."""
    is_done = tickets.c.state == TicketState.DONE
    query = select(
        func.count(case((is_done, 1))),
        func.count(case((tickets.c.state == TicketState.NO_SHOW, 1))),
        func.avg(case((is_done, tickets.c.ended_ms - tickets.c.called_ms))),
    ).where(tickets.c.day == day, tickets.c.counter == code)
    done, no_shows, average_ms = db.execute(query).one()
    return done, no_shows, None if average_ms is None else float(average_ms)
