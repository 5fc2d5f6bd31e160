"""Whose turn it is to write, among the processes that share one SQLite file.

SQLite's own way of waiting for another writer is to sleep longer and longer, so that a busy process would keep the
others out for a long time. Here they take turns: who waits stands at the door, and nobody passes it twice in a row.
Only fairness rests on this: the transaction's own lock stays SQLite's.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_LOOK_SECONDS = 0.0002  # a transaction takes some milliseconds


@dataclass(slots=True)
class Turns:
    """`path`: the database's file. Its two locks are files beside it, and empty. One thread of a process at a time."""

    path: Path
    wait_ms: int
    _locks: tuple[int, int] | None = field(default=None, init=False)  # the door and the room

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises TimeoutError after `wait_ms`."""
        door, room = self._open()
        until = time.monotonic() + self.wait_ms / 1000
        _lock(door, until)
        try:
            _lock(room, until)
        finally:
            fcntl.flock(door, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(room, fcntl.LOCK_UN)

    def close(self) -> None:
        for lock in self._locks or ():
            os.close(lock)
        self._locks = None

    def _open(self) -> tuple[int, int]:
        if self._locks is None:
            door, room = (self.path.with_name(f"{self.path.name}-{name}") for name in ("door", "room"))
            self._locks = (_opened(door), _opened(room))
        return self._locks


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


def _lock(file: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise TimeoutError("another process writes, and does not end") from None
            time.sleep(_LOOK_SECONDS)
        else:
            return
