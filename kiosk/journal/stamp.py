"""The time that an event carries. Asked for with each change, so it is kept for its millisecond, and date and offset
for their second.
"""

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
        self._zone = clock.zone
        self._wall_seconds = clock.wall_seconds
        self._monotonic = clock.monotonic
        self._second = -1
        self._date = self._offset = ""
        self._last = Stamp("", 0, -1)

    def stamp(self) -> Stamp:
        monotonic_ms = int(self._monotonic() * 1000)
        if monotonic_ms != self._last.monotonic_ms:
            second, ms = divmod(int(self._wall_seconds() * 1000), 1000)
            if second != self._second:
                text = datetime.fromtimestamp(second, self._zone).isoformat()
                self._second, self._date, self._offset = second, text[:19], text[19:]
            self._last = Stamp(f"{self._date}.{ms:03d}{self._offset}", second, monotonic_ms)
        return self._last
