"""Starts the face and watches it: one that ends is started again, one that stands still is killed and replaced.

Alive is who draws: a `Ping` asks for a frame, and `Drawn` proves it. The visit knows nothing of this; a new face is
shown the current view at once (kiosk/glass.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from random import Random

from structlog.typing import FilteringBoundLogger

from kiosk import tether
from kiosk.events import FaceReplaced
from kiosk.local import Drawn, Message, Ping, Shown
from kiosk.settings.tables import Face as FaceSettings
from kiosk.sync.backoff import Backoff
from kiosk.waiting import happens_within

FIRST_PAUSE_SECONDS = 0.05
QUICK_ENDS_UNPAUSED = 2
WELL_AFTER_SECONDS = 30.0


class Reason(StrEnum):
    """Why a face was replaced."""

    ENDED = "ended"
    KILLED = "killed"
    FROZEN = "frozen"


class Face:
    """Run it as one part. Tell it `connected` and `alive` from the local socket."""

    def __init__(
        self,
        command: list[str],
        socket_path: Path,
        settings: FaceSettings,
        send: Callable[[Message], None],
        replaced: Callable[[FaceReplaced], Awaitable[None]],
        random: Random,
        log: FilteringBoundLogger,
    ) -> None:
        self.pid: int | None = None
        self._command = [*command, "--socket", str(socket_path)]
        self._settings = settings
        self._send = send
        self._replaced = replaced
        self._backoff = Backoff(FIRST_PAUSE_SECONDS, settings.restart_limit_seconds, random)
        self._log = log
        self._sign = asyncio.Event()  # any proof of a drawn frame
        self._count = 0
        self._lost_at: float | None = None
        self._reason = Reason.ENDED

    def alive(self, message: Drawn | Shown) -> None:
        """A frame is on the glass. An old ping's frame proves nothing about now."""
        if isinstance(message, Shown) or message.count == self._count:
            self._sign.set()

    async def run(self) -> None:
        """Never returns; kills its child when it is cancelled."""
        loop = asyncio.get_running_loop()
        quick_ends = 0
        while True:
            started = loop.time()
            self._reason = await self._one_life()
            self._lost_at = self._lost_at or loop.time()
            self._log.warning("the face is gone; it is started again", reason=self._reason)
            if loop.time() - started > WELL_AFTER_SECONDS:
                quick_ends = 0
                self._backoff.reset()
            quick_ends += 1
            if quick_ends > QUICK_ENDS_UNPAUSED:
                await asyncio.sleep(self._backoff.next_seconds())

    async def _one_life(self) -> Reason:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", tether.__file__, str(os.getpid()), *self._command
        )
        self.pid = process.pid
        self._sign.clear()
        try:
            watch = asyncio.ensure_future(self._watch())
            end = asyncio.ensure_future(process.wait())
            try:
                await asyncio.wait({watch, end}, return_when=asyncio.FIRST_COMPLETED)
                if end.done():
                    return Reason.KILLED if end.result() < 0 else Reason.ENDED
                watch.result()
                return Reason.FROZEN
            finally:
                for task in (watch, end):
                    task.cancel()
                await asyncio.gather(watch, end, return_exceptions=True)
        finally:
            await self._end(process)
            self.pid = None

    async def _watch(self) -> None:
        """Returns when the face stands still."""
        if not await happens_within(self._settings.start_seconds, self._sign.wait()):
            self._log.warning("the face has drawn nothing", seconds=self._settings.start_seconds)
            return
        await self._tell_replaced()
        while True:
            self._count += 1
            self._sign.clear()
            self._send(Ping(count=self._count))
            if not await happens_within(self._settings.frozen_seconds, self._sign.wait()):
                return
            await asyncio.sleep(self._settings.ping_seconds)

    async def _tell_replaced(self) -> None:
        if self._lost_at is None:
            return
        away = asyncio.get_running_loop().time() - self._lost_at
        self._lost_at = None
        await self._replaced(FaceReplaced(reason=self._reason, seconds_away=round(away, 2)))

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        """SIGKILL: a face holds nothing that could be lost, and a frozen one would not hear anything else."""
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
