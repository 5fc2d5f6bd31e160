"""What the feed says of counters: to each window terminal its own counter, and to everybody who is called where.

Part of central/truth.py's words; the calls are for the hall's voice (kiosk/announcer/).
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, select

from central.clock import iso
from central.counter_state import counter_bodies
from central.feed import EVERYBODY, Word
from central.settings import Settings
from central.states import CALLS, Deed
from central.tables import deeds, departments, terminals, tickets
from kiosk.wire import Called, CallsBody, Stage

CALLS_TOLD = 20  # more than a hall calls while its voice is away for as long as a call is of use


def counter_words(db: Connection, settings: Settings, day: str, now_ms: int) -> list[Word]:
    return [*_at_windows(db, settings.rating_seconds * 1000, now_ms), _calls(db, day)]


def _at_windows(db: Connection, rating_ms: int, now_ms: int) -> list[Word]:
    """One for each window terminal. A counter that has left the catalogue is told of no more."""
    rows = db.execute(select(terminals.c.code, terminals.c.counter).where(terminals.c.counter != "")).all()
    if not rows:
        return []
    found = counter_bodies(db, {row.counter for row in rows}, now_ms, rating_ms)
    return [_counter(row.code, found[row.counter].model_dump(mode="json")) for row in rows if row.counter in found]


def _counter(terminal: str, body: dict[str, Any]) -> Word:
    """How many wait is no news while a counter is at work: it would be told, and written by the window, each second."""
    return Word(terminal, "counter", body["counter"], body, beside="" if body["stage"] == Stage.IDLE else "waiting")


def _calls(db: Connection, day: str) -> Word:
    """The newest calls of the day. A call's `n` is its deed's id.

    They are found from the end of the table; asked for by their day, all deeds of the day would be sorted.
    """
    newest = select(deeds).where(deeds.c.deed.in_(CALLS)).order_by(deeds.c.id.desc()).limit(CALLS_TOLD).subquery()
    query = (
        select(newest, tickets.c.number, tickets.c.department, departments.c.body)
        .join(tickets, tickets.c.id == newest.c.ticket)
        .outerjoin(departments, departments.c.code == tickets.c.department)
        .order_by(newest.c.id.desc())
    )
    called = [_called(row) for row in db.execute(query) if row.day == day]
    return Word(EVERYBODY, "calls", "", CallsBody(calls=called[::-1]).model_dump(mode="json"))


def _called(row: Any) -> Called:
    body = orjson.loads(row.body) if row.body else {}
    return Called(
        n=row.id,
        number=row.number,
        counter=row.counter,
        department=row.department,
        zone=body.get("place", ""),
        zone_en=body.get("place_en", ""),
        at=iso(row.at_ms),
        again=row.deed == Deed.RECALL,
    )
