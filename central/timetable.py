"""Whose hours are whose: the lines of the catalogue, put together into the hours of one department, service or counter.

A service or counter without a line has its department's hours, a department the hall's. Usual and extended hours are
looked for apart, so that one line "Saturday morning, extended" leaves the week as it was. A single date counts where it
stands nearest: a service's own, else the department's, else the hall's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from central.catalogue import Catalogue
from central.hall import Hours
from central.hours_entry import WEEK, HoursEntry, Of, minutes
from central.opening import DAY_MINUTES, OpeningHours, Span

Owner = tuple[Of, str]
Week = tuple[tuple[Span, ...], ...]


def hours_of(catalogue: Catalogue, of: Of, code: str = "") -> OpeningHours:
    """Raises KeyError for a code that the catalogue does not have."""
    lines: dict[Owner, list[HoursEntry]] = {}
    for entry in catalogue.hours:
        lines.setdefault((entry.of, entry.code), []).append(entry)
    nearest_first = [lines.get(owner, []) for owner in _owners(catalogue, of, code)]
    usual = _nearest(nearest_first, extended=False) or _hall_week(catalogue.hall.hours)
    extended = _nearest(nearest_first, extended=True) or ((),) * 7
    week = tuple(tuple(sorted(day + more)) for day, more in zip(usual, extended, strict=True))
    return OpeningHours(week, _days(nearest_first))


def _owners(catalogue: Catalogue, of: Of, code: str) -> list[Owner]:
    """Whose lines count, the nearest first."""
    if of is Of.HALL:
        return [(Of.HALL, "")]
    if of is Of.DEPARTMENT:
        return [(of, code), (Of.HALL, "")]
    entries: Iterable[tuple[str, str]] = (
        (entry.code, entry.department) for entry in (catalogue.services if of is Of.SERVICE else catalogue.counters)
    )
    return [(of, code), (Of.DEPARTMENT, dict(entries)[code]), (Of.HALL, "")]


def _nearest(nearest_first: Sequence[Sequence[HoursEntry]], *, extended: bool) -> Week | None:
    for entries in nearest_first:
        weekly = [entry for entry in entries if entry.weekdays and entry.extended is extended]
        if weekly:
            return tuple(_spans(entry for entry in weekly if day in entry.weekdays) for day in WEEK)
    return None


def _spans(entries: Iterable[HoursEntry]) -> tuple[Span, ...]:
    return tuple(span for entry in entries if (span := entry.span) is not None)


def _days(nearest_first: Sequence[Sequence[HoursEntry]]) -> dict[date, tuple[Span, ...]]:
    days: dict[date, tuple[Span, ...]] = {}
    for entries in reversed(nearest_first):  # the nearest is written last
        own = {entry.date: [line for line in entries if line.date == entry.date] for entry in entries if entry.date}
        days |= {day: tuple(sorted(_spans(of_day))) for day, of_day in own.items()}
    return days


def _hall_week(hours: Hours) -> Week:
    return tuple(_hall_day(getattr(hours, day)) for day in WEEK)


def _hall_day(written: str) -> tuple[Span, ...]:
    opens, _, closes = written.partition("-")
    if not opens:
        return ()
    first, last = minutes(opens), minutes(closes)
    return (Span(first, last if last > first else last + DAY_MINUTES),)
