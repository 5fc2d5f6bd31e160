"""Doors that stand open too long: the reminder sounds again and again until they are shut, with or without a visit.

Which doors these are is the cabinet's word (its standing alarms); the staff is told by the same alarms.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from kiosk.lockers.aloud import Aloud
from kiosk.lockers.events import Alarm
from kiosk.lockers.sayings import Saying
from kiosk.views import Language
from kiosk.waiting import happens_within


class Reminder:
    """Run `run` as one part; tell it `look` when the cabinet has changed."""

    def __init__(
        self,
        aloud: Aloud,
        alarms: Callable[[], Iterable[tuple[Alarm, int]]],
        every_seconds: float,
        monotonic: Callable[[], float],
        language: Callable[[], Language],
    ) -> None:
        self._aloud = aloud
        self._alarms = alarms
        self._every_seconds = every_seconds
        self._monotonic = monotonic
        self._language = language
        self._due: dict[int, float] = {}  # by cell, monotonic
        self._woken = asyncio.Event()

    def look(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Never returns."""
        while True:
            seconds = self.tick()
            self._woken.clear()
            await happens_within(seconds, self._woken.wait())

    def tick(self) -> float | None:
        """Say what is due now; returns after how many seconds to come again, None: when something changes."""
        left = {cell for alarm, cell in self._alarms() if alarm is Alarm.LEFT_OPEN}
        now = self._monotonic()
        self._due = {cell: self._due.get(cell, now) for cell in left}
        for cell in sorted(self._due):
            if self._due[cell] <= now:
                self._due[cell] = now + self._every_seconds
                self._aloud.say(Saying.LEFT_OPEN, cell, self._language())
                break  # one voice: another door's turn comes with the next look
        return max(0.001, min(self._due.values()) - now) if self._due else None
