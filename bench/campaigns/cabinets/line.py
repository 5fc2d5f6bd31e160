"""A line of lock boards without a port: bytes reach the other end after the time that they need on the wire.

Between drivers/link/ and bench/lockers/; its life ends with the power, or when somebody pulls the plug.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bench.lockers.board import LockBoard
from bench.machine import Conversation
from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.faults import broke, opening_failed

BITS_A_BYTE = 10
BAUD = 9600


class Line(OwnLine):
    """`boards` by their names in the settings. `deaf`: those that hear nothing. `baud` 0: bytes take no time."""

    def __init__(self, port: str, boards: Mapping[str, LockBoard], deaf: set[str], baud: int = BAUD) -> None:
        super().__init__()
        self.bits_per_second: int | None = baud or None
        self.port = port
        self.present = True
        self.boards = boards
        self._deaf = deaf
        self._received: Received | None = None
        self._lost: Lost | None = None
        self._timers: set[asyncio.TimerHandle] = set()
        self._last_at = 0.0

    async def open(self, received: Received, lost: Lost) -> None:
        if not self.present:
            raise opening_failed(self.port, None, "absent")
        self._received, self._lost = received, lost

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        if self._received is None:
            raise broke(self.port, "not open")
        await asyncio.sleep(self._seconds(data))  # cut here, nothing of it has reached a board
        if self._received is None:
            raise broke(self.port, "unplugged", bytes_sent=0)
        now = asyncio.get_running_loop().time()
        for name, board in self.boards.items():
            if name not in self._deaf:
                self.say(name, board.receive(data, now))

    async def close(self) -> None:
        self._received = self._lost = None
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def say(self, name: str, conversation: Conversation) -> None:
        """What a board sends, of itself or as an answer."""
        for said in conversation:
            if name not in self._deaf:
                self._later(said.after_seconds + self._seconds(said.data), said.data, aside=said.aside)

    def unplug(self) -> None:
        """The adapter is pulled; `plug` puts it back."""
        self.present = False
        lost, self._received, self._lost = self._lost, None, None
        if lost is not None:
            lost(broke(self.port, "unplugged"))

    def plug(self) -> None:
        self.present = True

    def sever(self) -> None:
        """The power is gone: nothing that the old life still tries reaches a board, and it hears nothing of that."""
        self.present = False
        self._received = self._lost = None

    def _later(self, seconds: float, data: bytes, *, aside: bool) -> None:
        loop = asyncio.get_running_loop()
        when = loop.time() + seconds
        if not aside:
            when = self._last_at = max(when, self._last_at + 1e-6)  # equal times would not keep their order
        self._timers.add(timer := loop.call_at(when, lambda: deliver()))

        def deliver() -> None:
            self._timers.discard(timer)
            if self._received is not None:
                self._received(data)

    def _seconds(self, data: bytes) -> float:
        return len(data) * BITS_A_BYTE / self.bits_per_second if self.bits_per_second else 0.0
