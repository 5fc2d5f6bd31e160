"""A lock board's questions and answers: `exchange.py` with dates. Between the exchange and `board.py`.

The exchange sees to turns, gaps and echoes. Here each answer gets the time as of which it holds, and each question
tells how much of it left this machine, so that nobody has to guess whether a pulse can have arrived.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Generic, TypeVar

from drivers.clock import Clock
from drivers.errors import DeviceError, LinkError
from drivers.exchange import Exchange, Frames
from drivers.link.contract import Link, Lost, Received
from drivers.lockers.reading import Heard, Question, Reading
from drivers.lockers.settings import LockBoardSettings
from drivers.lockers.unanswered import Unanswered

Frame = TypeVar("Frame")

BITS_PER_BYTE = 10
PAUSES = 2.0  # boards pause between bytes: so many times what the line could do


@dataclass(slots=True)
class Sending:
    """What is known of one question's way out. `bytes_sent` counts all of it while nobody knows better."""

    begun_at: float | None = None  # None: no byte has left
    bytes_sent: int = 0


class Conversation(Generic[Frame]):
    """`understand`: what a frame says of this board; None: it is another's. `hear` gets everything understood, with the
    time as of which it holds (None: it answers nothing). `before` is called when the line is ours, before a question.
    """

    def __init__(
        self,
        link: Link,
        clock: Clock,
        frames: Frames[Frame],
        settings: LockBoardSettings,
        understand: Callable[[Frame], Heard | None],
        hear: Callable[[Heard, float | None], None],
        before: Callable[[Question], None],
        *,
        only_answers: bool,
    ) -> None:
        self._link = _Watched(link, self._leaving, self._left)
        self._clock = clock
        self._understand = understand
        self._hear = hear
        self._before = before
        self._question_seconds = settings.question_deadline_ms / 1000
        self._unanswered = Unanswered(settings.late_answer_seconds)
        # Late answers are dated here; the exchange itself need not wait for them.
        self._exchange = Exchange(
            self._link,
            clock,
            frames,
            self._unasked,
            late_answer_seconds=0.0,
            gap_seconds=settings.gap_ms / 1000,
            only_answers=only_answers,
        )
        self._one = asyncio.Lock()
        self._asking: tuple[Question, Sending] | None = None
        self.others = 0  # frames of other boards

    def begin(self) -> None:
        self.others = 0
        self._exchange.begin()

    def fail(self, error: DeviceError) -> None:
        self._exchange.fail(error)

    def received(self, data: bytes) -> None:
        self._exchange.received(data)

    async def ask(
        self,
        question: Question,
        *,
        within_seconds: float | None = None,
        sending: Sending | None = None,
        learn_echo: bool = False,
    ) -> Heard | None:
        """The answer, or None for silence. `within_seconds`: waiting for the line included. Raises LinkError."""
        try:
            async with asyncio.timeout(within_seconds), self._one:
                self._asking = question, sending or Sending()
                return await self._ask(question, learn_echo=learn_echo)
        except TimeoutError:
            return None

    async def _ask(self, question: Question, *, learn_echo: bool) -> Heard | None:
        deadline_seconds = self._question_seconds + self._wire_seconds(len(question.data) + question.answer_bytes)
        if question.answered_by is None:
            await self._exchange.tell(question.data, deadline_seconds)
            return None

        def accept(frame: Frame) -> Heard | None:
            heard = self._understand(frame)
            return heard if heard is not None and heard.kind == question.answered_by else None

        if learn_echo:
            heard: Heard | None = await self._exchange.learn_echo(question.data, accept, deadline_seconds)
        else:
            heard = await self._exchange.ask(question.data, accept, deadline_seconds)
        if heard is not None:
            self._hear_dated(heard)
        return heard

    # --- hearing ---

    def _unasked(self, frame: Frame) -> None:
        heard = self._understand(frame)
        if heard is None:
            self.others += 1
        else:
            self._hear_dated(heard)

    def _hear_dated(self, heard: Heard) -> None:
        as_of = self._unanswered.answered(heard.kind, self._clock.now()) if isinstance(heard, Reading) else None
        self._hear(heard, as_of)

    # --- sending ---

    def _leaving(self, data: bytes) -> None:
        if self._asking is None:
            return
        question, sending = self._asking
        sending.begun_at, sending.bytes_sent = self._clock.now(), len(data)
        if question.answered_by is not None:
            self._unanswered.asked(question.answered_by, sending.begun_at)
        self._before(question)

    def _left(self, bytes_sent: int) -> None:
        if self._asking is not None:
            self._asking[1].bytes_sent = bytes_sent

    def _wire_seconds(self, length: int) -> float:
        bits_per_second = self._link.bits_per_second
        return PAUSES * length * BITS_PER_BYTE / bits_per_second if bits_per_second else 0.0


class _Watched:
    """A link that tells of each write: `leaving` before it, `left` with the bytes that left if it failed."""

    def __init__(self, link: Link, leaving: Callable[[bytes], None], left: Callable[[int], None]) -> None:
        self.port = link.port
        self.bits_per_second = link.bits_per_second
        self._link = link
        self._leaving = leaving
        self._left = left

    async def open(self, received: Received, lost: Lost) -> None:
        await self._link.open(received, lost)

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        self._leaving(data)
        try:
            await self._link.write(data, deadline_seconds)
        except LinkError as error:
            self._left(error.bytes_sent)
            raise

    async def close(self) -> None:
        await self._link.close()

    def turn(self) -> AbstractAsyncContextManager[None]:
        return self._link.turn()

    async def appears(self) -> None:
        await self._link.appears()

    async def reset(self) -> str | None:
        return await self._link.reset()
