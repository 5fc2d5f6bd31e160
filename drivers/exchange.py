"""Questions and answers of a device that answers each question with one frame. Between a link and a driver.

One question is out at a time. A question that got no answer in time leaves a debt: its answer may still come, and must
not be taken for the next one's, so while a debt is young the first frame that could answer it is taken as its answer.
What a half-duplex adapter gives back of our own sending is dropped before any frame is looked for in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from drivers.clock import Clock
from drivers.errors import DeviceError
from drivers.link.contract import Link

Frame = TypeVar("Frame")
Frame_co = TypeVar("Frame_co", covariant=True)
Answer = TypeVar("Answer")


class Frames(Protocol[Frame_co]):
    """A protocol's reader: bytes in any portions -> whole frames. Its buffer has a ceiling; it resynchronises."""

    def feed(self, data: bytes) -> Sequence[Frame_co]: ...

    def forget(self) -> None:
        """Drop an unfinished frame."""


@dataclass(frozen=True, slots=True)
class _Debt:
    """A question that was asked and not answered."""

    could_answer: Callable[[Any], Any]
    until: float  # the clock's time after which its answer does not come any more


class Exchange(Generic[Frame]):
    """`unasked` gets every frame that answers nothing: reports that the device sends by itself, late answers, noise.

    `late_answer_seconds`: how long an unanswered question may still be answered. `gap_seconds`: silence before each
    question that the device needs. `only_answers`: the device never speaks unasked, and its frames cannot be told from
    others' (Modbus): what comes while nothing is asked is dropped.
    """

    def __init__(
        self,
        link: Link,
        clock: Clock,
        frames: Frames[Frame],
        unasked: Callable[[Frame], None],
        *,
        late_answer_seconds: float,
        gap_seconds: float = 0.0,
        only_answers: bool = False,
    ) -> None:
        self._link = link
        self._clock = clock
        self._frames = frames
        self._unasked = unasked
        self._late_answer_seconds = late_answer_seconds
        self._gap_seconds = gap_seconds
        self._only_answers = only_answers
        self.echoes = False  # set from settings, or by `learn_echo`
        self._echo = b""  # what of our own sending is still to come back
        self._heard = b""  # while that is compared
        self._learning = False
        self._debts: list[_Debt] = []
        self._paid_until: float | None = None  # a debt's, if one was paid while the question now out was out
        self._quiet_at = 0.0
        self._accept: Callable[[Frame], Any] | None = None
        self._answer: asyncio.Future[Any] | None = None

    # --- the connection ---

    def begin(self) -> None:
        """A port has been opened."""
        self._frames.forget()
        self._echo = self._heard = b""

    def fail(self, error: DeviceError) -> None:
        """The connection is over: whoever waits gets `error`."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
            self._answer.exception()  # looked at here, since perhaps nobody waits any more

    def received(self, data: bytes) -> None:
        if self._only_answers and self._answer is None:
            return
        if self._echo:
            data = self._without_echo(data)
        for frame in self._frames.feed(data):
            self._take(frame)

    # --- asking ---

    async def ask(
        self, question: bytes, accept: Callable[[Frame], Answer | None], deadline_seconds: float
    ) -> Answer | None:
        """What `accept` makes of the frame that answers `question`, or None for silence.

        `accept` returns None for every frame that cannot be the answer. Raises LinkError.
        """
        async with self._link.turn():
            await self._gap()
            self._accept = accept
            self._paid_until = None
            self._answer = asyncio.get_running_loop().create_future()
            self._expect_echo(question)
            try:
                ends = asyncio.get_running_loop().time() + deadline_seconds
                await self._link.write(question, deadline_seconds)
                await self._until_answered(self._answer, ends)
                if not self._answer.done():
                    self._release()  # an answer may stand behind bytes that looked like our own
                if not self._answer.done():
                    return None
                answer: Answer = self._answer.result()
                return answer
            finally:
                if not self._answer.done():
                    self._owe(accept)
                self._answer = self._accept = None
                self._echo = b""
                self._quiet_at = self._clock.now() + self._gap_seconds

    async def tell(self, command: bytes, deadline_seconds: float) -> None:
        """Send what nothing answers. Raises LinkError with `bytes_sent`."""
        async with self._link.turn():
            await self._gap()
            self._expect_echo(command)
            await self._link.write(command, deadline_seconds)
            self._quiet_at = self._clock.now() + self._gap_seconds

    async def learn_echo(
        self, question: bytes, accept: Callable[[Frame], Answer | None], deadline_seconds: float
    ) -> Answer | None:
        """Ask what can never be answered by its own bytes, and see whether they come back first. Raises LinkError."""
        self.echoes, self._learning = True, True
        try:
            return await self.ask(question, accept, deadline_seconds)
        finally:
            self.echoes = self.echoes and not self._learning
            self._learning = False

    async def _until_answered(self, answer: asyncio.Future[Any], ends: float) -> None:
        """Not cancelled at the end, unlike by asyncio.timeout: an answer may still be found in what was held back."""
        left_seconds = ends - asyncio.get_running_loop().time()
        if left_seconds > 0:
            await asyncio.wait((answer,), timeout=left_seconds)

    async def _gap(self) -> None:
        wait_seconds = self._quiet_at - self._clock.now()
        if wait_seconds > 0:
            await asyncio.sleep(wait_seconds)

    # --- hearing ---

    def _take(self, frame: Frame) -> None:
        if self._pays_a_debt(frame):
            self._unasked(frame)
            return
        answer = self._accept(frame) if self._accept is not None else None
        if answer is None or self._answer is None or self._answer.done():
            self._unasked(frame)
            return
        self._answer.set_result(answer)

    def _pays_a_debt(self, frame: Frame) -> bool:
        now = self._clock.now()
        self._debts = [debt for debt in self._debts if debt.until > now]
        for debt in self._debts:
            if debt.could_answer(frame) is not None:
                self._debts.remove(debt)
                self._paid_until = debt.until
                return True
        return False

    def _owe(self, could_answer: Callable[[Frame], Any]) -> None:
        self._frames.forget()
        # What paid a debt may have been the answer itself. Then nothing more comes, and the debt must not grow older
        # with each question: it would never end.
        until = self._paid_until if self._paid_until is not None else self._clock.now() + self._late_answer_seconds
        self._debts.append(_Debt(could_answer, until))

    # --- our own bytes ---

    def _expect_echo(self, sent: bytes) -> None:
        self._heard = b""
        self._echo = sent if self.echoes else b""

    def _without_echo(self, data: bytes) -> bytes:
        """What follows our own bytes; everything, as soon as it is not them."""
        self._heard += data
        if len(self._heard) < len(self._echo) and self._echo.startswith(self._heard):
            return b""
        heard, echo = self._heard, self._echo
        self._heard = self._echo = b""
        if not heard.startswith(echo):
            return heard
        self._learning = False  # they did come back
        return heard[len(echo) :]

    def _release(self) -> None:
        heard, self._heard, self._echo = self._heard, b"", b""
        for frame in self._frames.feed(heard) if heard else ():
            self._take(frame)
