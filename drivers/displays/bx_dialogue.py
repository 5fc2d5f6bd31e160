"""Orders to a BX controller and its answers, on one link. Between `onbon_reader.py` and the driver.

One order is out at a time. An answer does not say which order it is for: one that did not come in time may still come,
and is waited out before another kind of order goes out. The same order may be sent again at once, since showing a text
twice is showing it.
"""

from __future__ import annotations

import asyncio

from drivers.clock import Clock
from drivers.errors import DeviceError, LinkError
from drivers.link.contract import Link
from drivers.protocol.onbon_bx import ANY_SCREEN, HOST, Escape, Frame
from drivers.protocol.onbon_reader import BxFrames


class BxDialogue:
    """`screen`: whose frames count; ANY_SCREEN: everyone's."""

    def __init__(
        self, link: Link, clock: Clock, *, escape: Escape, screen: int, write_seconds: float, late_answer_seconds: float
    ) -> None:
        self._link = link
        self._clock = clock
        self._escape = escape
        self._screen = screen
        self._write_seconds = write_seconds
        self._late_answer_seconds = late_answer_seconds
        self.sent = 0  # frames of which at least a byte has left
        self._frames = BxFrames(escape)
        self._answer: asyncio.Future[Frame] | None = None
        self._owed = 0  # answers that may still come
        self._owed_until = 0.0
        self._paid = asyncio.Event()

    def begin(self) -> None:
        """A port has been opened."""
        self._frames.forget()
        self._owed = 0

    def fail(self, error: DeviceError) -> None:
        """The connection is over: whoever waits gets `error`."""
        self._owed = 0
        self._paid.set()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
            self._answer.exception()  # looked at here, since perhaps nobody waits any more

    def received(self, data: bytes) -> None:
        for frame in self._frames.feed(data):
            # Frames to others are our own, given back by an adapter, or another screen's.
            if frame.destination == HOST and self._screen in (ANY_SCREEN, frame.source):
                self._take(frame)

    async def settle(self, seconds: float) -> None:
        """Wait, but no longer than `seconds`, until no earlier order's answer can come any more."""
        left_seconds = min(self._owed_until - self._clock.now(), seconds)
        if self._owed and left_seconds > 0:
            self._paid.clear()
            await self._clock.wait(self._paid, left_seconds)
        self._owed = 0

    async def order(self, frame: Frame, deadline_seconds: float) -> Frame | None:
        """Its answer, or None for silence. Raises LinkError."""
        async with self._link.turn():
            ends = self._clock.now() + deadline_seconds
            self._answer = asyncio.get_running_loop().create_future()
            self._owed += 1
            try:
                await self.send(frame, deadline_seconds)
                await asyncio.wait((self._answer,), timeout=max(ends - self._clock.now(), 0.0))
                if self._answer.done():
                    return self._answer.result()
                self._frames.forget()
                return None
            finally:
                self._owed_until = self._clock.now() + self._late_answer_seconds
                self._answer = None

    async def send(self, frame: Frame, deadline_seconds: float) -> None:
        """Without waiting for an answer. Raises LinkError."""
        try:
            seconds = min(self._write_seconds, max(deadline_seconds, 0.0))
            await self._link.write(frame.to_bytes(self._escape), seconds)
        except LinkError as broken:
            self.sent += broken.bytes_sent > 0
            raise
        self.sent += 1

    def _take(self, frame: Frame) -> None:
        self._owed = max(self._owed - 1, 0)
        if not self._owed:
            self._paid.set()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(frame)
