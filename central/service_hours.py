"""When a service is open: in its own hours, while a counter that takes it is there. Made from the catalogue when it is
taken, kept beside the service as JSON, asked at every ticket and told to terminals.

A counter restricts a service only by lines of its own: one without any comes and goes with what it serves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache

from pydantic import TypeAdapter

from central.catalogue import Catalogue
from central.hours_entry import Of
from central.opening import OpeningHours
from central.spans import Stretch, join, meet, stretches
from central.timetable import hours_of

_SEARCHED_DAYS = 60  # how far ahead the next opening of a service is looked for


@dataclass(frozen=True, slots=True, eq=False)  # one object for each text: days are reckoned once (`_opening_from`)
class ServiceHours:
    """`counters`: the hours of those that take it, if each of them has its own; else empty."""

    own: OpeningHours
    counters: tuple[OpeningHours, ...] = ()

    def between(self, first: date, days: int, zone: tzinfo | None) -> list[Stretch]:
        """Open stretches that begin on `days` days from `first` on, and what reaches into them from the day before.

        `zone`: the hall's.
        """
        own = join(stretches(self.own, first, days, zone))
        if not self.counters:
            return own
        return meet(own, join(each for hours in self.counters for each in stretches(hours, first, days, zone)))

    def opens_at(self, instant: datetime) -> datetime | None:
        """`instant` itself while it is open, else the next opening; None when there is none in sight."""
        for days in (2, _SEARCHED_DAYS):  # most are open today or tomorrow
            for stretch in _opening_from(self, instant.date(), days, instant.tzinfo):
                if stretch.closes > instant:
                    return max(stretch.opens, instant)
        return None


@lru_cache(maxsize=1024)
def _opening_from(hours: ServiceHours, first: date, days: int, zone: tzinfo | None) -> list[Stretch]:
    """Asked for at every number."""
    return hours.between(first, days, zone)


_JSON = TypeAdapter(ServiceHours)


def service_hours(catalogue: Catalogue) -> dict[str, str]:
    """JSON for each service by its code; empty where nobody has said any hours."""
    lined = {line.code for line in catalogue.hours if line.of is Of.COUNTER}
    of_counter = {code: hours_of(catalogue, Of.COUNTER, code) for code in lined}
    takers: dict[str, list[str]] = {entry.code: [] for entry in catalogue.services}
    for counter in catalogue.counters:
        for entry in catalogue.services:
            if entry.code in counter.services or (not counter.services and entry.department == counter.department):
                takers[entry.code].append(counter.code)
    return {code: _written(catalogue, code, counters, of_counter) for code, counters in takers.items()}


def counter_hours(catalogue: Catalogue) -> dict[str, str]:
    """JSON of each counter's own hours by its code, read like a service's; empty where nobody has said any."""
    found = {entry.code: hours_of(catalogue, Of.COUNTER, entry.code) for entry in catalogue.counters}
    return {code: _json(ServiceHours(own)) if any(own.week) else "" for code, own in found.items()}


def _written(catalogue: Catalogue, code: str, counters: list[str], of_counter: dict[str, OpeningHours]) -> str:
    own = hours_of(catalogue, Of.SERVICE, code)
    if not any(own.week):
        return ""
    restricted = bool(counters) and all(counter in of_counter for counter in counters)
    there = _different(of_counter[counter] for counter in counters) if restricted else ()
    return _json(ServiceHours(own, there))


def _json(hours: ServiceHours) -> str:
    return _JSON.dump_json(hours).decode()


def _different(many: Iterable[OpeningHours]) -> tuple[OpeningHours, ...]:
    found: list[OpeningHours] = []
    for each in many:
        if each not in found:
            found.append(each)
    return tuple(found)


@lru_cache(maxsize=512)
def read_service_hours(written: str) -> ServiceHours | None:
    """Of what `service_hours` wrote. None: not said, the service is open whenever the hall is."""
    return _JSON.validate_json(written) if written else None
