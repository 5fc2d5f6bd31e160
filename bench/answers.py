"""What the printer says, and how badly: silent, late, with garbage in between. From the printer to the link."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

Say = Callable[[bytes], None]


class Answers:
    """`say` puts bytes on the link at once. The faults are plain attributes, set by the printer."""

    def __init__(self, say: Say, chance: random.Random) -> None:
        self.silent = False
        self.late_seconds = 0.0
        self.garbage = False
        self._say = say
        self._chance = chance
        self._pending: set[asyncio.TimerHandle] = set()

    def answer(self, data: bytes) -> None:
        """Say it now or late, whole and in order (all answers are late by the same time)."""
        if self.silent or not data:
            return
        if self.garbage:
            data = self._chance.randbytes(self._chance.randint(1, 4)) + data
        if not self.late_seconds:
            self._say(data)
            return

        def now() -> None:
            self._pending.discard(handle)
            self._say(data)

        handle = asyncio.get_running_loop().call_later(self.late_seconds, now)
        self._pending.add(handle)

    def babble(self) -> None:
        """One burst of garbage that nobody asked for."""
        if self.garbage and not self.silent:
            self._say(self._chance.randbytes(self._chance.randint(1, 8)))

    def forget(self) -> None:
        """Power is gone: what was to be said late is never said."""
        for handle in self._pending:
            handle.cancel()
        self._pending.clear()
