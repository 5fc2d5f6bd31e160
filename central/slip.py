"""What a ticket's page on the phone shows. Found by the ticket's unguessable token; holds nothing personal."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, func, select

from central.estimates import estimate_ticket
from central.queue import WAITS, ahead_of, today
from central.states import IN_LINE, TicketState
from central.tables import departments, ratings, services, tickets
from kiosk.wire import Minutes


@dataclass(frozen=True, slots=True)
class Slip:
    """`moved`: it waits again, after a counter called it and sent it on. `counter`: where it is or was."""

    id: int
    number: str
    service: str
    place: str
    counters: str
    state: TicketState
    ahead: int
    counter: str
    called_ms: int | None
    of_today: bool
    rated: int | None  # the level, 5 best
    minutes: Minutes | None  # until the call, from now

    @property
    def may_be_rated(self) -> bool:
        return self.of_today and self.state is TicketState.DONE and self.rated is None

    @property
    def waits(self) -> bool:
        return self.of_today and self.state in IN_LINE

    @property
    def moved(self) -> bool:
        return self.waits and self.called_ms is not None

    @property
    def is_over(self) -> bool:
        """Nothing will be called under this number any more."""
        return not self.of_today or self.state in (TicketState.DONE, TicketState.GIVEN_UP, TicketState.VOID)


def read_slip(db: Connection, token: str, now_ms: int, english: bool) -> Slip | None:
    """None for a token that the centre has not heard of (yet)."""
    valid_first = (
        select(tickets, services.c.body.label("of_service"), departments.c.body.label("of_department"), ratings.c.level)
        .outerjoin(services, services.c.code == tickets.c.service)
        .outerjoin(departments, departments.c.code == tickets.c.department)
        .outerjoin(ratings, ratings.c.ticket == tickets.c.id)
        .where(tickets.c.token == token)
        .order_by(tickets.c.state == TicketState.VOID, tickets.c.id)
    )
    row = db.execute(valid_first).first()
    if row is None:
        return None
    service = orjson.loads(row.of_service) if row.of_service else {}
    department = orjson.loads(row.of_department) if row.of_department else {}
    same_queue = (tickets.c.day == row.day) & (tickets.c.service == row.service) & WAITS
    before = same_queue & ahead_of(row.rank_ms, row.id)
    ahead = int(db.execute(select(func.count()).where(before)).scalar_one())
    return Slip(
        id=row.id,
        number=row.number,
        service=(english and service.get("name_en")) or service.get("name") or row.service,
        place=(english and department.get("place_en")) or department.get("place", ""),
        counters=department.get("counters", ""),
        state=TicketState(row.state),
        ahead=ahead,
        counter=row.for_counter or row.counter or "" if row.state in IN_LINE else row.counter or "",
        called_ms=row.called_ms,
        of_today=row.day == today(db, now_ms),
        rated=row.level,
        minutes=estimate_ticket(db, row.day, row.service, ahead),
    )
