"""One line that several devices hang on (RS-485): each gets a tap that it drives like a line of its own.

The port opens with the first tap and closes with the last. Every tap hears everything; whose frame it is, its driver
sees by the address. One question is on the line at a time, so a dead board costs the others the time of its deadline,
no more; and because each device waits longer and longer before it tries again, less and less of that.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from drivers.errors import LinkError
from drivers.link.contract import Link, Lost, Received
from drivers.link.faults import broke


class Bus:
    """`gap_seconds`: silence between the end of one turn and the next question, which some boards need."""

    def __init__(self, link: Link, gap_seconds: float = 0.0) -> None:
        self.port = link.port
        self.bits_per_second = link.bits_per_second
        self._link = link
        self._gap_seconds = gap_seconds
        self._free_at = 0.0  # loop time from which the next turn may begin
        self._taps: dict[Tap, tuple[Received, Lost]] = {}
        self._wiring = asyncio.Lock()
        self._turns = asyncio.Lock()

    def tap(self) -> Tap:
        return Tap(self)

    async def attach(self, tap: Tap, received: Received, lost: Lost) -> None:
        async with self._wiring:
            if not self._taps:
                await self._link.open(self._receive, self._lose)
            self._taps[tap] = received, lost

    async def detach(self, tap: Tap) -> None:
        async with self._wiring:
            if self._taps.pop(tap, None) is not None and not self._taps:
                await self._link.close()

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        await self._link.write(data, deadline_seconds)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        async with self._turns:
            wait_seconds = self._free_at - asyncio.get_running_loop().time()
            if wait_seconds > 0:
                await asyncio.sleep(wait_seconds)
            try:
                yield
            finally:
                self._free_at = asyncio.get_running_loop().time() + self._gap_seconds

    async def appears(self) -> None:
        await self._link.appears()

    async def reset(self) -> str | None:
        """Only when no other device has the line: it would hang up on them."""
        async with self._wiring:
            if self._taps:
                return f"{self.port} is in use by other devices of its line"
            return await self._link.reset()

    def _receive(self, data: bytes) -> None:
        for received, _ in tuple(self._taps.values()):
            received(data)

    def _lose(self, error: LinkError) -> None:
        for _, lost in tuple(self._taps.values()):
            lost(error)


class Tap:
    """A device's end of the bus. Made by `Bus.tap`."""

    def __init__(self, bus: Bus) -> None:
        self.port = bus.port
        self.bits_per_second = bus.bits_per_second
        self._bus = bus
        self._attached = False

    async def open(self, received: Received, lost: Lost) -> None:
        await self._bus.attach(self, received, lost)
        self._attached = True

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        if not self._attached:
            raise broke(self.port, "not open")
        await self._bus.write(data, deadline_seconds)

    async def close(self) -> None:
        self._attached = False
        await self._bus.detach(self)

    def turn(self) -> AbstractAsyncContextManager[None]:
        return self._bus.turn()

    async def appears(self) -> None:
        await self._bus.appears()

    async def reset(self) -> str | None:
        return await self._bus.reset()
