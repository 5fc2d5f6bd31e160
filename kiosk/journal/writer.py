"""The journal's connection and who writes with it; changes that come together share an fsync.

Three ways to the disk, the first that fits:

- at once, on the loop: the disk is quick (`quick_disk`) and a task awaits the only change there is;
- at the end of this turn of the loop, on the loop, with all that was asked for until then: the disk is quick;
- on a thread, with all that was asked for while it wrote the group before: a slow disk stops the thread, not the loop.
  Its results go back through an eventfd, which wakes the loop at half the cost of `call_soon_threadsafe`.

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
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any, NamedTuple

from kiosk.event_body import Body
from kiosk.journal import schema
from kiosk.journal.change import READING, Change, Failed, How, carry_out, carry_out_alone, parts
from kiosk.journal.quick_disk import QuickDisk
from kiosk.journal.stamp import Stamp
from kiosk.journal.transaction import Transaction

AT_ONCE_LIMIT = 64  # changes of one task; then the loop gets its turn
EVENTS_A_PAGE = 8
NO_STAMP = Stamp("", 0, 0)


class Written(NamedTuple):
    """What came of some changes, when that was (monotonic seconds), and the journal's last event behind them."""

    changes: Sequence[Change]
    results: list[Any]
    last_seq: int
    started: float
    ended: float


class Writer:
    """Start it on the loop that will await its results; stop it once."""

    def __init__(
        self, transaction: Transaction, path: str, stamp: Callable[[], Stamp], disk: QuickDisk | None = None
    ) -> None:
        self.last_seq = transaction.seq  # as far as the loop has heard
        self._stamp = stamp
        self._transaction = transaction
        self._path = path
        self._loop: asyncio.AbstractEventLoop
        self._disk = disk or QuickDisk()
        self._beyond: dict[asyncio.Future[None], int] = {}
        self._log_pages = 0
        self._gathered: list[Change] = []  # in this turn of the loop
        self._turn_will_end = False
        self._turn_task: asyncio.Task[Any] | None = None  # who writes at once in this turn
        self._at_once = 0
        self._handed_over = 0  # changes that the thread has
        self._incoming: SimpleQueue[list[Change] | None] = SimpleQueue()
        self._done: deque[Written] = deque()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._wake = -1

    @property
    def busy(self) -> bool:
        """Whether the thread has changes that the loop has not heard of."""
        return self._handed_over > 0

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._loop.add_reader(self._wake, self._deliver)
        self._thread.start()

    def ask(self, work: Callable[[Any], Any] | Body, how: How) -> Change:
        """A change that is on its way. Changes are written in the order of the asking, awaited or not; their time is
        that of the end of this turn of the loop, or of the await."""
        change = Change(loop=self._loop)
        change.work, change.how, change.awaited = work, how, self._awaited
        self._gathered.append(change)
        if not self._turn_will_end:
            self._turn_will_end = True
            self._loop.call_soon(self._end_of_turn)
        return change

    async def beyond(self, seq: int) -> None:
        """Wait until there is an event after `seq`."""
        if self.last_seq > seq:
            return
        future: asyncio.Future[None] = self._loop.create_future()
        self._beyond[future] = seq
        try:
            await future
        finally:
            del self._beyond[future]

    async def stop(self) -> None:
        """Everything asked for is written; then the connection is closed (which folds the log into the file)."""
        if gathered := self._take_gathered():
            self._hand_over(gathered)
        self._incoming.put(None)
        await asyncio.to_thread(self._thread.join)
        self._deliver()
        self._loop.remove_reader(self._wake)
        os.close(self._wake)

    def _awaited(self, change: Change) -> None:
        """Write it at once, if nothing else waits and no other task wrote at once in this turn of the loop: then the
        others of the turn share a group."""
        gathered = self._gathered
        if len(gathered) != 1 or gathered[0] is not change or self._handed_over:
            return
        started = time.monotonic()
        if started < self._disk.quick_from:
            return
        task = asyncio.current_task(self._loop)
        if self._turn_task is None:
            self._turn_task, self._at_once = task, 0
        if self._turn_task is task and self._at_once < AT_ONCE_LIMIT:
            self._at_once += 1
            gathered.clear()
            change.stamp = self._stamp()
            _tell(change, carry_out_alone(change, self._transaction, self._path))
            if change.how is not READING:
                self._committed(1, self._transaction.seq, started, time.monotonic())

    def _end_of_turn(self) -> None:
        self._turn_will_end, self._turn_task = False, None
        for part in parts(self._take_gathered()):
            started = time.monotonic()
            if self._handed_over or started < self._disk.quick_from:
                self._hand_over(part)
            else:
                self._written(self._write(part, started))

    def _take_gathered(self) -> list[Change]:
        gathered, self._gathered = self._gathered, []
        stamp = self._stamp()
        for change in gathered:
            change.stamp = stamp
        return gathered

    def _hand_over(self, changes: list[Change]) -> None:
        self._handed_over += len(changes)
        self._incoming.put(changes)

    def _write(self, part: Sequence[Change], started: float) -> Written:
        results = carry_out(part, self._transaction, self._path)
        return Written(part, results, self._transaction.seq, started, time.monotonic())

    def _written(self, written: Written) -> None:
        """On the loop: each result to whoever awaits it."""
        changes, results, last_seq, started, ended = written
        for change, result in zip(changes, results, strict=True):
            _tell(change, result)
        if changes[0].how is not READING:
            self._committed(len(changes), last_seq, started, ended)

    def _committed(self, changes: int, last_seq: int, started: float, ended: float) -> None:
        """On the loop: the journal has come to `last_seq`."""
        self.last_seq = last_seq
        if self._beyond:
            for future, seq in self._beyond.items():
                if last_seq > seq and not future.done():
                    future.set_result(None)
        self._disk.took(started, ended)
        self._log_pages += 1 + changes // EVENTS_A_PAGE
        if self._log_pages >= schema.CHECKPOINT_PAGES:
            # it takes many times as long as a commit: made on the thread, and not within a commit
            self._log_pages = 0
            checkpoint = Change(loop=self._loop)
            checkpoint.work, checkpoint.stamp, checkpoint.how = schema.checkpoint, NO_STAMP, READING
            checkpoint.awaited = self._awaited
            checkpoint.add_done_callback(Change.exception)  # heard: the next one makes up for one that failed
            self._hand_over([checkpoint])

    def _deliver(self) -> None:
        """On the loop: what the thread has written."""
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._wake)
        while self._done:
            written = self._done.popleft()
            self._handed_over -= len(written.changes)
            self._written(written)

    def _run(self) -> None:
        """The thread."""
        stopping = False
        while not stopping:
            group: list[Change] = []
            item = self._incoming.get()
            while item is not None:
                group += item
                if self._incoming.empty():
                    break
                item = self._incoming.get()
            stopping = item is None
            for part in parts(group):
                self._done.append(self._write(part, time.monotonic()))
                os.eventfd_write(self._wake, 1)
        self._transaction.sql.close()


def _tell(change: Change, result: Any) -> None:
    if change.done():  # the asker was cancelled; the change stands
        return
    if type(result) is Failed:
        change.set_exception(result.error)
    else:
        change.set_result(result)
