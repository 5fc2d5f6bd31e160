"""Whether a lone change is waited for in place, for a moment, instead of going once around the event loop.

Two turns of the loop cost as much as half an fsync of a quick disk. So one task's change, with no other on its way,
may hold the loop for at most PATIENCE_SECONDS. A disk that is slower than that costs the loop that moment once, and
is not waited for again until REST_SECONDS later. Changes of other tasks in the same turn go around the loop: they
share an fsync.
"""

from __future__ import annotations

import asyncio
import time

PATIENCE_SECONDS = 0.001
REST_SECONDS = 0.05
LIMIT_A_TURN = 8  # then the loop gets its turn


class Patience:
    """One writer's; used on the loop's thread."""

    def __init__(self) -> None:
        self._task: asyncio.Task[object] | None = None  # who waited in place in this turn of the loop
        self._waits = 0
        self._not_before = 0.0

    def seconds(self) -> float:
        """How long the running task may wait in place now; 0: not at all."""
        task = asyncio.current_task()
        if self._task is None:
            asyncio.get_running_loop().call_soon(self._next_turn)
            self._task, self._waits = task, 0
        if self._task is not task or self._waits >= LIMIT_A_TURN or time.monotonic() < self._not_before:
            return 0.0
        self._waits += 1
        return PATIENCE_SECONDS

    def learn(self, in_time: bool) -> None:
        if not in_time:
            self._not_before = time.monotonic() + REST_SECONDS

    def _next_turn(self) -> None:
        self._task = None
