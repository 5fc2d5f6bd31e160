"""The hall's time as a cabinet believes it, for what runs out: never before what is known to have been already.

A wall clock that is set back makes nothing valid again: time goes on from the latest that was seen, by the terminal's
own monotonic time, and at a start from the journal's last event. One that is set forward makes passes run out early;
codes go on. It goes back only with the next start.
"""

from __future__ import annotations

from datetime import datetime

from kiosk.clock import Clock


class HallTime:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._latest = 0.0  # seconds since 1970
        self._at = clock.monotonic()

    def settle(self, known_seconds: float) -> None:
        """The hall's time was not before this."""
        self._latest = max(self._latest, known_seconds)

    def seconds(self) -> float:
        """Since 1970."""
        monotonic = self._clock.monotonic()
        passed = max(0.0, monotonic - self._at)
        self._latest = max(self._clock.wall_seconds(), self._latest + passed)
        self._at = monotonic
        return self._latest

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), self._clock.zone)
