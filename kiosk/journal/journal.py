"""The journal as the event loop knows it: `write` a change, `read` a question, wait for events to come."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

from kiosk.clock import Clock
from kiosk.events import Body
from kiosk.journal.change import Change, How
from kiosk.journal.file import Opened, open_journal
from kiosk.journal.stamp import Stamper
from kiosk.journal.transaction import Transaction
from kiosk.journal.writer import Writer

T = TypeVar("T")


class Journal:
    """One terminal's journal. Open it with `open`, close it once."""

    def __init__(self, opened: Opened, clock: Clock, path: Path) -> None:
        self.id = opened.journal
        self.generation = opened.generation
        self.put_aside = opened.put_aside
        self.fault = opened.fault
        self.path = path
        self._stamp = Stamper(clock).stamp
        self._writer = Writer(Transaction(opened.connection, opened.tail, clock.boot), str(path))
        self._writer.on_written = self._written
        self._beyond: dict[asyncio.Future[None], int] = {}

    @classmethod
    async def open(cls, folder: Path, software: str, clock: Clock) -> Self:
        """The journal in `folder`, a new one when there is none or when the old one is damaged. Raises OSError and
        sqlite3.Error when the folder or the disk cannot be used."""
        opened = await asyncio.to_thread(open_journal, folder, software, clock.boot, Stamper(clock).stamp())
        journal = cls(opened, clock, folder / "journal.db")
        journal._writer.start()
        return journal

    @property
    def last_seq(self) -> int:
        """The newest durable event."""
        return self._writer.tail.seq

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Carry out `work` in one transaction and return its result once that is durable.

        `work` may run on the writer's thread, and again when another change of its group failed: it touches nothing but
        its transaction. If it raises, or the disk fails, nothing of it is written. Raises JournalError; when
        awaiting is cancelled the change is written all the same.
        """
        result: T = await self._writer.carry_out(Change(work, self._stamp(), How.CHANGE))
        return result

    async def append(self, body: Body) -> int:
        """One event without a change of state; returns its seq once it is durable. Raises JournalError."""
        change = Change(lambda transaction: transaction.event(body), self._stamp(), How.STATEMENT)
        seq: int = await self._writer.carry_out(change)
        return seq

    async def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask the tables; sees every change that was handed over before. Raises JournalError."""
        result: T = await self._writer.carry_out(Change(question, self._stamp(), How.READING))
        return result

    async def beyond(self, seq: int) -> None:
        """Wait until there is an event after `seq`."""
        if self.last_seq > seq:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._beyond[future] = seq
        try:
            await future
        finally:
            del self._beyond[future]

    async def close(self) -> None:
        await self._writer.stop()

    def _written(self) -> None:
        for future, seq in self._beyond.items():
            if self.last_seq > seq and not future.done():
                future.set_result(None)
