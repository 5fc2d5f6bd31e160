"""A counter at the moment of a deed, inside the deed's transaction: who is there, and what is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text, update

from central.person_tickets import Ticket
from central.queue import THERE
from central.staff.rests import begin_rest, end_rest
from central.staff.sittings import Sitting
from central.states import CounterState, Deed
from central.tables import counters, deeds, tickets

_CALLING = text("SELECT pg_advisory_xact_lock(7263)")  # no other lock of this server has a number of its own


@dataclass(frozen=True, slots=True)
class Here:
    """`day`: the hall's today. `sitting`: the clerk whose deed it is, none for a deed of no page."""

    db: Connection
    counter: str
    day: str
    now_ms: int
    grace_ms: int
    sitting: Sitting | None

    def present(self) -> Ticket | None:
        """The ticket of who is at the counter, of whatever day: midnight does not send anybody away."""
        there = select(tickets).where(THERE, tickets.c.counter == self.counter)
        return self.db.execute(there.with_for_update()).first()

    def call_alone(self) -> None:
        """Until this transaction ends no other counter calls anybody: two that looked at one person's two numbers at
        once would each find that the person is nowhere. SQLite has one writer anyway.
        """
        if self.db.dialect.name == "postgresql":
            self.db.execute(_CALLING)

    def write(self, ticket: Ticket, **values: Any) -> None:
        self.db.execute(update(tickets).where(tickets.c.id == ticket.id).values(values))

    def be(self, state: CounterState) -> None:
        """A counter that calls is open and its clerk's break is over."""
        if self.sitting is not None:
            (begin_rest if state is CounterState.PAUSED else end_rest)(self.db, self.sitting.id, self.now_ms)
        changed = {"state": state, "state_day": self.day}
        self.db.execute(update(counters).where(counters.c.code == self.counter).values(changed))

    def note(self, deed: Deed, ticket: Ticket | None) -> None:
        """For the display's calls, for figures, and for whose deed it was."""
        row = {"day": self.day, "at_ms": self.now_ms, "counter": self.counter, "deed": deed}
        whose = None if self.sitting is None else self.sitting.account
        self.db.execute(deeds.insert().values(row | {"staff": whose, "ticket": None if ticket is None else ticket.id}))
