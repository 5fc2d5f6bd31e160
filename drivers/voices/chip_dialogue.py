"""Orders to a speech chip and the single bytes that it answers. Between `syn6288.py` of the protocol and the driver.

A byte does not say to which order it is an answer and nothing checks it. So what an earlier order may still be answered
is waited out before another one goes out, and the driver believes two answers that fit together. Our own frame, given
back by the line, holds letters that look like answers; since no answer begins with FD, it is known by that.
"""

from __future__ import annotations

import asyncio
from collections import deque

from drivers.clock import Clock
from drivers.errors import DeviceError, LinkError
from drivers.link.contract import Link
from drivers.protocol.syn6288 import HEAD, Answer, Answers, Order

HEARD_LIMIT = 64


class ChipDialogue:
    def __init__(
        self, link: Link, clock: Clock, *, checksum: bool, write_seconds: float, late_answer_seconds: float
    ) -> None:
        self.sent = 0  # orders of which at least a byte has left
        self._link = link
        self._clock = clock
        self._checksum = checksum
        self._write_seconds = write_seconds
        self._late_answer_seconds = late_answer_seconds
        self.garbage = 0  # bytes that are no answer, since the last order
        self._bytes = Answers()
        self._echo = 0  # bytes of the last order that the line may still give back
        self._echoing = False
        self._heard: deque[Answer] = deque(maxlen=HEARD_LIMIT)
        self._more = asyncio.Event()
        self._broken: DeviceError | None = None
        self._owed_until = 0.0

    def begin(self) -> None:
        """A port has been opened."""
        self._heard.clear()
        self._broken = None
        self._owed_until = 0.0

    def fail(self, error: DeviceError) -> None:
        """The connection is over: whoever waits gets `error`."""
        self._broken = error
        self._more.set()

    def received(self, data: bytes) -> int:
        """How many answers were in it."""
        data = self._without_echo(data)
        answers = self._bytes.feed(data)
        self.garbage += len(data) - len(answers)
        self._heard += answers
        self._more.set()
        return len(answers)

    async def settle(self, seconds: float) -> None:
        """Wait, but no longer than `seconds`, until no earlier order can be answered any more. Raises LinkError."""
        ends = min(self._owed_until, self._clock.now() + seconds)
        while self._clock.now() < ends:
            await self.hear(ends - self._clock.now())
        self._owed_until = 0.0

    async def order(self, order: Order, deadline_seconds: float) -> None:
        """Send it; what was heard before is forgotten. Raises LinkError."""
        self._raise_broken()
        self._heard.clear()
        data = order.to_bytes(checksum=self._checksum)
        self._echo, self._echoing, self.garbage = len(data), False, 0
        try:
            await self._link.write(data, min(self._write_seconds, max(deadline_seconds, 0.0)))
        except LinkError as broken:
            self.sent += broken.bytes_sent > 0
            raise
        self.sent += 1

    def owe(self) -> None:
        """The last order was not answered to the end: it still may be."""
        self._owed_until = self._clock.now() + self._late_answer_seconds

    async def hear(self, seconds: float) -> Answer | None:
        """The next answer, or None for silence. Raises LinkError."""
        ends = self._clock.now() + seconds
        while True:
            self._raise_broken()
            if self._heard:
                return self._heard.popleft()
            self._more.clear()
            left_seconds = ends - self._clock.now()
            if left_seconds <= 0 or not await self._clock.wait(self._more, left_seconds):
                return None

    def _without_echo(self, data: bytes) -> bytes:
        if not self._echoing:
            start = data.find(HEAD)
            if start < 0 or not self._echo:
                return data
            self._echoing = True
            return data[:start] + self._without_echo(data[start:])
        own = data[: self._echo]
        self._echo -= len(own)
        self._echoing = self._echo > 0
        return data[len(own) :]

    def _raise_broken(self) -> None:
        if self._broken is not None:
            raise self._broken
