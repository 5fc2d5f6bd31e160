"""Simulated time. Everybody in the hall is an actor that sleeps until moments of it; it goes on when all of them sleep.

Actors whose moments lie within one step are awake together: their requests reach the centre at the same time. The
centre and the terminals read the time from a file of eight bytes.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import mmap
import struct
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

_MILLISECONDS = struct.Struct("<q")
_Entry = tuple[int, int, asyncio.Future[None]]


class ClockFile:
    """The eight bytes that centre and terminals read."""

    def __init__(self, path: Path, now_ms: int) -> None:
        path.write_bytes(_MILLISECONDS.pack(now_ms))
        with path.open("r+b") as file:
            self._mapped = mmap.mmap(file.fileno(), _MILLISECONDS.size)
        self.path = path
        self.now_ms = now_ms

    def set(self, now_ms: int) -> None:
        self.now_ms = now_ms
        _MILLISECONDS.pack_into(self._mapped, 0, now_ms)


class Alarm:
    """Wakes its one sleeper before the time."""

    def __init__(self) -> None:
        self.entry: _Entry | None = None


class Agenda:
    """`step_ms`: moments so close to each other are one."""

    def __init__(self, clock: ClockFile, step_ms: int) -> None:
        self._clock = clock
        self._step_ms = step_ms
        self._entries: list[_Entry] = []
        self._order = itertools.count()
        self._awake = 0
        self._all_asleep = asyncio.Event()
        self._actors: set[asyncio.Task[None]] = set()
        self._failed: BaseException | None = None

    @property
    def now_ms(self) -> int:
        return self._clock.now_ms

    def begin(self, actor: Coroutine[Any, Any, None]) -> None:
        """Let somebody act; awake at first."""
        self._awake += 1
        self._all_asleep.clear()
        task = asyncio.create_task(actor)
        self._actors.add(task)
        task.add_done_callback(self._ended)

    async def until(self, at_ms: float, alarm: Alarm | None = None) -> None:
        """Sleep until then; or until `alarm` rings."""
        entry = self._put(int(at_ms), asyncio.get_running_loop().create_future())
        if alarm is not None:
            alarm.entry = entry
        self._falls_asleep()
        try:
            await entry[2]
        finally:
            if alarm is not None:
                alarm.entry = None

    async def after(self, seconds: float) -> None:
        await self.until(self.now_ms + seconds * 1000)

    def ring(self, alarm: Alarm, seconds: float) -> bool:
        """Its sleeper wakes after so many seconds, if not sooner. False: nobody sleeps with it, or sooner than that."""
        at_ms = self.now_ms + int(seconds * 1000)
        if alarm.entry is None or alarm.entry[0] <= at_ms:
            return False
        alarm.entry = self._put(at_ms, alarm.entry[2])
        return True

    async def run(self) -> None:
        """Until nobody acts any more. Raises what an actor raised."""
        try:
            while self._actors:
                await self._all_asleep.wait()
                if self._failed is not None:
                    raise self._failed
                self._wake_next()
        finally:
            for actor in self._actors:
                actor.cancel()
            await asyncio.gather(*self._actors, return_exceptions=True)

    def _wake_next(self) -> None:
        last_ms: int | None = None
        while self._entries and (last_ms is None or self._entries[0][0] <= last_ms):
            at_ms, _, sleeper = heapq.heappop(self._entries)
            if sleeper.done():  # woken by an alarm before
                continue
            if last_ms is None:
                last_ms = at_ms + self._step_ms
                self._clock.set(max(self.now_ms, at_ms))
            self._awake += 1
            sleeper.set_result(None)
        if self._awake:
            self._all_asleep.clear()

    def _put(self, at_ms: int, sleeper: asyncio.Future[None]) -> _Entry:
        entry = (at_ms, next(self._order), sleeper)
        heapq.heappush(self._entries, entry)
        return entry

    def _falls_asleep(self) -> None:
        self._awake -= 1
        if not self._awake:
            self._all_asleep.set()

    def _ended(self, actor: asyncio.Task[None]) -> None:
        self._actors.discard(actor)
        if not actor.cancelled() and (error := actor.exception()) is not None:
            self._failed = self._failed or error
            self._awake = 1
        self._falls_asleep()
