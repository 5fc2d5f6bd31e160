"""The people waiting today, in the order in which they are called. Read by pages and by `GET /api/v1/hall/waiting`."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, Connection, and_, or_, select, union_all

from central.clock import business_day
from central.hall import read_hall
from central.staff.tables import sitting_services, sittings
from central.states import TicketState
from central.tables import counter_services, counters, services, tickets

WAITS = tickets.c.state.in_([TicketState.WAITING, TicketState.RESERVED])


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person's ticket. `copy` above 0: the same number is on another ticket of the day."""

    id: int
    number: str
    copy: int
    service: str
    department: str
    state: str
    issued_ms: int
    terminal: str
    waited_minutes: int


def today(db: Connection, now_ms: int) -> str:
    """The hall's business day, as the tables write it."""
    return business_day(now_ms, read_hall(db).time_zone).isoformat()


def waiting(db: Connection, day: str, now_ms: int, *which: ColumnElement[bool]) -> list[Waiting]:
    """Everybody who waits, or only those of whom `which` is true."""
    query = select(tickets).where(tickets.c.day == day, WAITS, *which).order_by(tickets.c.id)
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
        )
        for row in db.execute(query)
    ]


def served_by(counter: str) -> ColumnElement[bool]:
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


def callable_now(now_ms: int, grace_ms: int) -> ColumnElement[bool]:
    """Waiting, or reserved for so long that its terminal's line must have gone down after the number was given."""
    late = and_(tickets.c.state == TicketState.RESERVED, tickets.c.known_ms <= now_ms - grace_ms)
    return or_(tickets.c.state == TicketState.WAITING, late)


def names(db: Connection, table: object, english: bool) -> dict[str, str]:
    """The name of each department or service by its code."""
    rows = db.execute(select(table.c.code, table.c.body))  # type: ignore[attr-defined]
    bodies = {row.code: orjson.loads(row.body) for row in rows}
    return {code: str((english and body["name_en"]) or body["name"]) for code, body in bodies.items()}
