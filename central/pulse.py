"""Wake those who wait for news: long polls and live pages. One per process; the news itself is always read from the
database.
"""

from __future__ import annotations

import asyncio


class Pulse:
    """A count that rises with every piece of news."""

    def __init__(self) -> None:
        self.count = 0
        self.ended = False
        self._beat = asyncio.Event()

    def beat(self) -> None:
        self.count += 1
        self._wake()

    def end(self) -> None:
        """Wake everybody for the last time: the server stops."""
        self.ended = True
        self._wake()

    async def after(self, count: int, deadline_seconds: float) -> int:
        """Return the count once it is above `count`, the pulse has ended, or the deadline has passed."""
        if self.count == count and not self.ended:
            try:
                async with asyncio.timeout(deadline_seconds):
                    await self._beat.wait()
            except TimeoutError:
                pass
        return self.count

    def _wake(self) -> None:
        beat, self._beat = self._beat, asyncio.Event()
        beat.set()
