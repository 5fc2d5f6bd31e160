"""The hall's time as a cabinet believes it, for what runs out: never before what is known to have been already.

Once the centre has said the time, it is the centre's, carried on by our own monotonic time. Until then a wall clock
that is set back makes nothing valid again: time goes on from the latest that was seen, over restarts too. A wall clock
that is set forward makes passes run out early, until the centre says the time; codes go on all the while.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kiosk.clock import Clock

Told = tuple[float, float]  # the centre's time, seconds since 1970, and our monotonic seconds then


class HallTime:
    """`told`: what the centre said last; None: nothing in this life."""

    def __init__(self, clock: Clock, told: Callable[[], Told | None]) -> None:
        self._clock = clock
        self._told = told
        self._latest = 0.0  # seconds since 1970
        self._at = clock.monotonic()

    def settle(self, known_seconds: float) -> None:
        """The hall's time was not before this."""
        self._latest = max(self._latest, known_seconds)

    def seconds(self) -> float:
        """Since 1970."""
        monotonic, told = self._clock.monotonic(), self._told()
        if told is not None:
            self._latest = told[0] + max(0.0, monotonic - told[1])
        else:
            passed = max(0.0, monotonic - self._at)
            self._latest = max(self._clock.wall_seconds(), self._latest + passed)
        self._at = monotonic
        return self._latest

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), self._clock.zone)
