"""Where each living ticket of the day stands: one query for all, however many phones look. Between the tables and
central/phones/phones.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import orjson
from sqlalchemy import Connection, select

from central.estimates import read_estimates
from central.queue import ORDER, today
from central.states import IN_LINE, TicketState
from central.tables import tickets
from kiosk.wire import Minutes

LIVING = (
    *IN_LINE,
    TicketState.CALLED,
    TicketState.RECALLED,
    TicketState.SERVING,
    TicketState.HELD,
    TicketState.NO_SHOW,
)
_LIVING = frozenset(LIVING)
Estimate = Callable[[str, int], Minutes | None]  # of a service and the people ahead
SOON = 3  # people ahead from which on every change is told at once


@dataclass(frozen=True, slots=True)
class Place:
    """What a phone is told. `ahead` is None for one that does not wait; `again_seconds`: when to ask again; 0: at once,
    the answer waits for news; None: never, nothing changes any more.
    """

    state: TicketState
    ahead: int | None = None
    counter: str = ""
    called_ms: int | None = None  # a second call is news too
    again_seconds: int | None = 0
    rated: bool = False
    minutes: Minutes | None = None  # until the call, from now

    @property
    def body(self) -> bytes:
        """JSON without anything that says whose ticket it is."""
        return orjson.dumps(self)

    @property
    def version(self) -> str:
        """The ETag of the body."""
        return f'"{crc32(self.body):08x}"'


def is_urgent(before: Place | None, now: Place | None) -> bool:
    """Whether a phone must hear of the change at once: a call, an end, or its turn comes soon."""
    if before is None or now is None or (before.state, before.counter) != (now.state, now.counter):
        return True
    return now.ahead is None or now.ahead <= SOON


class Living(NamedTuple):
    """The columns that a place is made of."""

    token: str
    state: str
    service: str
    counter: str | None
    called_ms: int | None


def places(in_order_of_calling: Iterable[Living], estimate: Estimate) -> dict[str, Place]:
    """By the tickets' tokens. People ahead are those who wait for the same service and are called before."""
    found: dict[str, Place] = {}
    ahead: dict[str, int] = {}
    for row in in_order_of_calling:
        state = TicketState(row.state)
        if state in IN_LINE:
            before = ahead.get(row.service, 0)
            ahead[row.service] = before + 1
            minutes = estimate(row.service, before)
            found[row.token] = Place(state, before, called_ms=row.called_ms, minutes=minutes)
        elif state in _LIVING:
            found[row.token] = Place(state, counter=row.counter or "", called_ms=row.called_ms)
    return found


def read_places(db: Connection, now_ms: int) -> dict[str, Place]:
    """Of every ticket of today that may still be called or waits at a counter."""
    columns = (tickets.c.token, tickets.c.state, tickets.c.service, tickets.c.counter, tickets.c.called_ms)
    day = today(db, now_ms)
    living = (tickets.c.day == day) & tickets.c.state.in_(LIVING)
    query = select(*columns).where(living).order_by(*ORDER)
    return places((Living(*row) for row in db.execute(query)), read_estimates(db, day))
