"""What is wrong between the entries of a catalogue: codes that stand twice, that nobody has, hours that overlap.

Pure; the last check before a catalogue is taken, wherever it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date

from central.catalogue import Catalogue
from central.hours_entry import HoursEntry, Of, Weekday
from central.icons import ICONS
from central.opening import DAY_MINUTES, Span

TABLES = ("departments", "services", "counters", "terminals", "hours")
_CODE = re.compile(r"[^\s、，,;；]+")  # lists of codes are written with these between them
_OWNERS = {Of.DEPARTMENT: "departments", Of.SERVICE: "services", Of.COUNTER: "counters"}


@dataclass(frozen=True, slots=True)
class Fault:
    """`place`: which entry of the table, from 0; None: the table as a whole."""

    table: str
    place: int | None
    key: str
    value: str
    why: str


def find_faults(catalogue: Catalogue, also_known: Mapping[str, Set[str]] | None = None) -> list[Fault]:
    """All of them. `also_known`: codes by table that stand in the file, in entries that are wrong for other reasons."""
    known = {
        table: {entry.code for entry in getattr(catalogue, table)} | (also_known or {}).get(table, set())
        for table in ("departments", "services", "counters")
    }
    return [
        *(
            Fault(table, None, "", "", "there is none; a hall has at least one")
            for table in ("departments", "services")
            if not known[table]
        ),
        *_codes(catalogue),
        *_twice(catalogue),
        *_icons(catalogue),
        *_references(catalogue, known),
        *_overlaps(catalogue.hours),
    ]


def _codes(catalogue: Catalogue) -> Iterator[Fault]:
    for table in ("departments", "services", "counters"):
        for place, entry in enumerate(getattr(catalogue, table)):
            if not _CODE.fullmatch(entry.code) or entry.code != unicodedata.normalize("NFKC", entry.code):
                yield Fault(table, place, "code", entry.code, "a code has no spaces, commas and wide letters")


def _twice(catalogue: Catalogue) -> Iterator[Fault]:
    keys = [(table, "code") for table in TABLES if table != "hours"]
    for table, key in [*keys, ("departments", "prefix")]:
        seen: set[str] = set()
        for place, entry in enumerate(getattr(catalogue, table)):
            value = getattr(entry, key)
            if value in seen:
                yield Fault(table, place, key, value, "stands there more than once")
            seen.add(value)


def _icons(catalogue: Catalogue) -> Iterator[Fault]:
    for place, department in enumerate(catalogue.departments):
        if department.icon not in ICONS:
            yield Fault(
                "departments", place, "icon", department.icon, "there is no such icon; config/theme.toml names them"
            )


def _references(catalogue: Catalogue, known: Mapping[str, Set[str]]) -> Iterator[Fault]:
    for table in ("services", "counters"):
        for place, entry in enumerate(getattr(catalogue, table)):
            if entry.department not in known["departments"]:
                yield Fault(table, place, "department", entry.department, "no department has this code")
    for place, counter in enumerate(catalogue.counters):
        for service in counter.services:
            if service not in known["services"]:
                yield Fault("counters", place, "services", service, "no service has this code")
    for place, line in enumerate(catalogue.hours):
        if line.of in _OWNERS and line.code not in known[_OWNERS[line.of]]:
            yield Fault("hours", place, "code", line.code, f"no {line.of} has this code")


def _overlaps(lines: list[HoursEntry]) -> Iterator[Fault]:
    of_day: dict[tuple[Of, str, date | Weekday], list[int]] = {}
    for place, line in enumerate(lines):
        for day in (line.date,) if line.date else line.weekdays:
            of_day.setdefault((line.of, line.code, day), []).append(place)
    told: set[int] = set()
    for places in of_day.values():
        latest, *others = sorted(places, key=lambda place: _extent(lines[place]))
        for place in others:
            first, second = sorted((latest, place))
            if _extent(lines[place]).opens < _extent(lines[latest]).closes and second not in told:
                told.add(second)
                one, other = lines[first], lines[second]
                times = f"{one.opens} to {one.closes}" if one.opens else "closed"
                why = f"meets another line of the same day: {times}"
                yield Fault("hours", second, "opens", other.opens or "", why)
            latest = max(latest, place, key=lambda each: _extent(lines[each]).closes)


def _extent(line: HoursEntry) -> Span:
    """A closed date leaves no room for any other line."""
    return line.span or Span(0, 2 * DAY_MINUTES)
