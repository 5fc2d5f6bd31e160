"""A scanner of any wire and any model, as the role `Scanner`: serial ones and keyboards differ in what `Talk` holds.

A read triggers until there is a text, and whatever happens, the scanner is stopped. Rules:
docs/devices/serial-scanner.md.
"""

from __future__ import annotations

import asyncio
from functools import partial
from random import Random

from drivers.clock import Clock
from drivers.device import Device, Works
from drivers.errors import DeviceError, ReaderError
from drivers.facts import Operational, Scanned
from drivers.life import LifeSettings
from drivers.link.contract import Link
from drivers.protocol.scan import Answer, Code, Fragment, Heard, Owed
from drivers.roles import Outcome, Scanner, ScanResult
from drivers.scanner.hearing import Hearing
from drivers.scanner.judging import Rules
from drivers.scanner.models import Talk
from drivers.scanner.orders import Orders
from drivers.scanner.pace import Pace
from drivers.scanner.reading import Reading

REFUSALS = 2  # in a row: it knows the command and does not take it
STOP_SHARE = 0.2  # of a read's time is the most that its stop may get


class CodeScanner(Device, Scanner):
    """`tells_unasked`: what it says while no read is on is told as a fact; else it is dropped. `asks_alive`: at each
    poll."""

    def __init__(
        self,
        name: str,
        link: Link,
        life: LifeSettings,
        talk: Talk,
        rules: Rules,
        pace: Pace,
        *,
        tells_unasked: bool,
        twice: bool,
        asks_alive: bool,
        clock: Clock,
        random: Random,
    ) -> None:
        super().__init__(name, link, life, clock, random)
        self._talk = talk
        self._rules = rules
        self._pace = pace
        self._tells_unasked = tells_unasked
        self._twice = twice
        self._asks_alive = asks_alive
        self._hearing = Hearing(talk.reader, clock, pace, self._hear)
        self._orders = Orders(link, clock, pace)
        self._one_read = asyncio.Lock()
        self._reading: Reading | None = None
        self._mute = False  # the last read got no answer at all
        self._spoke = False  # it answered since the last question whether it is there
        self._late_code_until = 0.0

    # --- the role ---

    @property
    def reads(self) -> bool:
        """Whether a read is on."""
        return self._reading is not None

    async def read(self, deadline_seconds: float, formats: frozenset[str] = frozenset()) -> ScanResult:
        if not self.online:
            return ScanResult(Outcome.FAILED, error=self.error.code if self.error else "link.absent")
        stop_seconds = min(self._pace.stop, deadline_seconds * STOP_SHARE)
        ends = asyncio.get_running_loop().time() + deadline_seconds - stop_seconds
        try:
            async with asyncio.timeout_at(ends):
                await self._one_read.acquire()
        except TimeoutError:
            return ScanResult(Outcome.FAILED, error="scan.timeout")
        try:
            return await self._read(formats, ends, stop_seconds)
        finally:
            self._one_read.release()

    async def _read(self, formats: frozenset[str], ends: float, stop_seconds: float) -> ScanResult:
        """Whatever happens, the scanner is stopped. `ends`: the loop's time."""
        error: str | None = None
        reading: Reading | None = None
        try:
            async with asyncio.timeout_at(ends):
                reading = await self._begin(formats)
                await self._until_text(reading)
        except TimeoutError:
            error = _why_nothing(reading)
        except DeviceError as failure:
            error = failure.code
        finally:
            await self._end(reading, stop_seconds)
        if reading is not None and reading.result is not None:
            return reading.result
        return ScanResult(Outcome.FAILED, error=error)

    async def _begin(self, formats: frozenset[str]) -> Reading:
        """With a trigger, once the line is quiet; without one at once, but for a text that has begun already."""
        trigger = self._talk.trigger
        if trigger is not None:
            await self._hearing.until_quiet(0.0 if trigger.answered else self._late_code_until)
        return Reading(
            partial(self._rules.judge, formats=formats),
            answers=trigger is not None and trigger.answered,
            twice=self._twice,
            doubts=trigger is not None,
            stale=self._orders.owed(trigger) if trigger is not None else 0,
            begun=self._hearing.begun,
        )

    async def _until_text(self, reading: Reading) -> None:
        """Raises DeviceError."""
        self._reading = reading
        await self._trigger(reading)
        while reading.result is None:
            await self._listen(reading)
            if reading.refusals >= REFUSALS:
                raise ReaderError("scan.inoperative", f"{self.name} at {self.link.port} refuses to read")
            if reading.result is None:
                await self._trigger_again(reading)

    async def _end(self, reading: Reading | None, stop_seconds: float) -> None:
        self._reading = None
        if reading is not None:
            self._mute = not reading.armed and not reading.answered
            if reading.result is None:
                self._late_code_until = self.clock.now() + self._pace.late_code
            self.changed()
            await self._stop(stop_seconds)

    async def _trigger(self, reading: Reading) -> None:
        reading.triggered()
        if self._talk.trigger is not None:
            await self._orders.send(self._talk.trigger)

    async def _trigger_again(self, reading: Reading) -> None:
        """After something that was no text, or because the scanner may have given up."""
        ends = self.clock.now() + (self._pace.retry if reading.needs_trigger else 0.0)
        while reading.result is None and (left_seconds := ends - self.clock.now()) > 0:
            await self._hearing.wait(left_seconds)
        if reading.result is None:
            if self._talk.stop is not None:
                await self._orders.send(self._talk.stop)
            await self._trigger(reading)

    async def _listen(self, reading: Reading) -> None:
        """Until there is a result, or the trigger has to be sent again. Raises DeviceError."""
        since = self.clock.now()
        while reading.result is None and not reading.needs_trigger:
            patience_seconds = self._pace.rearm if reading.armed else self._pace.answer
            left_seconds = since + patience_seconds - self.clock.now()
            if left_seconds <= 0 and not self._hearing.begun:
                return
            await self._hearing.wait(left_seconds if left_seconds > 0 else self._pace.idle)

    async def _stop(self, deadline_seconds: float) -> None:
        """Nothing is lost if it fails: a scanner stops by itself, and what it still says is not taken."""
        if self._talk.stop is None:
            return
        try:
            async with asyncio.timeout(deadline_seconds):
                await self._orders.send(self._talk.stop)
                while self._orders.owed(self._talk.stop):
                    await self._hearing.wait(deadline_seconds)
        except (TimeoutError, DeviceError):
            return

    # --- hearing ---

    def received(self, data: bytes) -> None:
        self._hearing.received(data)

    def _hear(self, said: Heard) -> None:
        match said:
            case Owed(data):
                self._orders.give(data)
            case Answer():
                self._answer(said)
            case Code():
                self._code(said)
            case Fragment() if self._reading is not None:
                self._reading.fragment()

    def _answer(self, answer: Answer) -> None:
        self._mute = False
        self._spoke = True
        self.answered()
        known = self._orders.answered(answer)
        trigger = self._talk.trigger
        if self._reading is None or trigger is None:
            return
        if trigger.is_answered_by(answer):
            self._reading.answer(accepted=answer.accepted)
        elif answer.to is not None and not known:
            self._reading.fragment()  # our command arrived as another one

    def _code(self, code: Code) -> None:
        if self._reading is not None:
            self._reading.code(code)
        elif self._tells_unasked:
            judged = self._rules.judge(code, frozenset())
            if judged.text is not None:
                self.tell(Scanned(self.name, judged.text, judged.data, code.format))

    # --- the life ---

    async def identify(self) -> None:
        """A scanner does not speak unasked: an open port is all there is to see. What it had left to say is dropped."""
        self._hearing.begin()
        if self._talk.trigger is not None:
            await self._hearing.wait(self._pace.quiet)
            self._hearing.forget()

    async def poll(self) -> bool:
        question = self._talk.question
        if question is None or not self._asks_alive or self._one_read.locked():
            return True
        async with self._one_read:
            self._spoke = False
            await self._orders.send(question)
            ends = self.clock.now() + self._pace.answer
            while not self._spoke and (left_seconds := ends - self.clock.now()) > 0:
                await self._hearing.wait(left_seconds)
            return self._spoke

    async def soft_reset(self) -> None:
        self._hearing.forget()
        if self._talk.stop is not None:
            await self._orders.send(self._talk.stop)

    def line_broke(self, error: DeviceError) -> None:
        self._orders.end()
        self._hearing.fail(error)

    def works(self) -> Works:
        if self._mute:
            error = ReaderError("scan.inoperative", f"{self.name} at {self.link.port} answers no trigger")
            return Works(Operational.FAULT, error=error)
        return Works(Operational.READY)


def _why_nothing(reading: Reading | None) -> str:
    """The error of a read whose time is over. None: the line never fell quiet."""
    if reading is None:
        return "proto.garbage"
    if not reading.armed:
        return "proto.garbage" if reading.noise or reading.unreadable else "proto.timeout"
    if reading.unreadable:
        return "scan.unreadable"
    return "proto.garbage" if reading.noise else "scan.timeout"
