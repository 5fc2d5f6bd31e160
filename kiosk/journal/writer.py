"""The journal's connection and the thread that writes with it; changes that come together share an fsync.

The event loop hands a change over; a slow disk stops this thread, not the loop. Whatever has arrived while one group
was being written makes the next group (group commit). A result goes back through an eventfd, which wakes the loop at
half the cost of `call_soon_threadsafe`. On a quick disk a lone change is written in place (`quick_disk`).

The connection is used by one thread at a time: the loop uses it only while nothing is handed over, and only the loop
hands over.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from kiosk.journal import schema
from kiosk.journal.change import Change, How, carry_out, parts
from kiosk.journal.quick_disk import QuickDisk
from kiosk.journal.stamp import Stamp
from kiosk.journal.transaction import Tail, Transaction

GROUP_LIMIT_CHANGES = 256
CHANGES_A_PAGE = 8
NO_STAMP = Stamp("", 0, 0)


@dataclass(slots=True)
class Written:
    """One group that is through, with the journal's tail behind it."""

    changes: list[Change]
    tail: Tail
    seconds: float


class Writer:
    """Start it on the loop that will await its results; stop it once."""

    def __init__(self, transaction: Transaction, path: str) -> None:
        self.tail = transaction.tail  # as far as the loop has heard
        self.on_written: Callable[[], None] = lambda: None
        self._transaction = transaction
        self._path = path
        self._incoming: SimpleQueue[Change | None] = SimpleQueue()
        self._done: deque[Written] = deque()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._wake = -1
        self._disk = QuickDisk()
        self._handed_over = 0
        self._log_pages = 0

    def start(self) -> None:
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        asyncio.get_running_loop().add_reader(self._wake, self._deliver)
        self._thread.start()

    async def carry_out(self, change: Change) -> Any:
        """The change's result, once it is durable; raises what it failed with."""
        if self._handed_over == 0 and self._disk.allows():
            started = time.monotonic()
            carry_out([change], self._transaction, self._path)
            self._disk.took(time.monotonic() - started)
            self.tail = self._transaction.tail
            self.on_written()
            self._count_pages(1)
            if change.error is not None:
                raise change.error
            return change.result
        change.future = asyncio.get_running_loop().create_future()
        self._hand_over(change)
        return await change.future

    async def stop(self) -> None:
        """Everything handed over is written; then the connection is closed (which folds the log into the file)."""
        self._incoming.put(None)
        await asyncio.to_thread(self._thread.join)
        self._deliver()
        asyncio.get_running_loop().remove_reader(self._wake)
        os.close(self._wake)

    def _hand_over(self, change: Change) -> None:
        self._handed_over += 1
        self._incoming.put(change)

    def _count_pages(self, changes: int) -> None:
        """A checkpoint takes many times as long as a commit: it is made on the thread, and not within a commit."""
        self._log_pages += 1 + changes // CHANGES_A_PAGE
        if self._log_pages >= schema.CHECKPOINT_PAGES:
            self._log_pages = 0
            self._hand_over(Change(schema.checkpoint, NO_STAMP, How.READING))

    def _deliver(self) -> None:
        """On the loop: results of the thread to whoever awaits them."""
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._wake)
        while self._done:
            written = self._done.popleft()
            self.tail = written.tail
            self._handed_over -= len(written.changes)
            if written.changes[0].how is not How.READING:
                self._disk.took(written.seconds)
                self._count_pages(len(written.changes))
            for change in written.changes:
                future = change.future
                if future is None or future.done():  # the asker was cancelled; the change stands
                    continue
                if change.error is None:
                    future.set_result(change.result)
                else:
                    future.set_exception(change.error)
        self.on_written()

    def _run(self) -> None:
        """The thread."""
        incoming, transaction = self._incoming, self._transaction
        stopping = False
        while not stopping:
            group: list[Change] = []
            item = incoming.get()
            while item is not None:
                group.append(item)
                if incoming.empty() or len(group) == GROUP_LIMIT_CHANGES:
                    break
                item = incoming.get()
            stopping = item is None
            for part in parts(group):
                started = time.monotonic()
                carry_out(part, transaction, self._path)
                self._done.append(Written(part, transaction.tail, time.monotonic() - started))
                os.eventfd_write(self._wake, 1)
        transaction.sql.close()
