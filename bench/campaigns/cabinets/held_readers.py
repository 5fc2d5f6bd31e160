"""The scanner and the card reader of the simulated cabinet: what somebody holds at them is read while the screen wants
it. Devices by their role; their protocols have tests of their own.
"""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

from drivers.card import Card
from drivers.facts import DeviceChanged, Link, Operational
from drivers.roles import CardReader, CardResult, Device, Listener, Outcome, Scanner, ScanResult

READ_SECONDS = 0.3
Read = TypeVar("Read", Card, str)


class _Reader(Device, Generic[Read]):
    """Online from the start to the end; `held`: what is held at it now."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.held: Read | None = None
        self._more = asyncio.Event()

    @property
    def port(self) -> str:
        return f"/dev/{self.name}"

    def hold(self, what: Read | None) -> None:
        self.held = what
        if what is not None:
            self._more.set()

    def listen(self, listener: Listener) -> None:
        listener(self.condition())

    def condition(self) -> DeviceChanged:
        return DeviceChanged(self.name, "held", Link.ONLINE, Operational.READY)

    async def start(self) -> None:
        """It is there."""

    async def stop(self) -> None:
        """Nothing is open."""

    def nudge(self) -> None:
        """It was never away."""

    async def hand_over(self) -> None:
        """No technician comes for it."""

    def take_back(self) -> None:
        """Nobody had it."""

    async def _wait(self, deadline_seconds: float) -> Read | None:
        try:
            async with asyncio.timeout(deadline_seconds):
                while self.held is None:
                    self._more.clear()
                    await self._more.wait()
                await asyncio.sleep(READ_SECONDS)
        except TimeoutError:
            return None
        held, self.held = self.held, None
        return held


class HeldScanner(_Reader[str], Scanner):
    async def read(self, deadline_seconds: float, formats: frozenset[str] = frozenset()) -> ScanResult:
        text = await self._wait(deadline_seconds)
        if text is None:
            return ScanResult(Outcome.FAILED, error="scan.timeout")
        return ScanResult(Outcome.DONE, text=text, data=text.encode())


class HeldCardReader(_Reader[Card], CardReader):
    async def read(self, deadline_seconds: float) -> CardResult:
        card = await self._wait(deadline_seconds)
        return CardResult(Outcome.FAILED, error="scan.timeout") if card is None else CardResult(Outcome.DONE, card)
