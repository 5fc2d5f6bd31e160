"""Watches the disk: no new visit without room, service again by itself when there is some; removes old events.

Run `Disk.run` as one part of the engine.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from structlog.typing import FilteringBoundLogger

from kiosk.clock import Clock
from kiosk.journal import Journal, JournalError, cursor
from kiosk.outages import Outages
from kiosk.settings.tables import Disk as DiskSettings
from kiosk.views import Outage

COMPACT_EVENTS = 500  # at once


class Disk:
    def __init__(
        self,
        folder: Path,
        journal: Journal,
        outages: Outages,
        settings: DiskSettings,
        clock: Clock,
        quiet: Callable[[], bool],
        log: FilteringBoundLogger,
    ) -> None:
        self._folder = folder
        self._journal = journal
        self._outages = outages
        self._settings = settings
        self._clock = clock
        self._quiet = quiet
        self._log = log
        self._compact_at = 0.0

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.check()
            if self._quiet() and self._clock.monotonic() >= self._compact_at:
                await self._compact()
            await asyncio.sleep(self._settings.check_seconds)

    async def check(self) -> None:
        """Look once; after a refused change only a change that is taken counts as well again."""
        room = free_bytes(self._folder) >= self._settings.free_bytes_needed
        if self._outages.journal_refuses and room:
            try:
                await self._journal.write(cursor.touch)
            except JournalError as error:
                self._outages.journal_failed(error)
                return
            self._outages.journal_refuses = False
            self._outages.set(Outage.FAULT, False)
        if not self._outages.journal_refuses:
            self._outages.set(Outage.DISK_FULL, not room)

    async def _compact(self) -> None:
        now_s = int(self._clock.wall_seconds())
        removed = await self._journal.write(
            lambda tx: cursor.compact(tx, self._settings.keep_days, now_s, COMPACT_EVENTS)
        )
        if removed < COMPACT_EVENTS:  # else more with the next look
            self._compact_at = self._clock.monotonic() + self._settings.compact_seconds
        if removed:
            self._log.info("old events removed", events=removed)


def free_bytes(folder: Path) -> int:
    """Room on the folder's disk for a user that is not root."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize
