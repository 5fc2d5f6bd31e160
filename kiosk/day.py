"""The business day: the hall's date as this terminal knows it.

The wall clock may jump. Backwards the day never goes by itself: numbers of a day that was begun stay unique. Only the
centre's word sets it back.
"""

from __future__ import annotations

from datetime import date

from kiosk.clock import Clock


class BusinessDay:
    def __init__(self, clock: Clock, latest: date | None) -> None:
        self._clock = clock
        self._floor = latest or date.min  # the latest day that a number was given on, or the centre's word

    def today(self) -> date:
        return max(self._floor, self._clock.now().date())

    def used(self, day: date) -> None:
        self._floor = max(self._floor, day)

    def heard(self, day: date) -> None:
        """The centre says that it is `day`."""
        self._floor = day
