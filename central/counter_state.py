"""A counter as the citizen in front of it sees it: told to its window terminals, and the answer to their deeds.

All counters of a hall are read at once: a publishing tells of forty of them, a second later again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import orjson
from sqlalchemy import Connection

from central.queue import line_length, today
from central.queue_lengths import read_queue_lengths
from central.quick import Quick, Row
from central.refusals import NotHere
from central.states import CounterState, Deed, TicketState, counter_state
from kiosk.wire import CounterBody, Stage

RATING_MS = 60_000

_COUNTER = (
    "SELECT counters.code, counters.state, counters.state_day, counters.turn, staff.shown FROM counters "
    "LEFT JOIN sittings ON sittings.counter = counters.code AND sittings.ended_ms IS NULL "
    "LEFT JOIN staff ON staff.id = sittings.staff"
)
_ALL = Quick(_COUNTER)
_ONE = Quick(_COUNTER + " WHERE counters.code = :counter")
_TICKET = (
    "SELECT tickets.counter, tickets.number, tickets.key, tickets.state, tickets.service, services.body FROM tickets "
    "LEFT JOIN services ON services.code = tickets.service "
)
_PRESENT = Quick(_TICKET + "WHERE tickets.state IN ('called', 'recalled', 'serving')")
_ENDED = Quick(_TICKET + "WHERE tickets.id = :ticket AND tickets.state = 'done'")
_LAST = Quick("SELECT deed, at_ms, ticket FROM deeds WHERE day = :day AND counter = :counter ORDER BY id DESC LIMIT 1")
_STAGES = {CounterState.CLOSED: Stage.CLOSED, CounterState.OPEN: Stage.IDLE, CounterState.PAUSED: Stage.PAUSED}


class _Counter(NamedTuple):
    code: str
    state: str
    state_day: str | None
    turn: int
    shown: str | None


class _Ticket(NamedTuple):
    """`body`: the service's in the catalogue, as JSON; None where the service has left it."""

    counter: str
    number: str
    key: str
    state: str
    service: str
    body: str | None


def counter_body(db: Connection, counter: str, now_ms: int, rating_ms: int = RATING_MS) -> CounterBody:
    """`rating_ms`: how long a service that has ended may be rated, if the counter does nothing else. Raises NotHere."""
    day = today(db, now_ms)
    look = _Look(db, day, now_ms, rating_ms, lambda code: line_length(db, code, day))
    found = look.bodies(_ONE.rows(db, {"counter": counter}))
    if counter not in found:
        raise NotHere(f"counter {counter!r} is not in the hall's catalogue")
    return found[counter]


def counter_bodies(
    db: Connection, codes: Collection[str], now_ms: int, rating_ms: int = RATING_MS
) -> dict[str, CounterBody]:
    """Of those of `codes` that the catalogue has."""
    day = today(db, now_ms)
    rows = [row for row in _ALL.rows(db, {}) if row[0] in codes]
    return _Look(db, day, now_ms, rating_ms, read_queue_lengths(db, day).at).bodies(rows)


@dataclass(frozen=True, slots=True)
class _Look:
    """At the counters of one moment."""

    db: Connection
    day: str
    now_ms: int
    rating_ms: int
    people_at: Callable[[str], int]  # whom a counter may call

    def bodies(self, rows: Iterable[Row]) -> dict[str, CounterBody]:
        present = {ticket.counter: ticket for ticket in (_Ticket(*row) for row in _PRESENT.rows(self.db, {}))}
        return {row.code: self._body(row, present.get(row.code)) for row in (_Counter(*row) for row in rows)}

    def _body(self, row: _Counter, present: _Ticket | None) -> CounterBody:
        ticket = self._ended(row.code) if present is None else present
        if present is not None:
            stage = Stage.SERVING if present.state == TicketState.SERVING else Stage.CALLED
        else:
            stage = _STAGES[counter_state(row, self.day)] if ticket is None else Stage.RATING
        service, service_en = ("", "") if ticket is None else _names(ticket.service, ticket.body)
        return CounterBody(
            counter=row.code,
            turn=row.turn,
            stage=stage,
            clerk=row.shown or "",
            number="" if ticket is None else ticket.number,
            ticket="" if ticket is None else ticket.key,
            service=service,
            service_en=service_en,
            waiting=self.people_at(row.code),
        )

    def _ended(self, counter: str) -> _Ticket | None:
        """Whose service was the counter's last deed and may be rated. One who goes on at the counter that sent them
        rates there."""
        last = _LAST.first(self.db, {"counter": counter, "day": self.day})
        if last is None:
            return None
        deed, at_ms, ticket = last
        if deed != Deed.FINISH or not 0 <= self.now_ms - at_ms < self.rating_ms:
            return None
        ended = _ENDED.first(self.db, {"ticket": ticket})
        return None if ended is None else _Ticket(*ended)


@lru_cache(maxsize=1024)  # of an entry's JSON, which changes with the catalogue only
def _names(service: str, body: str | None) -> tuple[str, str]:
    """The service's names; its code where it has left the catalogue."""
    if body is None:
        return service, ""
    entry = orjson.loads(body)
    return str(entry["name"]), str(entry["name_en"])
