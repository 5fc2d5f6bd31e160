"""What a counter does: call the next one, call again, note who did not come, pause.

A deed names the counter's turn that its page was drawn with; every deed begins a new turn. The second half of a
double click, a page that was left open and a repeated request all name an old turn and do nothing. Two counters
never call one person: PostgreSQL skips rows that another counter holds, SQLite has one writer.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select, update

from central.queue import callable_now, served_by, today
from central.refusals import NotHere
from central.staff.rests import begin_rest, end_rest
from central.staff.sittings import Sitting
from central.states import AT_COUNTER, CounterState, Deed, TicketState
from central.tables import counters, deeds, tickets


@dataclass(frozen=True, slots=True)
class Act:
    """`ticket`: whom to call back, for Deed.BACK. `sitting`: the clerk whose deed it is, none for a deed of no page."""

    counter: str
    deed: Deed
    turn: int
    now_ms: int
    grace_ms: int
    ticket: int | None = None
    sitting: Sitting | None = None

    def __call__(self, db: Connection) -> bool:
        """Whether it was done now. Raises NotHere for a counter that the hall does not have."""
        mine = counters.c.code == self.counter
        begun = db.execute(
            update(counters).where(mine, counters.c.turn == self.turn).values(turn=self.turn + 1)
        ).rowcount
        if not begun:
            if db.execute(select(counters.c.code).where(mine)).first() is None:
                raise NotHere(f"counter {self.counter!r} is not in the hall's catalogue")
            return False
        day = today(db, self.now_ms)
        match self.deed:
            case Deed.NEXT:
                self._call(db, day, callable_now(self.now_ms, self.grace_ms), served_by(self.counter))
            case Deed.BACK:
                self._call(db, day, tickets.c.id == self.ticket, tickets.c.state == TicketState.NO_SHOW)
            case Deed.RECALL:
                self._note(db, day, self._move(db, day, TicketState.RECALLED))
            case Deed.NO_SHOW:
                self._note(db, day, self._move(db, day, TicketState.NO_SHOW, ended_ms=self.now_ms))
            case Deed.PAUSE:
                self._be(db, day, CounterState.PAUSED)
            case Deed.RESUME:
                self._be(db, day, CounterState.OPEN)
        return True

    def _call(self, db: Connection, day: str, *whom: ColumnElement[bool]) -> None:
        """Finish with the one at the counter and call the first of `whom`, if there is one."""
        self._move(db, day, TicketState.DONE, ended_ms=self.now_ms)
        self._be(db, day, CounterState.OPEN)
        first = select(tickets.c.id).where(tickets.c.day == day, *whom).order_by(tickets.c.id).limit(1)
        ticket = db.execute(first.with_for_update(skip_locked=True)).scalar()
        if ticket is not None:
            called = {"state": TicketState.CALLED, "counter": self.counter, "called_ms": self.now_ms, "ended_ms": None}
            db.execute(update(tickets).where(tickets.c.id == ticket).values(called))
            self._note(db, day, ticket)

    def _move(self, db: Connection, day: str, state: TicketState, ended_ms: int | None = None) -> int | None:
        """The ticket at the counter, now in `state`; None when nobody is there."""
        here = (tickets.c.day == day) & (tickets.c.counter == self.counter) & tickets.c.state.in_(AT_COUNTER)
        changed = update(tickets).where(here).values(state=state, ended_ms=ended_ms).returning(tickets.c.id)
        return db.execute(changed).scalars().first()

    def _be(self, db: Connection, day: str, state: CounterState) -> None:
        if self.sitting is not None:
            (begin_rest if state is CounterState.PAUSED else end_rest)(db, self.sitting.id, self.now_ms)
        db.execute(update(counters).where(counters.c.code == self.counter).values(state=state, state_day=day))

    def _note(self, db: Connection, day: str, ticket: int | None) -> None:
        if ticket is not None:
            row = {"day": day, "at_ms": self.now_ms, "counter": self.counter, "deed": self.deed, "ticket": ticket}
            whose = None if self.sitting is None else self.sitting.account
            db.execute(deeds.insert().values(row | {"staff": whose}))
