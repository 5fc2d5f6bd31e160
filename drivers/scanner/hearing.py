"""What a scanner says, with the silence that means something. Between its link and its driver."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from drivers.clock import Clock
from drivers.errors import DeviceError
from drivers.protocol.scan import Heard, Pending, Reader
from drivers.scanner.pace import Pace


class Hearing:
    """`heard` is called with each thing said."""

    def __init__(self, reader: Reader, clock: Clock, pace: Pace, heard: Callable[[Heard], None]) -> None:
        self._reader = reader
        self._clock = clock
        self._pace = pace
        self._heard = heard
        self._news = asyncio.Event()  # something came, or nothing will
        self._broken: DeviceError | None = None
        self._last_at = 0.0
        self._silence: asyncio.TimerHandle | None = None

    # --- the connection ---

    def begin(self) -> None:
        """A port has been opened."""
        self._broken = None
        self._reader.forget()

    def fail(self, error: DeviceError) -> None:
        """The connection is over: whoever waits gets `error`."""
        self._broken = error
        self._reader.forget()
        self._watch()
        self._news.set()

    def received(self, data: bytes) -> None:
        self._last_at = self._clock.now()
        self._say(self._reader.feed(data))

    def forget(self) -> None:
        """Drop what has begun."""
        self._reader.forget()
        self._watch()

    # --- waiting ---

    @property
    def begun(self) -> bool:
        """Whether something has begun that silence would decide about."""
        return self._reader.pending is not Pending.NOTHING

    async def wait(self, seconds: float) -> None:
        """Until something came, at most so long. Raises DeviceError."""
        self._news.clear()
        if self._broken is None:
            await self._clock.wait(self._news, seconds)
        if self._broken is not None:
            raise self._broken

    async def until_quiet(self, not_before: float) -> None:
        """Until nothing has been said for a while, and the clock's time `not_before`. Raises DeviceError."""
        while True:
            left_seconds = max(self._last_at + self._pace.quiet, not_before) - self._clock.now()
            if left_seconds <= 0 and not self.begun:
                return
            await self.wait(max(left_seconds, self._pace.idle if self.begun else 0.0))

    # --- silence ---

    def _say(self, said: Sequence[Heard]) -> None:
        for each in said:
            self._heard(each)
        self._watch()
        self._news.set()

    def _watch(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
        if self.begun:
            ends_soon = self._reader.pending is Pending.LINE_END
            seconds = self._pace.tail if ends_soon else self._pace.idle
            self._silence = asyncio.get_running_loop().call_later(seconds, self._fell_silent)

    def _fell_silent(self) -> None:
        self._silence = None
        self._say(self._reader.silence())
