"""What will happen on one simulated day, before it begins: who comes when for what, and what will break. Pure; the same
seed tells the same story.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from bench.campaigns.queue_hall.catalogue import MadeHall, Service
from kiosk.person import Green

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
OPEN_HOURS = 8.0
ARRIVALS_HOURS = 7.5  # nobody comes in the last half hour
HOURLY = (1.0, 1.5, 1.25, 0.7, 0.6, 1.25, 1.35, 0.9)  # how many come, hour by hour
SPREAD = 0.55  # of a service's time, sigma of its logarithm
DRAIN_HOURS = 3.0  # after closing, for whoever is still there
LONGEST_MINUTES = 75.0  # of one service
BUSY_SHARE = 0.86  # of the counters' time
WISHES, SLOWER, WALK_MINUTES = 1.12, 1.1, 0.5  # of a person: services, against the catalogue's minutes, to the counter


class Fate(StrEnum):
    """What becomes of a service at the counter."""

    PLAIN = "plain"
    HOLD = "hold"  # sent to fill in a form, and taken up again
    TRANSFER = "transfer"  # goes on at another counter
    RETURN = "return"  # and comes back from there


class Line(StrEnum):
    """The state of a terminal's line to the centre."""

    OPEN = "open"
    DOWN = "down"  # nothing gets through
    DEAF = "deaf"  # the centre hears everything, its answers are lost


@dataclass(frozen=True, slots=True)
class Wish:
    """`minutes`: what it takes at the counter. `onward`: the service that it is transferred to."""

    service: Service
    minutes: float
    fate: Fate = Fate.PLAIN
    onward: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """`terminal`: the one gone to first. `card`: the hash of an ID card, where one is laid on. `gives_up_ms`: by phone,
    so long after arriving; `leaves_ms`: without a word. `again`: asks for the same number at another terminal, with the
    card.
    """

    name: str
    arrives_ms: int
    terminal: int
    wishes: tuple[Wish, ...]
    card: str = ""
    green: Green | None = None
    walk_s: float = 20.0
    gives_up_ms: int | None = None
    leaves_ms: int | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    terminal: int
    from_ms: int
    to_ms: int
    line: Line


@dataclass(frozen=True, slots=True)
class Kill:
    """`real_ms`: so long after the next question for a number was sent to it, in real time."""

    terminal: int
    at_ms: int
    real_ms: float


@dataclass(frozen=True, slots=True)
class Jump:
    """The terminal's wall clock is wrong by `seconds` from then on."""

    terminal: int
    at_ms: int
    seconds: int


@dataclass(frozen=True, slots=True)
class CentreKill:
    at_ms: int
    away_ms: int


@dataclass(frozen=True, slots=True)
class Day:
    number: int
    opens_ms: int
    people: tuple[Person, ...]
    cuts: tuple[Cut, ...]
    kills: tuple[Kill, ...]
    jumps: tuple[Jump, ...]
    centre_kills: tuple[CentreKill, ...]

    @property
    def closes_ms(self) -> int:
        return self.opens_ms + int(OPEN_HOURS * HOUR_MS)

    @property
    def drained_ms(self) -> int:
        """Whoever was not called until then never will be."""
        return self.closes_ms + int(DRAIN_HOURS * HOUR_MS)


@dataclass(frozen=True, slots=True)
class Size:
    terminals: int
    cuts: int  # a day, of each: cuts of a line, and killed terminals
    people: int | None = None  # a day; None: as many as the counters can take


