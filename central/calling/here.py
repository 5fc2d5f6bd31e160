"""A counter at the moment of a deed, inside the deed's transaction: who is there, and what is written down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from central.person_tickets import Ticket
from central.queue import THERE
from central.quick import Quick
from central.staff.rests import begin_rest, end_rest
from central.staff.sittings import Sitting
from central.states import CounterState, Deed
from central.tables import tickets

_PRESENT = Quick.of(
    select(tickets).where(THERE, tickets.c.counter == bindparam("counter")).with_for_update(), "counter"
)
_BE = Quick("UPDATE counters SET state = :state, state_day = :day WHERE code = :counter")
_NOTE = Quick(
    "INSERT INTO deeds (day, at_ms, counter, deed, staff, ticket) "
    "VALUES (:day, :at_ms, :counter, :deed, :staff, :ticket)"
)
_CALLING = text("SELECT pg_advisory_xact_lock(7263)")  # no other lock of this server has a number of its own


@dataclass(frozen=True, slots=True)
class Here:
    """`day`: the hall's today. `state`: the counter's before the deed. `sitting`: the clerk whose deed it is; none for
    a deed of no page.
    """

    db: Connection
    counter: str
    day: str
    now_ms: int
    grace_ms: int
    state: CounterState
    sitting: Sitting | None

    def present(self) -> Ticket | None:
        """The ticket of who is at the counter, of whatever day: midnight does not send anybody away."""
        return _PRESENT.first(self.db, {"counter": self.counter})

    def call_alone(self) -> None:
        """Until this transaction ends no other counter calls anybody: two that looked at one person's two numbers at
        once would each find that the person is nowhere. SQLite has one writer anyway.
        """
        if self.db.dialect.name == "postgresql":
            self.db.execute(_CALLING)

    def write(self, ticket: Ticket, **values: Any) -> None:
        plain = {name: value.value if isinstance(value, StrEnum) else value for name, value in values.items()}
        _write(*values).count(self.db, {"ticket": ticket.id, **plain})

    def be(self, state: CounterState) -> None:
        """A counter that calls is open and its clerk's break is over."""
        if state is self.state:
            return
        if self.sitting is not None:
            (begin_rest if state is CounterState.PAUSED else end_rest)(self.db, self.sitting.id, self.now_ms)
        _BE.count(self.db, {"counter": self.counter, "state": state.value, "day": self.day})

    def note(self, deed: Deed, ticket: Ticket | None) -> None:
        """For the display's calls, for figures, and for whose deed it was."""
        row = {"day": self.day, "at_ms": self.now_ms, "counter": self.counter, "deed": deed.value}
        whose = None if self.sitting is None else self.sitting.account
        _NOTE.count(self.db, row | {"staff": whose, "ticket": None if ticket is None else ticket.id})


@lru_cache(maxsize=64)
def _write(*columns: str) -> Quick:
    """Sets these columns of one ticket."""
    return Quick(f"UPDATE tickets SET {', '.join(f'{name} = :{name}' for name in columns)} WHERE id = :ticket")  # noqa: S608
