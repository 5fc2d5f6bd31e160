"""Requests for help (帮办代办): who asks, at which terminal and place, who goes there, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from central.refusals import NotHere
from central.staff.tables import staff
from central.tables import assistance, places, terminals

OLD_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Plea:
    """Somebody at a terminal asked for staff. `helper`: the name that whoever took it shows; `mine`: the reader did."""

    id: int
    unit: str
    unit_en: str
    place: str
    place_en: str
    reason: str
    asked_ms: int
    taken_ms: int | None
    done_ms: int | None
    helper: str
    mine: bool

    @property
    def came_minutes(self) -> int | None:
        """From the request until somebody was on the way."""
        return None if self.taken_ms is None else max(0, self.taken_ms - self.asked_ms) // 60_000

    @property
    def took_minutes(self) -> int | None:
        """From the request until the person had been helped."""
        return None if self.done_ms is None else max(0, self.done_ms - self.asked_ms) // 60_000


@dataclass(frozen=True, slots=True)
class Pleas:
    """`open`: the longest waiting first; `taken`: somebody is there; `old`: done, the newest first. The means are of
    those done since `since_ms`, in minutes; None without any.
    """

    open: tuple[Plea, ...]
    taken: tuple[Plea, ...]
    old: tuple[Plea, ...]
    mean_came_minutes: float | None
    mean_took_minutes: float | None


def read_pleas(db: Connection, account: int, since_ms: int) -> Pleas:
    """`account`: who reads."""
    unfinished = [_plea(row, account) for row in db.execute(_PLEAS.where(assistance.c.done_ms.is_(None)))]
    done = _PLEAS.where(assistance.c.done_ms.is_not(None)).order_by(None).order_by(assistance.c.id.desc())
    means = select(
        func.avg(assistance.c.taken_ms - assistance.c.asked_ms), func.avg(assistance.c.done_ms - assistance.c.asked_ms)
    ).where(assistance.c.done_ms >= since_ms)
    came_ms, took_ms = db.execute(means).one()
    return Pleas(
        open=tuple(plea for plea in unfinished if plea.taken_ms is None),
        taken=tuple(plea for plea in unfinished if plea.taken_ms is not None),
        old=tuple(_plea(row, account) for row in db.execute(done.limit(OLD_SHOWN))),
        mean_came_minutes=None if came_ms is None else float(came_ms) / 60_000,
        mean_took_minutes=None if took_ms is None else float(took_ms) / 60_000,
    )


def count_open(db: Connection) -> int:
    """To whom nobody is on the way yet."""
    return int(db.execute(select(func.count()).where(assistance.c.taken_ms.is_(None))).scalar_one())


def take(db: Connection, plea: int, account: int, now_ms: int) -> bool:
    """Somebody is on the way; False when another is already. Raises NotHere."""
    _check(db, plea)
    free = (assistance.c.id == plea) & assistance.c.taken_ms.is_(None)
    return db.execute(update(assistance).where(free).values(taken_ms=now_ms, taken_by=account)).rowcount > 0


def finish(db: Connection, plea: int, account: int, now_ms: int) -> bool:
    """The person has been helped; who had not taken it before does so by this. Raises NotHere."""
    take(db, plea, account, now_ms)
    begun = (assistance.c.id == plea) & assistance.c.done_ms.is_(None)
    return db.execute(update(assistance).where(begun).values(done_ms=now_ms)).rowcount > 0


def _plea(row: Any, account: int) -> Plea:
    where = (row.unit or row.terminal, row.unit_en or row.terminal, row.place or "", row.place_en or row.place or "")
    times = (row.asked_ms, row.taken_ms, row.done_ms)
    return Plea(row.id, *where, row.reason, *times, row.shown or "", row.taken_by == account)


def _check(db: Connection, plea: int) -> None:
    if db.execute(select(assistance.c.id).where(assistance.c.id == plea)).first() is None:
        raise NotHere(f"no request for help has the number {plea}")


_PLEAS = (
    select(assistance, terminals.c.unit, terminals.c.unit_en, places.c.place, places.c.place_en, staff.c.shown)
    .outerjoin(terminals, terminals.c.code == assistance.c.terminal)
    .outerjoin(places, places.c.terminal == assistance.c.terminal)
    .outerjoin(staff, staff.c.id == assistance.c.taken_by)
    .order_by(assistance.c.id)
)
