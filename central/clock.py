"""Time at the centre: milliseconds since 1970 for what happened, the hall's own calendar for the business day."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

Clock = Callable[[], int]
"""Gives the milliseconds since 1970."""

DAY_MS = 86_400_000


def wall_clock() -> int:
    return time.time_ns() // 1_000_000


def in_hall(at_ms: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(zone))


def business_day(at_ms: int, zone: str) -> date:
    """The hall's calendar day; numbers are unique on it."""
    return in_hall(at_ms, zone).date()


def iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")


@lru_cache(maxsize=1024)  # asked for twice for each ticket of a batch
def told_ms(text: str, arrived_ms: int) -> int:
    """A terminal's wall time for display, or the time of arrival when it cannot be true."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return arrived_ms
    if told.tzinfo is None:
        return arrived_ms
    at_ms = int(told.timestamp() * 1000)
    return at_ms if arrived_ms - DAY_MS <= at_ms <= arrived_ms else arrived_ms
