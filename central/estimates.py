"""How long people will wait, as a range of minutes: reckoned anew with each publishing (central/truth.py), kept in the
table `estimates`, looked up for each number that is given and each phone that asks.

Between them stand central/service_times.py (what services take) and central/waits.py (what that means for a queue).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, select

from central.queue import ORDER, THERE, WAITS
from central.quick import Quick
from central.service_times import Times, read_times
from central.staff.tables import sitting_services, sittings
from central.states import CounterState
from central.tables import counter_services, counters, services, tickets
from central.waits import Busy, Counter, Pace, Person, Wait, minutes, waits
from kiosk.wire import Minutes

MEASURE_MS = 60_000  # service times are measured anew at least so far apart

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


def reckon(db: Connection, day: str, now_ms: int) -> dict[str, Minutes]:
    """The wait of one who comes now, of each service where it is known; kept for `estimate_ticket`."""
    kept = {row[0]: dict(zip(_NAMES, row, strict=True)) for row in _KEPT.rows(db, {})}
    codes = _priors(db)
    times, measured_ms = _times(db, day, now_ms, kept, codes)
    people = _people(db, day)
    found = waits(people, _counters(db, day, now_ms), times.paces, times.no_show_share)
    for service in codes:
        row = _row(service, day, measured_ms, times, found.get(service))
        row["people"] = sum(person.service == service for person in people)
        if row != kept.get(service):
            _KEEP.count(db, row)
    return {service: minutes(wait) for service, wait in found.items() if service in codes}


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
    bodies = db.execute(select(services.c.code, services.c.body))
    minutes_of = {row.code: orjson.loads(row.body).get("minutes") for row in bodies}
    return {code: None if said is None else said * 60.0 for code, said in minutes_of.items()}


def _people(db: Connection, day: str) -> list[Person]:
    """Everybody who waits, in the order of calling."""
    query = select(tickets.c.service, tickets.c.for_counter).where(tickets.c.day == day, WAITS).order_by(*ORDER)
    return [Person(row.service, row.for_counter) for row in db.execute(query)]


def _counters(db: Connection, day: str, now_ms: int) -> list[Counter]:
    """Those that are open, with the services that their clerks take."""
    taken: dict[str, set[str]] = {}
    sat = (
        select(sittings.c.counter, sitting_services.c.service)
        .join(sitting_services, sitting_services.c.sitting == sittings.c.id)
        .where(sittings.c.ended_ms.is_(None))
    )
    for row in db.execute(sat):
        taken.setdefault(row.counter, set()).add(row.service)
    usual: dict[str, set[str]] = {}
    for row in db.execute(select(counter_services)):
        usual.setdefault(row.counter, set()).add(row.service)
    busy = {
        row.counter: Busy(row.service, max(0, now_ms - (row.called_ms or now_ms)) / 1000)
        for row in db.execute(select(tickets.c.counter, tickets.c.service, tickets.c.called_ms).where(THERE))
    }
    is_open = (counters.c.state == CounterState.OPEN) & (counters.c.state_day == day)
    codes = db.execute(select(counters.c.code).where(is_open).order_by(counters.c.place_in_list)).scalars()
    return [Counter(code, frozenset(taken.get(code) or usual.get(code) or set()), busy.get(code)) for code in codes]
