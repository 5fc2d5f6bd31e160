"""A clerk at a counter: sit down with some services, take over from another, rise. Recorded as it happens.

A clerk has one counter at a time and a counter one clerk: two indexes see to it, whatever two processes do at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from central.quick import Quick
from central.refusals import NotHere
from central.staff.rests import end_rest
from central.staff.tables import sitting_services, sittings, staff
from central.states import CounterState
from central.tables import counter_services, counters, services


class Ending(StrEnum):
    LEFT = "left"
    MOVED = "moved"  # the same clerk sat down elsewhere, or again
    TAKEN_OVER = "taken-over"
    SIGNED_OUT = "signed-out"
    EXPIRED = "expired"
    ACCOUNT = "account"  # disabled, or its password changed


@dataclass(frozen=True, slots=True)
class Sitting:
    """One that has not ended. `shown`: the clerk's name for people; `session`: whose buttons count."""

    id: int
    counter: str
    account: int
    shown: str
    session: str
    began_ms: int


class Occupied(Exception):
    """Somebody else sits there: ask whether to take over."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(f"counter {sitting.counter} is taken")
        self.sitting = sitting


class NothingTaken(Exception):
    """No service of the hall was chosen."""


def at_counter(db: Connection, counter: str) -> Sitting | None:
    row = _AT_COUNTER.first(db, {"counter": counter})
    return None if row is None else Sitting(*row)


def of_account(db: Connection, account_id: int) -> Sitting | None:
    return _open(db, sittings.c.staff == account_id)


def everywhere(db: Connection) -> dict[str, Sitting]:
    """Who sits, by counter."""
    return {row.counter: Sitting(*row) for row in db.execute(_SITTING)}


def held(db: Connection, counter: str, session: str) -> Sitting | None:
    """The sitting of this session at this counter, kept from ending until the transaction is over. Raises NotHere."""
    row = _HELD_THERE.first(db, {"counter": counter})
    if row is None:
        check_counter(db, counter)
    return Sitting(*row) if row is not None and row.session == session else None


def held_there(db: Connection, counter: str) -> Sitting | None:
    """Whoever sits there, kept from rising until the transaction is over: a window terminal's deed is theirs."""
    row = _HELD_THERE.first(db, {"counter": counter})
    return None if row is None else Sitting(*row)


def check_counter(db: Connection, counter: str) -> None:
    """Raises NotHere for a counter that the hall does not have."""
    if db.execute(select(counters.c.code).where(counters.c.code == counter)).first() is None:
        raise NotHere(f"counter {counter!r} is not in the hall's catalogue")


def usual_services(db: Connection, counter: str) -> list[str]:
    """As the catalogue says."""
    return list(db.execute(select(counter_services.c.service).where(counter_services.c.counter == counter)).scalars())


def services_of(db: Connection, sitting: Sitting) -> list[str]:
    """What its clerk takes."""
    taken = select(sitting_services.c.service).where(sitting_services.c.sitting == sitting.id)
    return list(db.execute(taken).scalars())


@dataclass(frozen=True, slots=True)
class SitDown:
    """`take_over`: the sitting that the question named; another one in the meantime is asked about anew."""

    counter: str
    account: int
    session: str
    services: Sequence[str]
    take_over: int | None
    day: str
    now_ms: int

    def __call__(self, db: Connection) -> int:
        """The new sitting. Raises NotHere, Occupied or NothingTaken."""
        check_counter(db, self.counter)
        known = db.execute(select(services.c.code).where(services.c.code.in_(self.services))).scalars().all()
        if not known:
            raise NothingTaken
        there = at_counter(db, self.counter)
        if there is not None and there.account != self.account:
            if there.id != self.take_over:
                raise Occupied(there)
            rise(db, there, Ending.TAKEN_OVER, self.now_ms)
        before = of_account(db, self.account)
        if before is not None:
            rise(db, before, Ending.MOVED, self.now_ms)
        row = {"counter": self.counter, "staff": self.account, "session": self.session, "began_ms": self.now_ms}
        sitting = int(db.execute(sittings.insert().values(row).returning(sittings.c.id)).scalar_one())
        db.execute(sitting_services.insert(), [{"sitting": sitting, "service": code} for code in known])
        _be(db, self.counter, CounterState.OPEN, self.day)
        return sitting


def rise(db: Connection, sitting: Sitting, ending: Ending, now_ms: int) -> None:
    """The counter closes; who is being served there stays, for the next clerk."""
    end_rest(db, sitting.id, now_ms)
    still = (sittings.c.id == sitting.id) & sittings.c.ended_ms.is_(None)
    db.execute(update(sittings).where(still).values(ended_ms=now_ms, ended_by=ending))
    _be(db, sitting.counter, CounterState.CLOSED)


def rise_with_session(db: Connection, session: str, ending: Ending, now_ms: int) -> None:
    sitting = _open(db, sittings.c.session == session)
    if sitting is not None:
        rise(db, sitting, ending, now_ms)


def _be(db: Connection, counter: str, state: CounterState, day: str | None = None) -> None:
    values = {"state": state} | ({} if day is None else {"state_day": day})
    db.execute(update(counters).where(counters.c.code == counter).values(values))


def _open(db: Connection, which: ColumnElement[bool]) -> Sitting | None:
    row = db.execute(_SITTING.where(which)).first()
    return None if row is None else Sitting(*row)


_SITTING = (
    select(sittings.c.id, sittings.c.counter, sittings.c.staff, staff.c.shown, sittings.c.session, sittings.c.began_ms)
    .join(staff, staff.c.id == sittings.c.staff)
    .where(sittings.c.ended_ms.is_(None))
)
_THERE = _SITTING.where(sittings.c.counter == bindparam("counter"))
_HELD_THERE = Quick.of(_THERE.with_for_update(of=sittings), "counter")
_AT_COUNTER = Quick.of(_THERE, "counter")
