"""Keep citizens' ratings: one a ticket, the first that comes, whichever way it came.

From the journals of window terminals (central/project.py) and from the phone's page. Read by central/opinions.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, select, text

from central.states import TicketState
from central.tables import deeds, tickets
from kiosk.events import RatingWay
from kiosk.reasons import BEST, WORST

_RATE = text(
    "INSERT INTO ratings (ticket, level, options, way, counter, staff, at_ms) "
    "VALUES (:ticket, :level, :options, :way, :counter, :staff, :at) ON CONFLICT (ticket) DO NOTHING"
)


def rate(db: Connection, ticket: int, level: int, options: Sequence[str], way: RatingWay, now_ms: int) -> bool:
    """Keep a rating of the ticket with this id; False when it has one already, or no such ticket is known.

    Counter and clerk are those of its last deed. `options`: the norm's codes. Raises ValueError for a level that is
    none of 1 to 5.
    """
    if not WORST <= level <= BEST:
        raise ValueError(f"level {level} is none of {WORST} to {BEST}")
    query = select(deeds.c.counter, deeds.c.staff).where(deeds.c.ticket == ticket).order_by(deeds.c.id.desc())
    last = db.execute(query.limit(1)).first()
    counter = last.counter if last else db.execute(select(tickets.c.counter).where(tickets.c.id == ticket)).scalar()
    if counter is None:
        return False  # nobody has served it, or nobody knows it
    row = {
        "ticket": ticket,
        "level": level,
        "options": orjson.dumps(list(options)).decode(),
        "way": way.value,
        "counter": counter,
        "staff": last.staff if last else None,
        "at": now_ms,
    }
    return db.execute(_RATE, row).rowcount == 1


def rate_told(db: Connection, told: Iterable[dict[str, Any]], now_ms: int) -> None:
    """What window terminals told: fields of events.RatingGiven, without those left out. One of a ticket that nobody
    knows stays in its journal only."""
    for body in told:
        ticket = _ticket(db, body["ticket"])
        if ticket is not None:
            rate(db, ticket, body["level"], body.get("options", []), RatingWay(body["way"]), now_ms)


def _ticket(db: Connection, key: str) -> int | None:
    """The ticket with this key that somebody holds. Its terminal's code is not needed: keys are random."""
    query = select(tickets.c.id).where(tickets.c.key == key, tickets.c.state != TicketState.VOID)
    return db.execute(query.order_by(tickets.c.id.desc()).limit(1)).scalar()
