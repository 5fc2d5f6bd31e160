"""A bell for everything a page may show: rung by devices, waited on by pages. It counts, so that no ring is missed."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Changes:
    def __init__(self) -> None:
        self.count = 0
        self.closed = False
        self._rung = asyncio.Event()

    def tell(self) -> None:
        """From the loop's own thread."""
        self.count += 1
        self._rung.set()

    def close(self) -> None:
        """Nobody waits any more."""
        self.closed = True
        self._rung.set()

    async def after(self, count: int, most_seconds: float | None = None) -> int:
        """The count once it is beyond `count`, or after that time; at once when the bell is closed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(most_seconds):
                while self.count <= count and not self.closed:
                    self._rung.clear()
                    await self._rung.wait()
        return self.count
