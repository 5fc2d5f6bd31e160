"""Questions to an SDT reader and their answers: between the link's bytes and what a reading decides.

A reply names neither its question nor its card. So one question is out at a time; a reply of another shape than its
answer is dropped; and while a card's text that never came may still come, nobody else's is asked for.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from drivers.clock import Clock
from drivers.errors import DeviceError
from drivers.link.contract import Link
from drivers.protocol.sdt import Broken, Command, Replies, Reply, Status
from drivers.sdt.answers import can_answer

PERSONAL = frozenset((Command.READ, Command.READ_FINGERPRINTS, Command.READ_ADDRESS))
LONGEST_IMPERSONAL_BYTES = 16  # of data: the SAM's number
TRACES = (b"\xaa\xaa", b"\x96\x69", b"\xaa\x96")
DAMAGED_BYTES = 6  # so many bytes outside of any frame, before a silence, were an answer


@dataclass(slots=True)
class Noise:
    """What was wrong on the line, counted for the evidence of a reading."""

    broken: int = 0
    garbage_bytes: int = 0
    silent: int = 0
    stray: int = 0
    traces: int = 0  # pieces of frames: whoever sends them speaks this protocol, however damaged
    last_at: float | None = None
    left_open_at: float | None = None  # a card's data was asked for and did not come


class Dialogue:
    """`gap_seconds`: silence after which the rest of a frame counts as lost."""

    def __init__(
        self,
        link: Link,
        clock: Clock,
        *,
        gap_seconds: float,
        late_answer_seconds: float,
        write_deadline_seconds: float,
    ) -> None:
        self.noise = Noise()
        self.heard = 0  # whole replies, whatever they answered
        self._link = link
        self._clock = clock
        self._gap_seconds = gap_seconds
        self._late_answer_seconds = late_answer_seconds
        self._write_deadline_seconds = write_deadline_seconds
        self._replies = Replies()
        self._waiting: deque[Reply | Broken] = deque()
        self._more = asyncio.Event()
        self._error: DeviceError | None = None
        self._heard_at = float("-inf")
        self._burst_bytes = 0  # outside of any frame, since the last silence
        self._owed_until: float | None = None  # a card's data was asked for and never came

    # --- the connection ---

    def begin(self) -> None:
        """A port has been opened."""
        self._error = None
        self._owed_until = None
        self._forget()

    def fail(self, error: DeviceError) -> None:
        """The connection is over: whoever waits gets `error`."""
        self._error = error
        self._forget()
        self._more.set()

    def received(self, data: bytes) -> None:
        now = self._clock.now()
        if now - self._heard_at > self._gap_seconds:
            self._burst_bytes = 0
        self._heard_at = now
        self.noise.traces += any(piece in data for piece in TRACES)
        before = self._replies.garbage_bytes
        self._take(lambda: self._replies.feed(data))
        garbage = self._replies.garbage_bytes - before
        if garbage:
            self._burst_bytes += garbage
            self.noise.garbage_bytes += garbage
            self.noise.last_at = now
        self._more.set()

    @property
    def echoes(self) -> int:
        """How often our own commands came back."""
        return self._replies.echoes

    def noisy_within(self, seconds: float) -> bool:
        """Whether anything that came was wrong lately."""
        return self.noise.last_at is not None and self._clock.now() - self.noise.last_at < seconds

    def left_open_within(self, seconds: float) -> bool:
        """Whether a card's data that was asked for lately has not come, and so may still come for another one's."""
        return self.noise.left_open_at is not None and self._clock.now() - self.noise.left_open_at < seconds

    # --- asking ---

    async def ask(self, command: Command, deadline_seconds: float, ends: float) -> Reply | Broken | None:
        """The reply that can answer `command`; Broken: it came, but not whole; None: silence. Raises LinkError.

        `deadline_seconds` is the time until its first byte; a frame on its way is waited for until `ends` on the clock.
        """
        async with self._link.turn():
            await self._settle(command, ends)
            self._forget()
            if self._clock.now() >= ends:
                return None
            owes = command in PERSONAL
            try:
                await self._link.write(command.to_bytes(), min(self._write_deadline_seconds, ends - self._clock.now()))
                reply = await self._answer(command, min(self._clock.now() + deadline_seconds, ends), ends)
                owes = owes and reply is None
                return reply
            finally:
                if owes:  # also when nobody waits for it any more
                    self._owed_until = self._clock.now() + self._late_answer_seconds

    async def _settle(self, command: Command, ends: float) -> None:
        """Until nothing is on its way: the rest of a damaged frame, and a card's data that is owed."""
        while (left := self._gap_left()) > 0 and self._clock.now() < ends:
            await self._wait(min(left, ends - self._clock.now()))
        while command in PERSONAL and self._owed_until_now() is not None and self._clock.now() < ends:
            if self._waiting and self._is_owed(self._waiting.popleft()):
                self._owed_until = None
            else:
                await self._wait(min((self._owed_until or 0.0), ends) - self._clock.now())

    async def _answer(self, command: Command, first_byte_by: float, ends: float) -> Reply | Broken | None:
        while True:
            while self._waiting:
                reply = self._waiting.popleft()
                if isinstance(reply, Reply) and can_answer(command, reply):
                    return reply
                self._drop(reply)
            now = self._clock.now()
            wait_seconds = (self._heard_at + self._gap_seconds if self._damaged() else first_byte_by) - now
            if now >= ends:
                return None  # it may be on its way, and nothing was wrong with it so far
            if wait_seconds > 0:
                await self._wait(min(wait_seconds, ends - now))
            elif self._replies.unfinished:
                self._take(self._replies.give_up)
            elif self._damaged():
                return Broken("an answer that cannot be read")
            else:
                self.noise.silent += 1
                if command in PERSONAL:
                    self.noise.left_open_at = now
                return None

    def _drop(self, reply: Reply | Broken) -> None:
        self.noise.last_at = self._clock.now()
        if isinstance(reply, Reply):
            self.noise.stray += 1
            if self._is_owed(reply):
                self._owed_until = None
        else:
            self._burst_bytes += DAMAGED_BYTES

    def _damaged(self) -> bool:
        """Whether part of an answer has come, so that only silence shows its end."""
        return self._replies.unfinished or self._burst_bytes >= DAMAGED_BYTES

    async def _wait(self, seconds: float) -> None:
        if self._error is not None:
            raise self._error
        self._more.clear()
        await self._clock.wait(self._more, max(seconds, 0.0))
        if self._error is not None:
            raise self._error

    # --- what is still to come ---

    def _gap_left(self) -> float:
        return self._heard_at + self._gap_seconds - self._clock.now() if self._damaged() else 0.0

    def _owed_until_now(self) -> float | None:
        """Until when a card's data may still come; None: it came, or never will."""
        if self._owed_until is not None and self._clock.now() >= self._owed_until:
            self._owed_until = None
        return self._owed_until

    @staticmethod
    def _is_owed(reply: Reply | Broken) -> bool:
        """Whether it is what only a question for a card's data is answered with."""
        if not isinstance(reply, Reply):
            return False
        return reply.status in (Status.READ_FAILED, Status.NO_SUCH_ITEM) or len(reply.data) > LONGEST_IMPERSONAL_BYTES

    def _take(self, cut: Callable[[], list[Reply | Broken]]) -> None:
        found = cut()
        broken = sum(isinstance(reply, Broken) for reply in found)
        self.heard += len(found) - broken
        if broken:
            self.noise.broken += broken
            self.noise.last_at = self._clock.now()
        self._waiting += found

    def _forget(self) -> None:
        """Drops what was heard. An owed answer among it is owed no more."""
        if any(self._is_owed(reply) for reply in self._waiting):
            self._owed_until = None
        self._waiting.clear()
        self._replies.forget()
        self._burst_bytes = 0
