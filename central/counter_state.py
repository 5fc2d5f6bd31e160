"""A counter as the citizen in front of it sees it: told to its window terminals, and the answer to their deeds."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, Row, Text, and_, bindparam, func, select

from central.clock import business_day
from central.queue import THERE, WAITS, belongs_to
from central.refusals import NotHere
from central.staff.tables import sittings, staff
from central.states import CounterState, Deed, TicketState, counter_state
from central.tables import counters, deeds, hall, services, tickets
from kiosk.wire import CounterBody, Stage

RATING_MS = 60_000

_OF, _DAY = bindparam("counter", type_=Text()), bindparam("day", type_=Text())
_COUNTER = (
    select(counters.c.state, counters.c.state_day, counters.c.turn, staff.c.shown, hall.c.time_zone)
    .outerjoin(sittings, and_(sittings.c.counter == counters.c.code, sittings.c.ended_ms.is_(None)))
    .outerjoin(staff, staff.c.id == sittings.c.staff)
    .join(hall, hall.c.id == 1)
    .where(counters.c.code == _OF)
)
_TICKET = select(
    tickets.c.number, tickets.c.key, tickets.c.state, tickets.c.service, services.c.body.label("service_body")
).outerjoin(services, services.c.code == tickets.c.service)
_PRESENT = _TICKET.where(THERE, tickets.c.counter == _OF)
_ENDED = _TICKET.where(tickets.c.id == bindparam("ticket"), tickets.c.state == TicketState.DONE)
_WAITING = select(func.count()).where(tickets.c.day == _DAY, WAITS, belongs_to(_OF, _DAY))
_LAST = select(deeds).where(deeds.c.day == _DAY, deeds.c.counter == _OF).order_by(deeds.c.id.desc()).limit(1)
_STAGES = {CounterState.CLOSED: Stage.CLOSED, CounterState.OPEN: Stage.IDLE, CounterState.PAUSED: Stage.PAUSED}


def counter_body(db: Connection, counter: str, now_ms: int, rating_ms: int = RATING_MS) -> CounterBody:
    """`rating_ms`: how long a service that has ended may be rated, if the counter does nothing else. Raises NotHere."""
    row = db.execute(_COUNTER, {"counter": counter}).first()
    if row is None:
        raise NotHere(f"counter {counter!r} is not in the hall's catalogue")
    day = business_day(now_ms, row.time_zone).isoformat()
    stage, ticket = _present(db, counter) or _ended(db, counter, day, now_ms, rating_ms) or (None, None)
    stage = stage or _STAGES[counter_state(row, day)]
    service, service_en = ("", "") if ticket is None else _names(ticket)
    return CounterBody(
        counter=counter,
        turn=row.turn,
        stage=stage,
        clerk=row.shown or "",
        number="" if ticket is None else ticket.number,
        ticket="" if ticket is None else ticket.key,
        service=service,
        service_en=service_en,
        waiting=int(db.execute(_WAITING, {"counter": counter, "day": day}).scalar_one()),
    )


def _present(db: Connection, counter: str) -> tuple[Stage, Any] | None:
    there = db.execute(_PRESENT, {"counter": counter}).first()
    if there is None:
        return None
    return (Stage.SERVING if there.state == TicketState.SERVING else Stage.CALLED), there


def _ended(db: Connection, counter: str, day: str, now_ms: int, rating_ms: int) -> tuple[Stage, Any] | None:
    """What was the counter's last deed and may be rated. One who goes on at the counter that sent them rates there."""
    last = db.execute(_LAST, {"counter": counter, "day": day}).first()
    if last is None or last.deed != Deed.FINISH or not 0 <= now_ms - last.at_ms < rating_ms:
        return None
    ended = db.execute(_ENDED, {"ticket": last.ticket}).first()
    return None if ended is None else (Stage.RATING, ended)


def _names(ticket: Row[Any]) -> tuple[str, str]:
    """The service's names; its code where it has left the catalogue."""
    if ticket.service_body is None:
        return str(ticket.service), ""
    body = orjson.loads(ticket.service_body)
    return str(body["name"]), str(body["name_en"])
