"""Questions to an ESC/POS printer and its answers, on one link. Between `escpos_replies.py` and the driver.

An answer to DLE EOT does not say to which question, so one kind of question is outstanding at a time: after silence
only the same one is repeated, until every one of it is answered or given up. A marker is known by its text, an answer
to GS r only by its turn. A printer that echoes is believed only what an echo cannot contain.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from drivers.clock import Clock
from drivers.errors import DeviceError
from drivers.link.contract import Link
from drivers.protocol.escpos import (
    ASK_PAPER_IN_ORDER,
    AutomaticStatus,
    MarkerReturned,
    Question,
    QueuedStatus,
    RealTimeStatus,
)
from drivers.protocol.escpos_replies import Garbage, Replies
from drivers.protocol.presenter import ASK_EXIT, ASK_FULL_STATUS, ExitStatus, FullStatus

log = logging.getLogger(__name__)

MARKERS_REMEMBERED = 64
SLOWER = 1.5  # times the slowest answer so far: how long the next one may take

Status = TypeVar("Status", FullStatus, ExitStatus)


@dataclass(slots=True)
class Noise:
    """What came that answers nothing; counted since the last look."""

    garbage_bytes: int = 0
    unasked: int = 0  # well-formed answers that nobody had asked for
    unknown_markers: int = 0

    @property
    def total(self) -> int:
        return self.garbage_bytes + self.unasked


@dataclass(slots=True)
class _Asked:
    """Questions of one kind that are not answered yet, by when they were asked."""

    question: Question = Question.PRINTER
    times: deque[float] = field(default_factory=deque)
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class Dialogue:
    """`heard` is called with every automatic status. The driver hands in the link's bytes and its breaking.

    `full_status`: the printer may answer DLE EOT 20.
    """

    def __init__(
        self,
        link: Link,
        clock: Clock,
        late_answer_seconds: float,
        heard: Callable[[AutomaticStatus], None],
        *,
        full_status: bool = False,
    ) -> None:
        self._link = link
        self._clock = clock
        self._late_answer_seconds = late_answer_seconds
        self._heard = heard
        self._replies = Replies(full_status=full_status)
        self._asking = asyncio.Lock()
        self._sending = asyncio.Lock()
        self._asked = _Asked()
        self._slowest_seconds = 0.0  # that this connection has taken to answer DLE EOT
        self._answer: asyncio.Future[RealTimeStatus] | None = None
        self._heard_since_asked = bytearray()
        self._markers: dict[str, asyncio.Future[None] | None] = {}  # sent and not returned; None: nobody waits any more
        self._exit: asyncio.Future[FullStatus | ExitStatus] | None = None
        self._queued: asyncio.Future[QueuedStatus] | None = None
        self._end: asyncio.Future[None] | None = None
        self._queued_stale = 0  # answers to GS r that may still come, for nobody
        self.noise = Noise()
        self.echoes = False

    # --- the connection ---

    def begin(self) -> None:
        """A port has been opened. Markers of earlier connections may still come back."""
        self._replies.forget()
        self._asked = _Asked()
        self._slowest_seconds = 0.0
        self.noise = Noise()
        self.echoes = False

    def fail(self, error: DeviceError) -> None:
        """The connection is over: whoever waits gets `error`."""
        for waiting in (self._answer, self._exit, self._queued, self._end, *self._markers.values()):
            if waiting is not None and not waiting.done():
                waiting.set_exception(error)
                waiting.exception()  # looked at here, since perhaps nobody waits any more

    def received(self, data: bytes) -> None:
        if self._answer is not None and len(self._heard_since_asked) < MARKERS_REMEMBERED:
            self._heard_since_asked += data
            self._look_for_echo()
        for reply in self._replies.feed(data):
            match reply:
                case RealTimeStatus():
                    self._take_answer(reply)
                case FullStatus() | ExitStatus():
                    self._take_exit(reply)
                case AutomaticStatus() if not self.echoes:
                    self._heard(reply)
                case QueuedStatus() if not self.echoes:
                    self._take_queued(reply)
                case MarkerReturned(text=text):
                    self._take_marker(text)
                case Garbage(data=garbage) if not self.echoes:
                    self.noise.garbage_bytes += len(garbage)

    async def send(self, data: bytes, deadline_seconds: float) -> None:
        """Raises LinkError with `bytes_sent`."""
        async with self._sending:
            await self._link.write(data, deadline_seconds)

    def expect_end(self) -> asyncio.Future[None]:
        """Never done; fails when the connection ends."""
        self._end = asyncio.get_running_loop().create_future()
        return self._end

    # --- DLE EOT ---

    async def ask(self, question: Question, deadline_seconds: float) -> RealTimeStatus | None:
        """The answer, or None for silence. Raises LinkError."""
        async with self._asking:
            deadline_seconds = self._patience_seconds(deadline_seconds)
            if not await self._may_ask(question, deadline_seconds):
                return None
            self._asked.question = question
            self._asked.times.append(self._clock.now())
            self._asked.settled.clear()
            self._heard_since_asked.clear()
            self._answer = asyncio.get_running_loop().create_future()
            try:
                await self.send(question.to_bytes(), deadline_seconds)
                async with asyncio.timeout(deadline_seconds):
                    return await self._answer
            except TimeoutError:
                self._replies.forget()
                return None
            finally:
                self._answer = None

    def _patience_seconds(self, deadline_seconds: float) -> float:
        """A printer behind a slow line gets the time that it has been seen to need."""
        return max(deadline_seconds, min(SLOWER * self._slowest_seconds, self._late_answer_seconds))

    async def _may_ask(self, question: Question, deadline_seconds: float) -> bool:
        asked = self._asked
        if not asked.times or asked.question is question:
            return True
        until = asked.times[-1] + self._late_answer_seconds
        if self._clock.now() < until:
            await self._clock.wait(asked.settled, min(deadline_seconds, until - self._clock.now()))
        if asked.times and self._clock.now() < until:
            return False
        asked.times.clear()
        return True

    def _take_answer(self, reply: RealTimeStatus) -> None:
        if not self._asked.times:
            if not self.echoes:
                self.noise.unasked += 1
            return
        self._slowest_seconds = max(self._slowest_seconds, self._clock.now() - self._asked.times.popleft())
        if not self._asked.times:
            self._asked.settled.set()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(reply)

    def _look_for_echo(self) -> None:
        # Only the first question: no automatic status looks like it, since paper sensors go in pairs.
        first = Question.PRINTER
        if not self.echoes and self._asked.question is first and first.to_bytes() in self._heard_since_asked:
            self.echoes = True
            log.warning("%s echoes what it is sent: only answers that an echo cannot hold count", self._link.port)

    # --- the presenter ---

    async def ask_full_status(self, deadline_seconds: float) -> FullStatus | None:
        """DLE EOT 20: its answer says by itself what it is. None: silence. Raises LinkError."""
        async with self._asking:
            return await self._ask_exit(ASK_FULL_STATUS, FullStatus, deadline_seconds)

    async def ask_exit(self, deadline_seconds: float) -> ExitStatus | None:
        """GS e 6: the next byte, so only while nothing else is owed. None: silence. Raises LinkError."""
        async with self._asking:
            owed = self._asked.times
            if self.echoes or (owed and self._clock.now() < owed[-1] + self._late_answer_seconds):
                return None
            self._replies.expect_exit()
            answer = await self._ask_exit(ASK_EXIT, ExitStatus, deadline_seconds)
            if answer is None:
                self._queued_stale += 1  # a late one could pass for an answer to GS r
            return answer

    async def _ask_exit(self, question: bytes, kind: type[Status], deadline_seconds: float) -> Status | None:
        self._exit = asyncio.get_running_loop().create_future()
        try:
            await self.send(question, deadline_seconds)
            async with asyncio.timeout(self._patience_seconds(deadline_seconds)):
                answer = await self._exit
        except TimeoutError:
            self._replies.forget()
            return None
        finally:
            self._exit = None
        return answer if isinstance(answer, kind) else None

    def _take_exit(self, reply: FullStatus | ExitStatus) -> None:
        if self._exit is not None and not self._exit.done():
            self._exit.set_result(reply)
        elif not self.echoes:
            self.noise.unasked += 1

    # --- GS ( H ---

    def knows(self, marker: str) -> bool:
        """Whether this marker was sent and never came back, so that it may still come from an earlier job."""
        return marker in self._markers

    def expect_marker(self, marker: str) -> asyncio.Future[None]:
        """Done when the printer returns `marker`. Call before sending it."""
        while len(self._markers) >= MARKERS_REMEMBERED:
            del self._markers[next(iter(self._markers))]
        returned: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._markers[marker] = returned
        return returned

    def _take_marker(self, text: str) -> None:
        if text not in self._markers:
            self.noise.unknown_markers += 1
            return
        returned = self._markers.pop(text)
        if returned is not None and not returned.done():
            returned.set_result(None)

    # --- GS r ---

    def expect_queued(self) -> asyncio.Future[QueuedStatus]:
        """Done with the answer to the next GS r. One at a time; call before sending it."""
        self._queued = asyncio.get_running_loop().create_future()
        return self._queued

    def give_up_queued(self) -> None:
        """Its answer may still come; it must not be taken for the next one's."""
        if self._queued is not None:
            waited = self._queued
            if not waited.done() or waited.cancelled() or waited.exception() is not None:
                self._queued_stale += 1
            self._queued = None

    async def settle_queued(self, deadline_seconds: float, quiet_seconds: float) -> bool:
        """Ask GS r and wait until the line is quiet: no earlier answer is on its way. False: it does not answer."""
        self._queued_stale = 0
        answered = self.expect_queued()
        await self.send(ASK_PAPER_IN_ORDER, deadline_seconds)
        try:
            async with asyncio.timeout(deadline_seconds):
                await answered
        except TimeoutError:
            self.give_up_queued()
            return False
        self._queued = None
        while True:
            unasked = self.noise.unasked
            await self._clock.wait(asyncio.Event(), quiet_seconds)
            if self.noise.unasked == unasked:
                return True

    @property
    def queued_settled(self) -> bool:
        return self._queued_stale == 0

    def _take_queued(self, reply: QueuedStatus) -> None:
        if not reply.about_paper:
            self.noise.garbage_bytes += 1
        elif self._queued_stale:
            self._queued_stale -= 1
        elif self._queued is not None and not self._queued.done():
            self._queued.set_result(reply)
        else:
            self.noise.unasked += 1
