"""SYN6288, XFS and VTX316 speech chips as the role `Speaker`. Facts: docs/devices/syn6288.md.

A chip says nothing that would identify it, so an open port does. Once it has answered anything it is asked for its
state from time to time, unless it does not know that question.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from drivers.clock import Clock
from drivers.device import Device, Works
from drivers.errors import DeviceError, ProtocolError
from drivers.facts import Operational
from drivers.link.contract import Link
from drivers.protocol.syn6288 import Answer, Command, Order, speak
from drivers.roles import Done, Outcome, Speaker
from drivers.voices.chip_dialogue import ChipDialogue
from drivers.voices.syn6288_settings import Syn6288Settings

SETTLE_SHARE = 0.5  # of a deadline at most goes by with waiting for an earlier order's answers
STATUS_TRIES = 2
GARBAGE_LIMIT_BYTES = 3  # beside a text's answers; something that talks more is another device
STATUS = Order(Command.STATUS)


@dataclass(frozen=True, slots=True)
class Said:
    """`spoken` of `parts` were spoken to their end; `sent`: orders that went out."""

    outcome: Outcome
    error: str | None
    parts: int
    spoken: int = 0
    sent: int = 0


class SpeechChip(Device, Speaker):
    driver: ClassVar[str] = "syn6288"

    def __init__(self, name: str, link: Link, settings: Syn6288Settings, *, clock: Clock, random: Random) -> None:
        super().__init__(name, link, settings, clock, random)
        self.settings = settings
        self._dialogue = ChipDialogue(
            link,
            clock,
            checksum=settings.checksum,
            write_seconds=settings.write_deadline_seconds,
            late_answer_seconds=settings.late_answer_seconds,
        )
        self._one_text = asyncio.Lock()
        self._answers = False  # on this connection it has answered something
        self._knows_status: bool | None = None  # None: not found out yet
        self._trouble: str | None = None  # how the last text ended

    # --- the role ---

    async def say(self, text: str, deadline_seconds: float) -> Done:
        try:
            parts = self.settings.encoded(text)
        except ValueError:
            return Done(Outcome.FAILED, "config.invalid")
        said = await self.speak(parts, deadline_seconds)
        return Done(said.outcome, said.error)

    async def speak(self, parts: list[bytes], deadline_seconds: float) -> Said:
        """Speak them one after the other. Never raises for the device's faults."""
        ends = self.clock.now() + deadline_seconds
        try:
            async with asyncio.timeout(deadline_seconds):
                await self._one_text.acquire()
        except TimeoutError:
            return Said(Outcome.FAILED, "proto.timeout", len(parts))
        try:
            said = await self._speak_all(parts, ends)
        finally:
            self._one_text.release()
        if self.online:
            self._trouble = said.error
            self.changed()
        return said

    async def _speak_all(self, parts: list[bytes], ends: float) -> Said:
        if not self.online:
            return Said(Outcome.FAILED, self.error.code if self.error else "link.absent", len(parts))
        before, spoken, outcome, error = self._dialogue.sent, 0, Outcome.DONE, None
        try:
            await self._dialogue.settle((ends - self.clock.now()) * SETTLE_SHARE)
            for part in parts:
                outcome, error = await self._speak(part, ends)
                if outcome is not Outcome.DONE:
                    break
                spoken += 1
        except DeviceError as broken:
            outcome = Outcome.UNKNOWN if self._dialogue.sent > before else Outcome.FAILED
            error = broken.code
        if outcome is not Outcome.DONE:
            self._dialogue.owe()
        return Said(outcome, error, len(parts), spoken, self._dialogue.sent - before)

    async def _speak(self, part: bytes, ends: float) -> tuple[Outcome, str | None]:
        """One frame, to the end of its speaking. Raises LinkError."""
        order = speak(part, self.settings.encoding)
        refused = False
        for _ in range(self.settings.tries):
            if self.clock.now() >= ends:
                break
            await self._dialogue.order(order, ends - self.clock.now())
            match await self._accepted(self._patience_seconds(order, ends), ends):
                case True:
                    if not await self._until_idle(ends):
                        return Outcome.UNKNOWN, "job.unknown"
                    if self._dialogue.garbage > GARBAGE_LIMIT_BYTES:
                        return Outcome.UNKNOWN, "proto.garbage"
                    return Outcome.DONE, None
                case False:
                    refused = True
                case None:
                    return Outcome.UNKNOWN, "proto.timeout"
        return Outcome.FAILED, "proto.garbage" if refused else "proto.timeout"

    async def _accepted(self, seconds: float, ends_at: float) -> bool | None:
        """Whether it took the text; None: it says nothing, so that nobody knows."""
        ends = self.clock.now() + seconds
        while (left_seconds := ends - self.clock.now()) > 0:
            match await self._dialogue.hear(left_seconds):
                case Answer.RECEIVED | Answer.SPEAKING:
                    return True
                case Answer.ERROR | Answer.STARTED:
                    return False
        # Either its answer or our text was lost. Text that nobody speaks may be sent again.
        for _ in range(STATUS_TRIES):
            match await self._ask_status(min(seconds, max(ends_at - self.clock.now(), 0.0))):
                case Answer.RECEIVED | Answer.SPEAKING:
                    return True
                case Answer.IDLE | Answer.ERROR:
                    return False
        late_seconds = min(self.settings.late_answer_seconds, ends_at - self.clock.now())
        late = await self._dialogue.hear(max(late_seconds, 0.0))
        return True if late in (Answer.RECEIVED, Answer.SPEAKING) else None

    async def _until_idle(self, ends: float) -> bool:
        """Whether it said that it has spoken to the end; False: it did not by `ends`."""
        spoke = False
        asks = self._knows_status is not False
        while (left_seconds := ends - self.clock.now()) > 0:
            answer = await self._dialogue.hear(
                min(left_seconds, self.settings.status_seconds) if asks else left_seconds
            )
            if answer is Answer.IDLE or answer is Answer.STARTED:
                return answer is Answer.IDLE  # after a new start nobody knows how far it came
            if answer is not None or not asks:
                spoke = spoke or answer is Answer.SPEAKING
                continue
            # Its word for the end may have been lost. Asked twice, since one bit makes "speaking" of "idle".
            answer = await self._ask_status(self._status_seconds(ends))
            spoke = spoke or answer is Answer.SPEAKING
            if answer is Answer.IDLE and await self._ask_status(self._status_seconds(ends)) is Answer.IDLE:
                return spoke  # idle without ever having spoken is no end
            asks = answer is not None
        return False

    async def _ask_status(self, seconds: float) -> Answer | None:
        """What it is doing, or None for silence. RECEIVED may be a text's late answer, or come before the state."""
        await self._dialogue.order(STATUS, seconds)
        ends = self.clock.now() + seconds
        received: Answer | None = None
        while (left_seconds := ends - self.clock.now()) > 0:
            answer = await self._dialogue.hear(left_seconds)
            if answer in (Answer.SPEAKING, Answer.IDLE, Answer.ERROR):
                self._knows_status = answer is not Answer.ERROR
                return answer
            received = received or answer
        return received

    def _patience_seconds(self, order: Order, ends: float) -> float:
        bits = 10 * (len(order.body) + 5)
        wire_seconds = bits / self.link.bits_per_second if self.link.bits_per_second else 0.0
        return min(wire_seconds + self.settings.answer_deadline_ms / 1000, max(ends - self.clock.now(), 0.0))

    def _status_seconds(self, ends: float) -> float:
        return self._patience_seconds(STATUS, ends)

    # --- the life ---

    def received(self, data: bytes) -> None:
        if self._dialogue.received(data):
            self._answers = True
            self.answered()

    def line_broke(self, error: DeviceError) -> None:
        self._dialogue.fail(error)

    async def identify(self) -> None:
        self._dialogue.begin()
        self._answers = False
        self._knows_status = self._trouble = None

    async def poll(self) -> bool:
        if not self._answers or self._knows_status is False or self._one_text.locked():
            return True
        async with self._one_text:
            answer = await self._ask_status(self.settings.answer_deadline_ms / 1000)
            if answer is None:
                self._dialogue.owe()
        if self._knows_status is None:
            self._knows_status = False
            return True
        return answer is not None

    async def soft_reset(self) -> None:
        """It has no reset; an unfinished frame ends with the next one's error."""

    def works(self) -> Works:
        if self._trouble is not None:
            error = ProtocolError(
                self._trouble, f"{self.name} at {self.link.port} did not speak the last text to its end"
            )
            return Works(Operational.ATTENTION, {}, error)
        if self._one_text.locked():
            return Works(Operational.BUSY)
        return Works(Operational.READY if self._answers else Operational.UNKNOWN)
