"""How long the screen of a window or a cabinet still stands: told to the face each second, and its end to the duty."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

from kiosk.glass import QUIET, Glass
from kiosk.local import Countdown
from kiosk.waiting import happens_within


class ScreenTime:
    """Run `run` as one part."""

    def __init__(
        self,
        glass: Glass,
        monotonic: Callable[[], float],
        on_end: Callable[[], None],
        on_question: Callable[[], None] = lambda: None,
    ) -> None:
        self._glass = glass
        self._monotonic = monotonic
        self._on_end = on_end
        self._on_question = on_question  # the face begins to ask whether somebody is still there
        self._asks = False
        self._ends_at: float | None = None  # None: the screen stands as long as it is true
        self._total = 0
        self._counted = False
        self._warning_last_s = 0
        self._woken = asyncio.Event()

    @property
    def seconds_left(self) -> int | None:
        """None: it stands as long as it is true."""
        return None if self._ends_at is None else max(0, math.ceil(self._ends_at - self._monotonic()))

    def start(self, seconds: int | None, *, counted: bool, warning_last_s: int = 0) -> None:
        """From now on. `counted`: the citizen sees the seconds. `warning_last_s`: in the last ones the face asks
        whether somebody is still there; 0, or a time that is no longer than that: nobody is asked."""
        self._ends_at = None if seconds is None else self._monotonic() + seconds
        self._total, self._counted, self._warning_last_s = seconds or 0, counted, warning_last_s
        self._tell()
        self._woken.set()

    async def run(self) -> None:
        """Never returns."""
        while True:
            seconds = self.tick()
            self._woken.clear()
            await happens_within(seconds, self._woken.wait())

    def tick(self) -> float | None:
        """Do what is due now; returns after how many seconds to come again, None: when started."""
        if self._ends_at is not None and self._monotonic() >= self._ends_at:
            self._ends_at = None
            self._on_end()
        self._tell()
        if self._ends_at is None:
            return None
        return max(0.001, (self._ends_at - self._monotonic()) % 1 or 1)

    def _tell(self) -> None:
        left = self.seconds_left
        asked = self._asks
        self._asks = left is not None and self._counted and left <= self._warning_last_s < self._total
        if left is None or not self._counted:
            self._glass.count_down(QUIET)
        else:
            self._glass.count_down(Countdown(left=left, total=self._total, warning=self._asks, number_kept=False))
        if self._asks and not asked:
            self._on_question()
