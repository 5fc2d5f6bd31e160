"""The time that devices live by, given to them, so that a test can give its own."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since some instant; never jumps."""

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        """Until `event` is set (True) or the time is over (False)."""


class SystemClock:
    """The running loop's time, so that a loop with its own (a replay's) takes everything along."""

    def now(self) -> float:
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:  # outside of any loop; a loop's usual time is the same
            return time.monotonic()

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return event.is_set()
        return True
