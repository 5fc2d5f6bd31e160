"""How long people will wait, as a range of minutes: reckoned anew with each publishing (central/truth.py), kept in the
table `estimates`, looked up for each number that is given and each phone that asks.

Between them stand central/service_times.py (what services take) and central/waits.py (what that means for a queue).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection

from central.quick import Quick
from central.service_times import Times, read_times
from central.taken_services import taken_services
from central.waits import Busy, Open, Pace, Person, Wait, minutes, waits
from kiosk.wire import Minutes

MEASURE_MS = 5 * 60_000  # service times are measured anew at least so far apart

_KEPT = Quick(
    "SELECT service, measured_ms, day, mean_s, spread_s, no_show_permille, wait_s, wait_spread_s, people FROM estimates"
)
_KEEP = Quick(
    "INSERT INTO estimates (service, measured_ms, day, mean_s, spread_s, no_show_permille, wait_s, wait_spread_s, "
    "people) VALUES (:service, :measured_ms, :day, :mean_s, :spread_s, :no_show_permille, :wait_s, :wait_spread_s, "
    ":people) ON CONFLICT (service) DO UPDATE SET measured_ms = excluded.measured_ms, day = excluded.day, "
    "mean_s = excluded.mean_s, spread_s = excluded.spread_s, no_show_permille = excluded.no_show_permille, "
    "wait_s = excluded.wait_s, wait_spread_s = excluded.wait_spread_s, people = excluded.people"
)
_WAIT = Quick("SELECT wait_s, wait_spread_s, people FROM estimates WHERE service = :service AND day = :day")
_SERVICES = Quick("SELECT code, body FROM services")
_PEOPLE = Quick(
    "SELECT service, for_counter FROM tickets "
    "WHERE day = :day AND state IN ('waiting', 'reserved') ORDER BY rank_ms, id"
)
_BUSY = Quick("SELECT counter, service, called_ms FROM tickets WHERE state IN ('called', 'recalled', 'serving')")
_OPEN = Quick("SELECT code FROM counters WHERE state = 'open' AND state_day = :day ORDER BY place_in_list")
_NAMES = (
    "service",
    "measured_ms",
    "day",
    "mean_s",
    "spread_s",
    "no_show_permille",
    "wait_s",
    "wait_spread_s",
    "people",
)


def estimate_ticket(db: Connection, day: str, service: str, ahead: int) -> Minutes | None:
    """The wait from now of one who has `ahead` people of the service before them; None when nothing is known of it.

    One statement: the newcomer's wait as it was last reckoned, in proportion. `day`: the hall's today.
    """
    row = _WAIT.first(db, {"service": service, "day": day})
    if row is None or row[0] is None:
        return None
    wait_s, spread_s, people = row
    return _scaled(wait_s, spread_s, people, ahead)


def read_estimates(db: Connection, day: str) -> Callable[[str, int], Minutes | None]:
    """`estimate_ticket` for many at once: a function of service and people ahead, from one look."""
    kept = {}
    for row in _KEPT.rows(db, {}):
        one = dict(zip(_NAMES, row, strict=True))
        if one["day"] == day and one["wait_s"] is not None:
            kept[one["service"]] = (one["wait_s"], one["wait_spread_s"], one["people"])

    def estimate(service: str, ahead: int) -> Minutes | None:
        return _scaled(*kept[service], ahead) if service in kept else None

    return estimate


@lru_cache(maxsize=16_384)  # thousands are asked for after each change, and most have not changed
def _scaled(wait_s: int, spread_s: int, people: int, ahead: int) -> Minutes:
    return minutes(Wait(wait_s, spread_s).scaled((ahead + 1) / (people + 1)))


@dataclass(frozen=True, slots=True)
class Reckoned:
    """`minutes`: the wait of one who comes now, of each service where it is known. `changed`: rows to keep."""

    minutes: dict[str, Minutes]
    changed: list[dict[str, Any]]


def reckon(db: Connection, day: str, now_ms: int) -> Reckoned:
    """Reads only."""
    kept = {row[0]: dict(zip(_NAMES, row, strict=True)) for row in _KEPT.rows(db, {})}
    codes = _priors(db)
    times, measured_ms = _times(db, day, now_ms, kept, codes)
    people = _people(db, day)
    found = waits(people, _counters(db, day, now_ms), times.paces, times.no_show_share)
    lengths = Counter(person.service for person in people)
    rows = [
        _row(service, day, measured_ms, times, found.get(service)) | {"people": lengths[service]} for service in codes
    ]
    changed = [row for row in rows if row != kept.get(row["service"])]
    return Reckoned({service: minutes(wait) for service, wait in found.items() if service in codes}, changed)


def keep(db: Connection, reckoned: Reckoned) -> None:
    """For `estimate_ticket`."""
    for row in reckoned.changed:
        _KEEP.count(db, row)


def _times(
    db: Connection, day: str, now_ms: int, kept: dict[str, dict[str, Any]], priors: dict[str, float | None]
) -> tuple[Times, int]:
    """Measured a moment ago, or now."""
    row = next(iter(kept.values()), None)
    fresh = row is not None and row["day"] == day and 0 <= now_ms - row["measured_ms"] < MEASURE_MS
    if row is None or not fresh or kept.keys() != priors.keys():
        return read_times(db, day, priors), now_ms
    paces = {code: Pace(one["mean_s"], one["spread_s"]) for code, one in kept.items() if one["mean_s"] is not None}
    return Times(paces, row["no_show_permille"] / 1000), row["measured_ms"]


def _row(service: str, day: str, measured_ms: int, times: Times, wait: Wait | None) -> dict[str, Any]:
    pace = times.paces.get(service)
    return {
        "service": service,
        "measured_ms": measured_ms,
        "day": day,
        "mean_s": None if pace is None else round(pace.mean_s),
        "spread_s": None if pace is None else round(pace.spread_s),
        "no_show_permille": round(times.no_show_share * 1000),
        "wait_s": None if wait is None else round(wait.seconds),
        "wait_spread_s": None if wait is None else round(wait.spread_s),
    }


def _priors(db: Connection) -> dict[str, float | None]:
    return {code: _prior_s(body) for code, body in _SERVICES.rows(db, {})}


@lru_cache(maxsize=4096)  # of an entry's JSON, which changes with the catalogue only
def _prior_s(body: str) -> float | None:
    said = orjson.loads(body).get("minutes")
    return None if said is None else said * 60.0


def _people(db: Connection, day: str) -> list[Person]:
    """Everybody who waits, in the order of calling."""
    return [Person._make(row) for row in _PEOPLE.rows(db, {"day": day})]


def _counters(db: Connection, day: str, now_ms: int) -> list[Open]:
    """Those that are open, with the services that their clerks take."""
    taken = taken_services(db)
    busy = {
        counter: Busy(service, max(0, now_ms - (called_ms or now_ms)) / 1000)
        for counter, service, called_ms in _BUSY.rows(db, {})
    }
    codes = [row[0] for row in _OPEN.rows(db, {"day": day})]
    return [Open(code, frozenset(taken.get(code, ())), busy.get(code)) for code in codes]
