"""When something is open: a pure function of its hours and an instant. The hours come from central/timetable.py.

Wall time of the hall. A span belongs to the day on which it begins, also when it ends past midnight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

DAY_MINUTES = 24 * 60
SEARCHED_DAYS = 366  # how far ahead the next opening is looked for


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Minutes since midnight of its own day: `opens` 0 to 1439, `closes` above it and up to 2879 (past midnight).

    `extended`: outside the usual hours, in the evening or at the weekend.
    """

    opens: int
    closes: int
    extended: bool = False


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """`week`: the spans of Monday to Sunday. `days`: single days that differ; one without a span is closed."""

    week: tuple[tuple[Span, ...], ...] = ((),) * 7
    days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def on(self, day: date) -> tuple[Span, ...]:
        return self.days.get(day, self.week[day.weekday()])


@dataclass(frozen=True, slots=True)
class Opening:
    """`closes_at`: None when closed; spans that touch are one. `opens_at`: the next time that it opens after being
    closed; None when that is not within `SEARCHED_DAYS`.
    """

    open: bool
    extended: bool
    closes_at: datetime | None
    opens_at: datetime | None


def open_at(hours: OpeningHours, instant: datetime) -> Opening:
    """`instant`: aware, in the hall's time zone; so are the answer's times."""
    extended, closes_at = False, None
    for opens, closes, is_extended in _spans_from(hours, instant):
        if closes_at is not None and opens > closes_at:
            return Opening(True, extended, closes_at, opens)
        if closes_at is None and opens > instant:
            return Opening(False, False, None, opens)
        if closes_at is None:
            extended, closes_at = is_extended, closes
        else:
            extended = extended and (is_extended or opens > instant)
            closes_at = max(closes_at, closes)
    return Opening(closes_at is not None, extended, closes_at, None)


def _spans_from(hours: OpeningHours, instant: datetime) -> Iterator[tuple[datetime, datetime, bool]]:
    """Those that have not ended at `instant`, in order of their beginning; yesterday's may reach into today."""
    first = instant.date() - timedelta(days=1)
    for ahead in range(SEARCHED_DAYS + 2):
        day = first + timedelta(days=ahead)
        midnight = datetime.combine(day, time(), instant.tzinfo)
        for span in sorted(hours.on(day)):
            closes = midnight + timedelta(minutes=span.closes)
            if closes > instant:
                yield midnight + timedelta(minutes=span.opens), closes, span.extended
