"""How long one who comes now will wait: the queue as it stands, dealt out to the open counters. Pure.

Each counter takes the first by rank of those whom it may call, for as long as such a service takes on the mean, until
nobody is left; whoever comes then begins where a counter is free first. That one service takes longer and another is
over soon is carried along as a variance, and becomes the range. docs/decisions/0019-estimates.md has the error.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.wire import Minutes

EDGES = (0, 5, 10, 15, 25, 40, 60, 90, 120, 180, 240, 360, 480)  # minutes, as people speak of them
RANGE_SPREADS = 1.15  # so many standard deviations to each side
UNSURE_SHARE = 0.12  # of the wait: who comes later and is called first, breaks, people who never come
REMAINING_SHARE = 0.35  # a service that takes longer than its mean is not over at once
NO_SHOW_SECONDS = 90.0  # what a counter loses by one who does not come


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a counter is taken by one person of a service: mean and standard deviation."""

    mean_s: float
    spread_s: float


class Person(NamedTuple):
    """One who waits; there are thousands. `counter`: only that one calls it."""

    service: str
    counter: str = ""


@dataclass(frozen=True, slots=True)
class Busy:
    """Whom a counter serves, and since when."""

    service: str
    since_s: float


@dataclass(frozen=True, slots=True)
class Open:
    """An open counter. `services`: those it takes."""

    code: str
    services: frozenset[str]
    busy: Busy | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float
    spread_s: float

    def scaled(self, share: float) -> Wait:
        """That of one who has only `share` of the people before them."""
        return Wait(self.seconds * share, self.spread_s * math.sqrt(share))


def waits(
    people: Iterable[Person], counters: Sequence[Open], paces: Mapping[str, Pace], no_show_share: float
) -> dict[str, Wait]:
    """For each service that an open counter takes, the wait of one who comes now. `people`: in the order of calling.

    A service without a pace goes at the mean of the others; with no pace at all only a free counter can be told.
    """
    usual = _usual(paces)
    free = [_free(counter, paces, usual) for counter in counters]
    if usual is None and any(True for _ in people):
        return {}
    _deal(people, counters, free, paces, usual or Pace(0, 0), no_show_share)
    found: dict[str, Wait] = {}
    for service in {service for counter in counters for service in counter.services}:
        pool = [free[at] for at, counter in enumerate(counters) if service in counter.services]
        first = min(pool)
        if not math.isinf(first[0]):
            found[service] = Wait(first[0], math.sqrt(first[1] / len(pool)))
    return found


def minutes(wait: Wait) -> Minutes:
    """The range in minutes that people understand: 0 to 5, 5 to 10, 15 to 25."""
    spread = math.hypot(wait.spread_s * RANGE_SPREADS, wait.seconds * UNSURE_SHARE)
    least, most = max(0.0, wait.seconds - spread) / 60, (wait.seconds + spread) / 60
    low = max((edge for edge in EDGES if edge <= least), default=0)
    high = min((edge for edge in EDGES if edge >= most), default=EDGES[-1])
    if low >= high:
        low, high = (EDGES[-2], EDGES[-1]) if low == EDGES[-1] else (low, EDGES[EDGES.index(low) + 1])
    return low, high


def _usual(paces: Mapping[str, Pace]) -> Pace | None:
    if not paces:
        return None
    known = list(paces.values())
    return Pace(sum(pace.mean_s for pace in known) / len(known), sum(pace.spread_s for pace in known) / len(known))


def _free(counter: Open, paces: Mapping[str, Pace], usual: Pace | None) -> tuple[float, float]:
    """In how many seconds the counter is free, and the variance of that; infinity where nothing is known of it."""
    if counter.busy is None:
        return 0.0, 0.0
    pace = paces.get(counter.busy.service, usual)
    if pace is None:
        return math.inf, 0.0
    left = max(pace.mean_s - counter.busy.since_s, pace.mean_s * REMAINING_SHARE)
    return left, min(left, pace.spread_s) ** 2


def _deal(
    people: Iterable[Person],
    counters: Sequence[Open],
    free: list[tuple[float, float]],
    paces: Mapping[str, Pace],
    usual: Pace,
    no_show_share: float,
) -> None:
    """Deal everybody out; `free` becomes when each counter has nobody left."""
    queues: dict[tuple[str, str], deque[int]] = {}  # by service or by counter: places in the order of calling
    services: list[str] = []
    for place, person in enumerate(people):
        key = ("counter", person.counter) if person.counter else ("service", person.service)
        queues.setdefault(key, deque()).append(place)
        services.append(person.service)
    own = [
        [queues[key] for key in (("counter", c.code), *(("service", s) for s in c.services)) if key in queues]
        for c in counters
    ]
    turns = [(free[at][0], at) for at in range(len(counters))]
    heapq.heapify(turns)
    while turns:
        seconds, at = heapq.heappop(turns)
        waiting: deque[int] | None = None
        for queue in own[at]:
            if queue and (waiting is None or queue[0] < waiting[0]):
                waiting = queue
        if waiting is None or math.isinf(seconds):
            continue
        pace = paces.get(services[waiting.popleft()], usual)
        taken = (1 - no_show_share) * pace.mean_s + no_show_share * NO_SHOW_SECONDS
        free[at] = (seconds + taken, free[at][1] + pace.spread_s**2)
        heapq.heappush(turns, (free[at][0], at))
