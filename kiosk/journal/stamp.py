"""The time that an event carries. Made for each change, so the part that changes once a second is kept for that
second."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from kiosk.clock import Clock


class Stamp(NamedTuple):
    """When a change was asked for."""

    at: str  # the hall's wall time, ISO 8601 with milliseconds and offset
    at_s: int  # the same, seconds since 1970
    monotonic_ms: int


class Stamper:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._second = -1
        self._date = self._offset = ""

    def stamp(self) -> Stamp:
        wall = self._clock.wall_seconds()
        second = int(wall)
        if second != self._second:
            text = datetime.fromtimestamp(second, self._clock.zone).isoformat()
            self._second, self._date, self._offset = second, text[:19], text[19:]
        at = f"{self._date}.{int((wall - second) * 1000):03d}{self._offset}"
        return Stamp(at, second, int(self._clock.monotonic() * 1000))
