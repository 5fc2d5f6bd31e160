"""The simulated ticket printer: bytes in -> buffer -> motor and knife -> slips, and its answers. Knows no port.

Bytes come from a port (`bench/ports/`), commands from `bench/escpos/`. What waits in the buffer is worked off at the
speed of the paper, so that an answer that stands behind a line is given when that line is on paper. Real-time questions
are answered on arrival, offline and busy too.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from bench.answers import Answers
from bench.escpos import replies, status
from bench.escpos.commands import Command, Item
from bench.escpos.composer import Act, Asked, Composer, Cut, DrawerKicked, Strip
from bench.escpos.glyphs import Glyphs
from bench.escpos.parser import Parser
from bench.escpos.realtime import FULL_STATUS, Recover, Scanner, StatusAsked
from bench.escpos.roll import Roll, Slip
from bench.escpos.ticket_exit import Presenter
from bench.faults import LATE_SECONDS, Fault
from bench.printer_exit import PrinterExit
from bench.printer_settings import PrinterSettings
from bench.traffic import Traffic

__all__ = ["Printer", "PrinterSettings"]
SENSED = {
    Fault.PAPER_OUT: "paper_out",
    Fault.PAPER_LOW: "paper_low",
    Fault.COVER_OPEN: "cover_open",
    Fault.HEAD_HOT: "head_hot",
    Fault.UNRECOVERABLE: "unrecoverable",
}
TURN_ITEMS = 64


class Printer:
    """`say` is the link's way out; `changed` is called after everything that a page might show."""

    def __init__(
        self,
        settings: PrinterSettings,
        say: Callable[[bytes], None],
        *,
        changed: Callable[[], None] = lambda: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        glyphs: Glyphs | None = None,
    ) -> None:
        self.settings = settings
        self.traffic = Traffic()
        self.slips: deque[Slip] = deque(maxlen=settings.slips_kept)
        self.faults: dict[Fault, float | None] = {}
        self.condition = status.Condition()
        self.drawer_kicks = 0
        self.lost_power = asyncio.Event()  # half_job has struck
        self.exit = PrinterExit(settings.presenter, sleep, self._sense)
        feeds_first = settings.presenter is not Presenter.NONE
        self.composer = Composer(settings.width_dots, glyphs or Glyphs(), feeds_first=feeds_first)
        self._say = say
        self._changed = changed
        self._sleep = sleep
        self._answers = Answers(self._out, random.Random(settings.seed))
        self._roll = Roll(settings.width_dots, round(settings.knife_mm * settings.dots_per_mm))
        self._job_bytes = 0  # worked off since the last cut
        self._last_job_bytes = 0
        self._work: asyncio.Task[None] | None = None
        self._babbling: asyncio.Task[None] | None = None
        self._power_up()

    # --- life ---

    def start(self) -> None:
        """Switch on: the motor works from now on. Needs a running loop."""
        if self._work is None:
            self.lost_power.clear()
            self._power_up()
            self._work = asyncio.create_task(self._run(), name="bench printer")
            self._babble(Fault.GARBAGE in self.faults)

    async def stop(self) -> None:
        """Switch off: what it held is lost; paper that is printed stays."""
        tasks = [task for task in (self._work, self._babbling) if task]
        self._work = self._babbling = None
        self.exit.forget()
        self._answers.forget()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._power_up()
        self._changed()

    def _power_up(self) -> None:
        presenter = self.settings.presenter
        self._parser = Parser(chinese=self.settings.chinese_at_start, presenter=presenter)
        self._scanner = Scanner(full_status=presenter is Presenter.CUSTOM)
        self._queue: deque[Item] = deque()
        self._queued_bytes = 0
        self._asb = 0
        self._half_left: int | None = None
        self._told = self.condition
        self._arrived = asyncio.Event()
        self._online = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()
        self.composer.reset()
        self.condition = replace(self.condition, cutter=False)
        self._sense()

    # --- faults ---

    def set_fault(self, fault: Fault, seconds: float | None = None, *, on: bool) -> None:
        """Power and wire are the ports' (`bench/ticket_printer.py`); here is what the printer itself feels."""
        if on:
            self.faults[fault] = seconds
        else:
            self.faults.pop(fault, None)
        if fault in SENSED:
            self.condition = replace(self.condition, **{SENSED[fault]: on})
        elif fault is Fault.CUTTER and not on:
            self.condition = replace(self.condition, cutter=False)
        elif fault is Fault.TICKET_JAM:
            self.exit.inside.set_jam(on=on)
        elif fault is Fault.HALF_JOB:
            self._half_left = (self._last_job_bytes // 2 or self.settings.half_job_bytes) if on else None
        self._answers.silent = Fault.SILENT in self.faults
        self._answers.garbage = Fault.GARBAGE in self.faults
        late = self.faults.get(Fault.LATE)
        self._answers.late_seconds = (LATE_SECONDS if late is None else late) if Fault.LATE in self.faults else 0.0
        self._babble(Fault.GARBAGE in self.faults and self._work is not None)
        self._sense()

    def _sense(self) -> None:
        """After any change of the condition: online or not, and the automatic status if it was asked for."""
        self.condition = replace(self.condition, jammed=self.exit.stops_printing)
        if self.condition.offline:
            self._online.clear()
        else:
            self._online.set()
        if status.asb_news(self._told, self.condition, self._asb):
            self._answers.answer(status.asb(self.condition))
        self._told = self.condition
        self._changed()

    def _babble(self, on: bool) -> None:
        if on and self._babbling is None:
            self._babbling = asyncio.create_task(self._babbles(), name="bench printer garbage")
        elif not on and self._babbling is not None:
            self._babbling.cancel()
            self._babbling = None

    async def _babbles(self) -> None:
        while True:
            await self._sleep(self.settings.babble_seconds)
            self._answers.babble()

    # --- bytes ---

    async def roomy(self) -> None:
        """Returns when the buffer takes more; ports wait here before they read."""
        await self._roomy.wait()

    def receive(self, data: bytes) -> None:
        """Bytes from the link. Without power they meet nobody."""
        if self._work is None or self.lost_power.is_set():
            return
        self.traffic.inward(data)
        if Fault.ECHO in self.faults:
            self._out(data)
        for asked in self._scanner.feed(data):
            self._realtime(asked)
        for item in self._parser.feed(data):
            self._queue.append(item)
            self._queued_bytes += len(item.raw)
        if self._queued_bytes + self._parser.held >= self.settings.buffer_bytes:
            self._roomy.clear()
        self._arrived.set()
        self._changed()

    def _realtime(self, asked: StatusAsked | Recover) -> None:
        if isinstance(asked, StatusAsked):
            if Fault.NO_STATUS not in self.faults:
                full = asked.n == FULL_STATUS
                answer = self.exit.inside.full_status(self.condition) if full else status.eot(self.condition, asked.n)
                self._answers.answer(answer)
        elif self.condition.cutter:
            if asked.clear:
                self._queue.clear()
                self._queued_bytes = 0
                self.composer.reset()
                self._roomy.set()
            self.condition = replace(self.condition, cutter=False)
            self._sense()

    def _out(self, data: bytes) -> None:
        self.traffic.outward(data)
        self._say(data)
        self._changed()

    # --- work ---

    async def _run(self) -> None:
        while True:
            await self._online.wait()
            if not self._queue:
                self._arrived.clear()
                self._changed()
                await self._arrived.wait()
                continue
            if len(self._queue) % TURN_ITEMS == 0:
                await asyncio.sleep(0)  # a full buffer must not keep the real-time answers waiting
            item = self._queue.popleft()
            self._queued_bytes -= len(item.raw)
            if self._queued_bytes < self.settings.buffer_bytes // 2:
                self._roomy.set()
            self._roll.note(item.raw)
            for act in self.composer.compose(item):
                await self._do(act)
            self._count(item)

    async def _do(self, act: Act) -> None:
        match act:
            case Strip():
                await self._feed(act)
            case Cut():
                await self._cut(act)
            case Asked():
                self._asked(act.command)
            case DrawerKicked():
                self.drawer_kicks += 1

    async def _feed(self, strip: Strip) -> None:
        """The paper is on its way for as long as it takes; with a sensor's fault it stops, and goes on afterwards."""
        await self._online.wait()
        if self.settings.speed_mm_per_second:
            await self._sleep(strip.picture.height / self.settings.dots_per_mm / self.settings.speed_mm_per_second)
        await self._online.wait()
        self._roll.lay(strip)
        self._changed()

    async def _cut(self, cut: Cut) -> None:
        if cut.to_knife:
            await self._feed(self._roll.to_knife(cut.feed_dots))
        while Fault.CUTTER in self.faults:
            self.condition = replace(self.condition, cutter=True)
            self._sense()
            await self._online.wait()  # until it is mended, or tried again by DLE ENQ
        await self._online.wait()
        if self.settings.speed_mm_per_second:
            await self._sleep(self.settings.cut_seconds)
        slip = self._roll.cut(datetime.now(UTC), pull_back=cut.pull_back)
        if slip:
            self.slips.append(slip)
            self._last_job_bytes, self._job_bytes = self._job_bytes, 0
            self.exit.cut()
        self._changed()

    def _asked(self, command: Command) -> None:
        if command.code == b"\x1da" and Fault.NO_STATUS not in self.faults:
            self._asb = command.args[0]
            if self._asb & 0x0F:
                self._answers.answer(status.asb(self.condition))
            return
        if command.code in (b"\x1de", b"\x1dR"):
            self._answers.answer(self.exit.obey(command, self.condition))
            return
        known = {
            b"\x1dr": Fault.NO_STATUS not in self.faults,
            b"\x1bv": Fault.NO_STATUS not in self.faults,
            b"\x1d(H": Fault.NO_MARKER not in self.faults,
        }
        if known.get(command.code, True):
            self._answers.answer(replies.reply(command, self.condition))

    def _count(self, item: Item) -> None:
        self._job_bytes += len(item.raw)
        if self._half_left is not None:
            self._half_left -= len(item.raw)
            if self._half_left <= 0:
                self._half_left = None
                self._queue.clear()
                self._online.clear()
                self.lost_power.set()

    # --- for the page ---

    @property
    def on(self) -> bool:
        return self._work is not None

    @property
    def busy(self) -> bool:
        return bool(self._queue)

    @property
    def waiting_bytes(self) -> int:
        return self._queued_bytes + self._parser.held

    def growing(self) -> Slip | None:
        return self._roll.growing(datetime.now(UTC))
