"""How long services take at the counters, measured: called to finished, of today and the days before.

The catalogue's minutes count like a few people; what is measured soon outweighs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from central.quick import Quick
from central.waits import Pace

DAYS_BEFORE = 7
PRIOR_PEOPLE = 3  # the catalogue's minutes weigh like so many measured people
PRIOR_SPREAD = 0.6  # of the mean, until it is measured
SPREAD_PEOPLE = 10  # so many, and the measured spread counts alone
LONGEST_S = 4 * 3600  # longer is a ticket that somebody forgot to end

_TIMES = Quick(
    "SELECT service, count(*), avg(s), avg(s * s) FROM (SELECT service, (ended_ms - called_ms) / 1000.0 AS s "
    "FROM tickets WHERE day >= :since AND day <= :day AND state = 'done' AND held_ms IS NULL) AS ended "
    "WHERE s > 0 AND s < :longest GROUP BY service"
)
_ENDS = Quick(
    "SELECT state, count(*) FROM tickets WHERE day >= :since AND day <= :day AND state IN ('done', 'no_show') "
    "GROUP BY state"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of one service's people."""

    people: int
    mean_s: float
    spread_s: float


@dataclass(frozen=True, slots=True)
class Times:
    paces: dict[str, Pace]
    no_show_share: float


def read_times(db: Connection, day: str, priors: Mapping[str, float | None]) -> Times:
    """`day`: the hall's today. `priors`: what the catalogue says of each service, in seconds."""
    days = {"since": (date.fromisoformat(day) - timedelta(days=DAYS_BEFORE)).isoformat(), "day": day}
    measured = {
        service: Measured(people, float(mean), max(0.0, float(square) - float(mean) ** 2) ** 0.5)
        for service, people, mean, square in _TIMES.rows(db, days | {"longest": LONGEST_S})
    }
    ends = {state: int(count) for state, count in _ENDS.rows(db, days)}
    missed = ends.get("no_show", 0)
    return Times(paces(measured, priors), missed / max(1, missed + ends.get("done", 0)))


def paces(measured: Mapping[str, Measured], priors: Mapping[str, float | None]) -> dict[str, Pace]:
    """Of each service of which something is known."""
    found: dict[str, Pace] = {}
    for service, prior_s in priors.items():
        seen = measured.get(service, Measured(0, 0.0, 0.0))
        weight = 0 if prior_s is None else PRIOR_PEOPLE
        people = seen.people + weight
        if people:
            mean_s = (seen.mean_s * seen.people + (prior_s or 0.0) * weight) / people
            share = min(1.0, seen.people / SPREAD_PEOPLE)
            found[service] = Pace(mean_s, share * seen.spread_s + (1 - share) * PRIOR_SPREAD * mean_s)
    return found
