"""The journal as the event loop knows it: `write` a change, `read` a question, wait for events to come.

What is asked for is a future and no coroutine: it is on its way when the call returns, awaited or not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self, TypeVar

import apsw

from kiosk.clock import Clock
from kiosk.event_body import Body
from kiosk.journal.change import CHANGE, EVENT, READING
from kiosk.journal.errors import translated
from kiosk.journal.file import NAME, Opened, open_journal
from kiosk.journal.quick_disk import QuickDisk
from kiosk.journal.stamp import Stamper
from kiosk.journal.transaction import Transaction
from kiosk.journal.writer import Writer

T = TypeVar("T")


class Journal:
    """One terminal's journal. Open it with `open`, close it once."""

    def __init__(self, opened: Opened, clock: Clock, path: Path, disk: QuickDisk | None = None) -> None:
        self.id = opened.journal
        self.generation = opened.generation
        self.put_aside = opened.put_aside
        self.fault = opened.fault
        self.path = path
        transaction = Transaction(opened.connection, opened.tail, clock.boot)
        self._writer = Writer(transaction, str(path), Stamper(clock).stamp, disk)

    @classmethod
    async def open(cls, folder: Path, software: str, clock: Clock, disk: QuickDisk | None = None) -> Self:
        """The journal in `folder`, a new one when there is none or when the old one is damaged. `disk`: a simulation's
        own, whose speed must not decide what comes first. Raises OSError and JournalError when the folder or the
        disk cannot be used."""
        stamp, grows = Stamper(clock).stamp(), disk is None or disk.grows_log
        path = folder / NAME
        try:
            opened = await asyncio.to_thread(open_journal, folder, software, clock.boot, stamp, grows=grows)
        except apsw.Error as error:
            raise translated(error, str(path)) from error
        journal = cls(opened, clock, path, disk)
        journal._writer.start()
        return journal

    @property
    def busy(self) -> bool:
        """Whether the writer's thread has something to do: a simulated clock stands still until then."""
        return self._writer.busy

    @property
    def last_seq(self) -> int:
        """The newest durable event."""
        return self._writer.last_seq

    def write(self, work: Callable[[Transaction], T]) -> Awaitable[T]:
        """Carry out `work` in one transaction; await its result, which comes once that is durable.

        `work` may run on the writer's thread, and again when another change of its group failed: it touches nothing but
        its transaction. If it raises, or the disk fails, nothing of it is written. Raises JournalError; when
        awaiting is cancelled the change is written all the same.
        """
        return self._writer.ask(work, CHANGE)

    def append(self, body: Body) -> Awaitable[int]:
        """One event without a change of state; await its seq, which comes once it is durable. Raises JournalError."""
        return self._writer.ask(body, EVENT)

    def read(self, question: Callable[[apsw.Connection], T]) -> Awaitable[T]:
        """Ask the tables; sees every change that was asked for before. Raises JournalError."""
        return self._writer.ask(question, READING)

    async def beyond(self, seq: int) -> None:
        """Wait until there is an event after `seq`."""
        await self._writer.beyond(seq)

    async def close(self) -> None:
        await self._writer.stop()
