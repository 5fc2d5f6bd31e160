"""What citizens said of counters and clerks in a time: levels as shares, the reasons of bad ratings, and each bad one.

Read by the managers' page /ratings (central/pages/ratings.py). Rows are written by central/ratings.py.

好评率 here is the share of levels 5, 4 and 3 among the ratings given; the norm names the figure, but its formula was
not at hand. Nobody who did not rate is counted as anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, func, select, update

from central.clock import in_hall
from central.queue import names
from central.staff.tables import staff
from central.states import TicketState
from central.tables import ratings, services, tickets
from kiosk.reasons import BAD_FROM, BEST, WORST, Reasons

BAD_SHOWN = 100


class Period(StrEnum):
    TODAY = "today"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Tally:
    """`levels`: how many ratings of each level. `of`: the counter's code, or the clerk's name; empty: the hall's."""

    of: str
    levels: dict[int, int]

    @property
    def ratings(self) -> int:
        return sum(self.levels.values())

    @property
    def good_percent(self) -> float | None:
        """None before the first rating."""
        good = sum(count for level, count in self.levels.items() if level > BAD_FROM)
        return 100 * good / self.ratings if self.ratings else None

    @property
    def shares(self) -> list[tuple[int, int, float, float]]:
        """Level, count, where its part of a bar of 100 begins, and how wide it is; best first, none without any."""
        found, start = [], 0.0
        for level in range(BEST, WORST - 1, -1):
            if count := self.levels.get(level, 0):
                width = 100 * count / self.ratings
                found.append((level, count, round(start, 2), round(width, 2)))
                start += width
        return found


@dataclass(frozen=True, slots=True)
class Bad:
    """One rating to be handled. `handled_by`: the manager's name, where one has seen to it."""

    ticket: int
    at_ms: int
    level: int
    number: str
    service: str
    counter: str
    clerk: str
    way: str
    reasons: tuple[str, ...]
    handled_ms: int | None
    handled_by: str


@dataclass(frozen=True, slots=True)
class Opinions:
    """`ended`: services that ended in the time, rated or not. `reasons`: of bad ratings, the most frequent first."""

    period: Period
    hall: Tally
    ended: int
    counters: tuple[Tally, ...]
    clerks: tuple[Tally, ...]
    reasons: tuple[tuple[str, int], ...]
    bad: tuple[Bad, ...]
    unhandled: int


def read_opinions(db: Connection, period: Period, zone: str, now_ms: int, known: Reasons, english: bool) -> Opinions:
    since_ms = began_ms(period, zone, now_ms)
    since = ratings.c.at_ms >= since_ms
    rows = db.execute(
        select(ratings.c.counter, staff.c.shown, ratings.c.level, func.count().label("count"))
        .outerjoin(staff, staff.c.id == ratings.c.staff)
        .where(since)
        .group_by(ratings.c.counter, staff.c.shown, ratings.c.level)
    ).all()
    worst = db.execute(select(ratings.c.options).where(since, ratings.c.level <= BAD_FROM)).scalars()
    codes = Counter(code for options in worst for code in orjson.loads(options))
    left = select(func.count()).where(since, ratings.c.level <= BAD_FROM, ratings.c.handled_ms.is_(None))
    done = select(func.count()).where(tickets.c.state == TicketState.DONE, tickets.c.ended_ms >= since_ms)
    return Opinions(
        period=period,
        hall=Tally("", _levels(rows)),
        ended=int(db.execute(done.where(tickets.c.day >= in_hall(since_ms, zone).date().isoformat())).scalar_one()),
        counters=_tallies(rows, "counter"),
        clerks=_tallies([row for row in rows if row.shown], "shown"),
        reasons=tuple((_words(code, known, english), count) for code, count in codes.most_common()),
        bad=tuple(_bad(db, since_ms, known, english)),
        unhandled=int(db.execute(left).scalar_one()),
    )


def began_ms(period: Period, zone: str, now_ms: int) -> int:
    """The hall's midnight that the time begins with."""
    day = in_hall(now_ms, zone).date()
    first = day if period is Period.TODAY else day.replace(day=1)
    return int(datetime.combine(first, time(), ZoneInfo(zone)).timestamp() * 1000)


def handle(db: Connection, ticket: int, account: int, now_ms: int) -> bool:
    """Note that this manager has seen to the bad rating; False when somebody had before, or there is none."""
    to_do = (ratings.c.ticket == ticket) & (ratings.c.level <= BAD_FROM) & ratings.c.handled_ms.is_(None)
    return db.execute(update(ratings).where(to_do).values(handled_ms=now_ms, handled_by=account)).rowcount == 1


def _levels(rows: Sequence[Any]) -> dict[int, int]:
    levels: Counter[int] = Counter()
    for row in rows:
        levels[row.level] += row.count
    return dict(levels)


def _tallies(rows: Sequence[Any], by: str) -> tuple[Tally, ...]:
    found = sorted({getattr(row, by) for row in rows})
    return tuple(Tally(of, _levels([row for row in rows if getattr(row, by) == of])) for of in found)


def _bad(db: Connection, since_ms: int, known: Reasons, english: bool) -> list[Bad]:
    """Those to be handled first, the newest of them first."""
    manager = staff.alias("manager")
    query = (
        select(ratings, tickets.c.number, tickets.c.service, staff.c.shown, manager.c.shown.label("handler"))
        .join(tickets, tickets.c.id == ratings.c.ticket)
        .outerjoin(staff, staff.c.id == ratings.c.staff)
        .outerjoin(manager, manager.c.id == ratings.c.handled_by)
        .where(ratings.c.at_ms >= since_ms, ratings.c.level <= BAD_FROM)
        .order_by(ratings.c.handled_ms.is_(None).desc(), ratings.c.at_ms.desc())
        .limit(BAD_SHOWN)
    )
    of_services = names(db, services, english)
    return [
        Bad(
            ticket=row.ticket,
            at_ms=row.at_ms,
            level=row.level,
            number=row.number,
            service=of_services.get(row.service, row.service),
            counter=row.counter,
            clerk=row.shown or "",
            way=row.way,
            reasons=tuple(_words(code, known, english) for code in orjson.loads(row.options)),
            handled_ms=row.handled_ms,
            handled_by=row.handler or "",
        )
        for row in db.execute(query)
    ]


def _words(code: str, known: Reasons, english: bool) -> str:
    """A code of another version of the norm stands as it is."""
    reason = known.named(code)
    return code if reason is None else reason.en if english else reason.zh
