"""The thread that owns the journal's connection: changes come in, and share an fsync when several wait.

The event loop hands a change over; a slow disk stops this thread, never the loop. Whatever has arrived while one group
was being written makes the next group (group commit). A result goes back through an eventfd, which wakes the loop at
half the cost of `call_soon_threadsafe`; a lone change on a quick disk is waited for in place for a moment
(`patience`). docs/decisions/journal-writer.md has the figures.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from kiosk.journal.errors import JournalError, translated
from kiosk.journal.patience import Patience
from kiosk.journal.stamp import Stamp
from kiosk.journal.transaction import Tail, Transaction

GROUP_LIMIT_CHANGES = 256


def _closed_gate() -> threading.Lock:
    gate = threading.Lock()
    gate.acquire()
    return gate


@dataclass(slots=True)
class Change:
    """One change on its way to the disk and its result on the way back. With `alone` it runs outside any transaction
    (reads, checkpoints)."""

    work: Callable[[Any], Any]
    stamp: Stamp
    alone: bool = False
    future: asyncio.Future[Any] | None = None  # None while it is waited for in place
    gate: threading.Lock = field(default_factory=_closed_gate)  # opened by the writer when it is through
    result: Any = None
    error: BaseException | None = None


@dataclass(slots=True)
class Written:
    """One group that is through, with the journal's tail behind it."""

    changes: list[Change]
    tail: Tail


class Writer:
    """Start it on the loop that will await its results; stop it once."""

    def __init__(self, connection: sqlite3.Connection, tail: Tail, boot: str, path: str) -> None:
        self.tail = tail  # as far as the loop has heard
        self.on_written: Callable[[], None] = lambda: None
        self._path = path
        self._transaction = Transaction(connection, tail, boot)
        self._incoming: SimpleQueue[Change | None] = SimpleQueue()
        self._done: deque[Written] = deque()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._wake = -1
        self._patience = Patience()
        self._unanswered = 0

    def start(self) -> None:
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        asyncio.get_running_loop().add_reader(self._wake, self._deliver)
        self._thread.start()

    async def carry_out(self, change: Change) -> Any:
        """The change's result, once it is durable; raises what it failed with."""
        seconds = self._patience.seconds() if self._unanswered == 0 else 0.0
        self._unanswered += 1
        self._incoming.put(change)
        if seconds:
            in_time = change.gate.acquire(timeout=seconds)
            self._patience.learn(in_time)
            if in_time:
                self._deliver()
                if change.error is not None:
                    raise change.error
                return change.result
        change.future = asyncio.get_running_loop().create_future()
        return await change.future

    async def stop(self) -> None:
        """Everything handed over is written; then the connection is closed (which folds the log into the file)."""
        self._incoming.put(None)
        await asyncio.to_thread(self._thread.join)
        self._deliver()
        asyncio.get_running_loop().remove_reader(self._wake)
        os.close(self._wake)

    # --- on the loop ---

    def _deliver(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._wake)
        while self._done:
            written = self._done.popleft()
            self.tail = written.tail
            self._unanswered -= len(written.changes)
            for change in written.changes:
                if change.future is None or change.future.done():  # waited for in place, or the asker was cancelled
                    continue
                if change.error is None:
                    change.future.set_result(change.result)
                else:
                    change.future.set_exception(change.error)
        self.on_written()

    # --- on the thread ---

    def _run(self) -> None:
        incoming, done, transaction = self._incoming, self._done, self._transaction
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
            for part in _parts(group):
                if part[0].alone:
                    self._carry_out_alone(part[0])
                else:
                    self._carry_out(part)
                done.append(Written(part, transaction.tail))
                for change in part:
                    change.gate.release()
                os.eventfd_write(self._wake, 1)
        transaction.sql.close()

    def _carry_out_alone(self, change: Change) -> None:
        try:
            change.result = change.work(self._transaction.sql)
        except sqlite3.Error as error:
            change.error = translated(error, self._path)
        except Exception as error:  # noqa: BLE001 - a thread's boundary: the error is the asker's, the writer lives on
            change.error = error

    def _carry_out(self, group: list[Change]) -> None:
        """One transaction for the group; a change that fails takes back its own part only."""
        transaction = self._transaction
        sql, tail = transaction.sql, transaction.tail
        try:
            sql.execute("BEGIN IMMEDIATE")
            for change in group:
                self._apply(change, many=len(group) > 1)
            sql.execute("COMMIT")
        except (sqlite3.Error, JournalError) as error:
            transaction.tail = tail
            _roll_back(sql)
            failure = translated(error, self._path) if isinstance(error, sqlite3.Error) else error
            for change in group:
                change.error = change.error or failure

    def _apply(self, change: Change, many: bool) -> None:
        transaction = self._transaction
        tail = transaction.tail
        transaction.stamp = change.stamp
        if many:
            transaction.sql.execute("SAVEPOINT change")
        try:
            change.result = change.work(transaction)
        except sqlite3.Error as error:
            raise translated(error, self._path) from error
        except Exception as error:  # noqa: BLE001 - a thread's boundary: a faulty change fails alone, for its asker
            change.error = error
            transaction.tail = tail
            if many:
                transaction.sql.execute("ROLLBACK TO change")
            else:
                transaction.sql.execute("ROLLBACK")
                transaction.sql.execute("BEGIN")
        if many:
            transaction.sql.execute("RELEASE change")


def _roll_back(sql: sqlite3.Connection) -> None:
    """SQLite may have rolled back by itself already (a full disk, an I/O error)."""
    try:
        if sql.in_transaction:
            sql.execute("ROLLBACK")
    except sqlite3.Error:
        return


def _parts(group: list[Change]) -> list[list[Change]]:
    """The group in order, cut so that what runs alone stands alone."""
    parts: list[list[Change]] = []
    for change in group:
        if change.alone or not parts or parts[-1][0].alone:
            parts.append([change])
        else:
            parts[-1].append(change)
    return parts