def tell(seed: int, number: int, opens_ms: int, hall: MadeHall, size: Size) -> Day:
    """The story of day `number`, from 0."""
    rng = random.Random(f"{seed} day {number}")
    pace = _pace(seed, hall)
    people = [_person(rng, f"{number}-{at}", opens_ms, hall, size, pace) for at in range(_how_many(hall, size))]
    people.sort(key=lambda person: person.arrives_ms)
    return Day(
        number,
        opens_ms,
        tuple(people),
        tuple(_cut(rng, opens_ms, size) for _ in range(size.cuts)),
        tuple(
            Kill(rng.randrange(size.terminals), _moment(rng, opens_ms), rng.uniform(0, 25)) for _ in range(size.cuts)
        ),
        tuple(_jump(rng, opens_ms, size) for _ in range(max(1, size.cuts // 2))),
        tuple(CentreKill(_moment(rng, opens_ms), int(rng.uniform(20, 240) * 1000)) for _ in range(1 + size.cuts // 8)),
    )


def _how_many(hall: MadeHall, size: Size) -> int:
    if size.people is not None:
        return size.people
    return max(1, round(len(hall.counters) * OPEN_HOURS * 60 * BUSY_SHARE / taken_minutes(hall)))


def taken_minutes(hall: MadeHall) -> float:
    """Of a counter by one person, on the mean: services, and the way to the counter."""
    mean = sum(service.minutes for service in hall.services) / len(hall.services)
    return mean * WISHES * SLOWER + WISHES * WALK_MINUTES


def pace_for(people: int, counters: int, hall: MadeHall) -> float:
    """How much quicker services must be than in `hall` for so many people to fill the counters' time."""
    mean = sum(service.minutes for service in hall.services) / len(hall.services)
    each = counters * OPEN_HOURS * 60 * BUSY_SHARE / people
    return max(0.02, (each / WISHES - WALK_MINUTES) / SLOWER / mean)


def _pace(seed: int, hall: MadeHall) -> dict[str, float]:
    """What each service takes on the mean, in minutes: not what the catalogue says, but near it."""
    rng = random.Random(f"{seed} pace")
    return {service.code: service.minutes * rng.uniform(0.7, 1.5) for service in hall.services}


def _person(rng: random.Random, name: str, opens_ms: int, hall: MadeHall, size: Size, pace: dict[str, float]) -> Person:
    wishes = [_wish(rng, hall, pace)]
    if rng.random() < 0.12:
        wishes.append(_wish(rng, hall, pace))
    if len(wishes) == 2 and wishes[0].service == wishes[1].service:
        wishes.pop()
    fate, again = rng.random(), rng.random() < 0.03
    has_card = again or rng.random() < 0.4
    return Person(
        name=name,
        arrives_ms=_arrival(rng, opens_ms),
        terminal=rng.randrange(size.terminals),
        wishes=tuple(wishes),
        card=sha256(f"card {rng.random()}".encode()).hexdigest()[:32] if has_card else "",
        green=rng.choice(list(Green)) if rng.random() < 0.12 else None,
        walk_s=rng.uniform(8, 45),
        gives_up_ms=int(rng.uniform(3, 60) * MINUTE_MS) if fate < 0.05 else None,
        leaves_ms=int(rng.uniform(3, 60) * MINUTE_MS) if 0.05 <= fate < 0.10 else None,
        again=again,
    )


def _wish(rng: random.Random, hall: MadeHall, pace: dict[str, float]) -> Wish:
    """Of a counter that anybody may draw, so that all counters have their share of the work."""
    mine = rng.choice(hall.counters).services
    service = hall.service(rng.choice(mine))
    minutes = pace[service.code] * rng.lognormvariate(-SPREAD * SPREAD / 2, SPREAD)
    elsewhere = [other.code for other in hall.services if other.department != service.department]
    fate = rng.choices(list(Fate), (93, 2, 3, 2))[0]
    if fate in (Fate.TRANSFER, Fate.RETURN) and not elsewhere:
        fate = Fate.PLAIN
    onward = rng.choice(elsewhere) if fate in (Fate.TRANSFER, Fate.RETURN) else ""
    return Wish(service, min(max(0.2, minutes), LONGEST_MINUTES), fate, onward)


def _arrival(rng: random.Random, opens_ms: int) -> int:
    hours = rng.choices(range(len(HOURLY)), HOURLY)[0] + rng.random()
    return opens_ms + int(min(hours, OPEN_HOURS) * ARRIVALS_HOURS / OPEN_HOURS * HOUR_MS)


def _moment(rng: random.Random, opens_ms: int) -> int:
    return opens_ms + int(rng.uniform(0.1, 7.2) * HOUR_MS)


def _cut(rng: random.Random, opens_ms: int, size: Size) -> Cut:
    """For minutes or for hours; over before the hall closes."""
    from_ms = _moment(rng, opens_ms)
    to_ms = from_ms + int(rng.choice((5, 20, 60, 180)) * rng.uniform(0.5, 1.5) * MINUTE_MS)
    last_ms = opens_ms + int(OPEN_HOURS * HOUR_MS) - 10 * MINUTE_MS
    return Cut(
        rng.randrange(size.terminals), from_ms, min(to_ms, last_ms), rng.choice((Line.DOWN, Line.DOWN, Line.DEAF))
    )


def _jump(rng: random.Random, opens_ms: int, size: Size) -> Jump:
    """Back by up to a week, or ahead within the day: who stands before the terminal sees the same date."""
    seconds = rng.choice((-7 * 86_400, -86_400, -7200, -600, 600, 7200))
    return Jump(rng.randrange(size.terminals), _moment(rng, opens_ms), seconds)
