"""What a ticket's page on the phone shows. Found by the ticket's unguessable token; holds nothing personal."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, func, select

from central.queue import WAITS, names, today
from central.states import TicketState
from central.tables import departments, services, tickets


@dataclass(frozen=True, slots=True)
class Slip:
    number: str
    service: str
    place: str
    counters: str
    state: TicketState
    ahead: int
    counter: str | None
    of_today: bool


def read_slip(db: Connection, token: str, now_ms: int, english: bool) -> Slip | None:
    """None for a token that the centre has not heard of (yet)."""
    valid_first = (
        select(tickets).where(tickets.c.token == token).order_by(tickets.c.state == TicketState.VOID, tickets.c.id)
    )
    row = db.execute(valid_first).first()
    if row is None:
        return None
    body = db.execute(select(departments.c.body).where(departments.c.code == row.department)).scalar()
    department = orjson.loads(body) if body else {}
    before = (tickets.c.day == row.day) & (tickets.c.service == row.service) & WAITS & (tickets.c.id < row.id)
    return Slip(
        number=row.number,
        service=names(db, services, english).get(row.service, row.service),
        place=(english and department.get("place_en")) or department.get("place", ""),
        counters=department.get("counters", ""),
        state=TicketState(row.state),
        ahead=int(db.execute(select(func.count()).where(before)).scalar_one()),
        counter=row.counter,
        of_today=row.day == today(db, now_ms),
    )
