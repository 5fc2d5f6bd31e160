"""What has happened already and must be told, in order, however long the disk refuses. Between doors and journal.

An intent is written by whoever wants to open, who waits for it; a door that moved has moved, whatever the disk says.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from kiosk.journal import Journal, JournalBroken, JournalError, Transaction

RETRY_SECONDS = 1.0

Work = Callable[[Transaction], None]


class Record:
    """Changes are written one after the other; each one's `after` is called on the loop once it is durable."""

    def __init__(self, journal: Journal, failed: Callable[[JournalError], None]) -> None:
        self._journal = journal
        self._failed = failed
        self._queue: deque[tuple[Work, Callable[[], None] | None]] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def empty(self) -> bool:
        return not self._queue

    def tell(self, work: Work, after: Callable[[], None] | None = None) -> None:
        """`work` touches nothing but its transaction; `after` changes what is known in memory."""
        self._queue.append((work, after))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._write())

    async def written(self, deadline_seconds: float) -> bool:
        """Whether everything that was told is durable in time."""
        if self._task is not None and not self._task.done():
            await asyncio.wait([self._task], timeout=deadline_seconds)
        return self.empty

    async def close(self, deadline_seconds: float) -> None:
        await self.written(deadline_seconds)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _write(self) -> None:
        while self._queue:
            work, after = self._queue[0]
            try:
                await self._journal.write(work)
            except JournalError as error:
                self._failed(error)
                if isinstance(error, JournalBroken):
                    return  # this journal takes nothing any more; the engine begins another life
                await asyncio.sleep(RETRY_SECONDS)
                continue
            self._queue.popleft()
            if after is not None:
                after()
