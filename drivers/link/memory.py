"""Two links joined in memory, for tests: what one end writes the other end receives."""

from __future__ import annotations

import asyncio

from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.faults import broke, opening_failed


class MemoryLink(OwnLine):
    """One end of a pair. Made by `pair`."""

    bits_per_second: int | None = None

    def __init__(self, port: str) -> None:
        super().__init__()
        self.port = port
        self.present = True  # False: the next opening fails
        self.resets = 0
        self._appeared = asyncio.Event()
        self._other: MemoryLink | None = None
        self._received: Received | None = None
        self._lost: Lost | None = None

    async def open(self, received: Received, lost: Lost) -> None:
        if not self.present:
            raise opening_failed(self.port, None, "absent")
        self._received, self._lost = received, lost

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        if self._received is None:
            raise broke(self.port, "not open")
        if self._other is not None:
            asyncio.get_running_loop().call_soon(self._other.deliver, data)

    async def close(self) -> None:
        self._received = self._lost = None

    async def appears(self) -> None:
        self._appeared.clear()
        await self._appeared.wait()

    async def reset(self) -> str | None:
        self.resets += 1
        return None

    def plug(self) -> None:
        """There again, and seen to be."""
        self.present = True
        self._appeared.set()

    def deliver(self, data: bytes) -> None:
        if self._received is not None:
            self._received(data)

    def unplug(self) -> None:
        """Break this end, as if the cable were pulled."""
        lost, self._received, self._lost = self._lost, None, None
        if lost is not None:
            lost(broke(self.port, "unplugged"))


def pair() -> tuple[MemoryLink, MemoryLink]:
    near, far = MemoryLink("memory:near"), MemoryLink("memory:far")
    near._other, far._other = far, near
    return near, far
