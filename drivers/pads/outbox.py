"""What a pad is sent in answer to its frames: in order, holding up no hearing. Between a driver and its link."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from drivers.errors import DeviceError
from drivers.link.contract import Link

BITS_PER_BYTE = 10
ADAPTER_SECONDS = 0.02  # that a USB adapter may keep bytes to itself
MOST_WAITING = 32  # a pad that talks faster than it can be answered gets the newest answers


class Outbox:
    """`failed` is told of a write that failed. `sending` hears each frame just before it leaves."""

    def __init__(
        self,
        link: Link,
        write_deadline_seconds: float,
        sending: Callable[[bytes], None],
        failed: Callable[[DeviceError], None],
    ) -> None:
        self._link = link
        self._write_deadline_seconds = write_deadline_seconds
        self._sending = sending
        self._failed = failed
        self._waiting: deque[bytes] = deque(maxlen=MOST_WAITING)
        self._task: asyncio.Task[None] | None = None
        self._last_bytes = 0

    def put(self, frame: bytes) -> None:
        self._waiting.append(frame)
        if self._task is None:
            self._task = asyncio.create_task(self._send_all(), name=f"answers to {self._link.port}")

    async def send(self, frame: bytes, deadline_seconds: float) -> None:
        """Now, before what waits. Raises LinkError."""
        async with self._link.turn():
            self._sending(frame)
            self._last_bytes = len(frame)
            await self._link.write(frame, min(deadline_seconds, self._write_deadline_seconds))

    async def drained(self) -> None:
        """Return when all of it is on the wire: closing the port sooner would take it back. Never raises.

        Waits for what is being written no longer than a write may take.
        """
        if self._task is not None:
            await asyncio.wait((self._task,), timeout=self._write_deadline_seconds)
        if self._link.bits_per_second is not None:
            await asyncio.sleep(self._last_bytes * BITS_PER_BYTE / self._link.bits_per_second + ADAPTER_SECONDS)

    def clear(self) -> None:
        """The line broke: nothing of it is sent any more."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                await self.send(self._waiting.popleft(), self._write_deadline_seconds)
        except DeviceError as error:
            self._failed(error)
        finally:
            if self._task is asyncio.current_task():
                self._task = None
