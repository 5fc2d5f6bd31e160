"""One deed of a counter, once.

A deed names the counter's turn that its page was drawn with; every deed begins a new turn. The second half of a
double click, a page that was left open and a repeated request all name an old turn and do nothing. What is not
possible (any more) does nothing either, and its turn is over too: repeated later, it must not come true by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, update

from central.calling import leaving, placing
from central.calling.here import Here
from central.calling.transfer import Transfer
from central.queue import today
from central.quick import Quick
from central.refusals import NotHere
from central.staff.sittings import Sitting
from central.states import CounterState, Deed, counter_state
from central.tables import counters

_BEGIN = Quick.of(
    update(counters)
    .where(counters.c.code == bindparam("of_counter"), counters.c.turn == bindparam("of_turn"))
    .values(turn=counters.c.turn + 1)
    .returning(counters.c.state, counters.c.state_day),
    *("of_counter", "of_turn"),
)


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
        begun = _BEGIN.first(db, {"of_counter": self.counter, "of_turn": self.turn})
        if begun is None:
            if db.execute(select(counters.c.code).where(counters.c.code == self.counter)).first() is None:
                raise NotHere(f"counter {self.counter!r} is not in the hall's catalogue")
            return False
        day = today(db, self.now_ms)
        state = counter_state(begun, day)
        here = Here(db, self.counter, day, self.now_ms, self.grace_ms, state, self.sitting)
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
