"""Whether the disk has lately been so quick that a lone change may be written on the loop's own thread.

Handing a change to the writer's thread and back costs as much as half an fsync of a quick disk. So a change that
comes alone, from one task, to a disk whose last commits were all quick, is written in place. A commit that was slow
sends the next ones to the thread again, for twenty times as long as it took: however the disk behaves, it holds
the loop for at most a twentieth of the time, and a disk that is always slow never does
(docs/decisions/journal-writer.md).
"""

from __future__ import annotations

import asyncio
import time

QUICK_SECONDS = 0.005
QUICK_IN_A_ROW = 8
REST_FACTOR = 20
REST_LIMIT_SECONDS = 60.0
LIMIT_A_TURN = 32  # then the loop gets its turn


class QuickDisk:
    """One writer's; used on the loop's thread."""

    def __init__(self) -> None:
        self._quick = 0
        self._not_before = 0.0
        self._task: asyncio.Task[object] | None = None  # who writes in place in this turn of the loop
        self._writes = 0

    def allows(self) -> bool:
        """Whether the running task may write in place now. Others of the same turn share a group on the thread."""
        if self._quick < QUICK_IN_A_ROW or time.monotonic() < self._not_before:
            return False
        task = asyncio.current_task()
        if self._task is None:
            asyncio.get_running_loop().call_soon(self._next_turn)
            self._task, self._writes = task, 0
        if self._task is not task or self._writes >= LIMIT_A_TURN:
            return False
        self._writes += 1
        return True

    def took(self, seconds: float) -> None:
        """How long a commit took, wherever it was made."""
        if seconds <= QUICK_SECONDS:
            self._quick += 1
            return
        self._quick = 0
        self._not_before = time.monotonic() + min(REST_LIMIT_SECONDS, seconds * REST_FACTOR)

    def _next_turn(self) -> None:
        self._task = None
