"""One deed of a counter, once.

A deed names the counter's turn that its page was drawn with; every deed begins a new turn. The second half of a
double click, a page that was left open and a repeated request all name an old turn and do nothing. What is not
possible (any more) does nothing either, and its turn is over too: repeated later, it must not come true by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from central.calling import leaving, placing
from central.calling.here import Here
from central.calling.transfer import Transfer
from central.queue import today
from central.refusals import NotHere
from central.staff.sittings import Sitting
from central.states import CounterState, Deed
from central.tables import counters


@dataclass(frozen=True, slots=True)
class Act:
    """`ticket`: whom, for the deeds that name one (CALL, BACK, TAKE_UP). `transfer`: whereto.

    `grace_ms`: a number that its terminal did not confirm is called after this. `sitting`: the clerk whose deed it is.
    """

    counter: str
    deed: Deed
    turn: int
    now_ms: int
    grace_ms: int
    ticket: int | None = None
    sitting: Sitting | None = None
    transfer: Transfer | None = None

    def __call__(self, db: Connection) -> bool:
        """Whether it was done now. Raises NotHere for a counter or service that the hall does not have."""
        mine = counters.c.code == self.counter
        begun = db.execute(
            update(counters).where(mine, counters.c.turn == self.turn).values(turn=self.turn + 1)
        ).rowcount
        if not begun:
            if db.execute(select(counters.c.code).where(mine)).first() is None:
                raise NotHere(f"counter {self.counter!r} is not in the hall's catalogue")
            return False
        here = Here(db, self.counter, today(db, self.now_ms), self.now_ms, self.grace_ms, self.sitting)
        return _DEEDS[self.deed](here, self)


def _finish(here: Here, _act: Act) -> bool:
    return leaving.finish(here) is not None


def _pause(here: Here, _act: Act) -> bool:
    here.be(CounterState.PAUSED)
    here.note(Deed.PAUSE, None)
    return True


def _resume(here: Here, _act: Act) -> bool:
    here.be(CounterState.OPEN)
    here.note(Deed.RESUME, None)
    return True


_DEEDS: dict[Deed, Callable[[Here, Act], bool]] = {
    Deed.NEXT: lambda here, _act: placing.call_next(here),
    Deed.CALL: lambda here, act: placing.call(here, act.ticket),
    Deed.BACK: lambda here, act: placing.call_back(here, act.ticket),
    Deed.TAKE_UP: lambda here, act: placing.take_up(here, act.ticket),
    Deed.RECALL: lambda here, _act: leaving.recall(here),
    Deed.BEGIN: lambda here, _act: leaving.begin(here),
    Deed.FINISH: _finish,
    Deed.HOLD: lambda here, _act: leaving.hold(here),
    Deed.NO_SHOW: lambda here, _act: leaving.miss(here),
    Deed.TRANSFER: lambda here, act: act.transfer is not None and act.transfer(here),
    Deed.PAUSE: _pause,
    Deed.RESUME: _resume,
}
