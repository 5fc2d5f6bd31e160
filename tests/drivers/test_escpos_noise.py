"""The printer's driver over a line that loses, flips, doubles and inserts bytes, both ways, and one byte at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest

from bench.ports.noise import Noise, Rates
from bench.printer import Printer, PrinterSettings
from drivers.clock import SystemClock
from drivers.escpos import EscposPrinter, EscposSettings
from drivers.escpos.profile import page_for
from drivers.link.contract import Lost, OwnLine, Received
from drivers.paper import Cut, Document, Text
from drivers.roles import Outcome

pytestmark = pytest.mark.leaping

Settings = Callable[..., EscposSettings]


class NoisyLine(OwnLine):
    """A link straight into the bench's printer."""

    bits_per_second: int | None = None
    port = "noisy:printer"

    def __init__(self, rates: Rates, seed: int, portion: int = 0) -> None:
        super().__init__()
        self.printer = Printer(PrinterSettings(speed_mm_per_second=0, cut_seconds=0), self._say)
        self._noise = Noise(rates, seed), Noise(rates, seed + 1)
        self._portion = portion
        self._received: Received | None = None

    async def open(self, received: Received, lost: Lost) -> None:
        self._received = received

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        self.printer.receive(self._noise[0].disturb(data))

    async def close(self) -> None:
        self._received = None

    async def appears(self) -> None:
        await asyncio.Event().wait()

    async def reset(self) -> str | None:
        return "there is nothing to reset"

    def _say(self, data: bytes) -> None:
        heard = self._noise[1].disturb(data)
        portion = self._portion or max(len(heard), 1)
        for start in range(0, len(heard), portion):
            asyncio.get_running_loop().call_soon(self._hand, heard[start : start + portion])

    def _hand(self, data: bytes) -> None:
        if self._received is not None:
            self._received(data)


@asynccontextmanager
async def printing(line: NoisyLine, settings: EscposSettings, seconds: float = 2.0) -> AsyncIterator[EscposPrinter]:
    """Online, if it came to that within `seconds`."""
    device = EscposPrinter("printer", line, settings, page_for(settings), clock=SystemClock(), random=Random(1))
    line.printer.start()
    await device.start()
    try:
        ends = asyncio.get_running_loop().time() + seconds
        while not device.online and asyncio.get_running_loop().time() < ends:  # noqa: ASYNC110  nothing tells it
            await asyncio.sleep(0.005)
        yield device
    finally:
        await device.stop()
        await line.printer.stop()


def slip(number: str) -> Document:
    return Document((Text(number, size=8), Text("养老保险待遇申领"), Cut()))


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.1])
async def test_a_job_ends_whatever_the_wire_does(settings_for: Settings, rate: float) -> None:
    quick: dict[str, Any] = {"question_deadline_ms": 40, "probe_deadline_ms": 80, "marker_deadline_seconds": 0.3}
    settings = settings_for("/dev/none", **quick, cut_deadline_seconds=0.3, late_answer_seconds=0.15)
    done = 0
    for seed in range(3):
        line = NoisyLine(Rates.all(rate), seed)
        async with printing(line, settings) as device:
            for n in range(3):
                async with asyncio.timeout(5.0):
                    result = await device.print(slip(f"Q{n:03}"), f"Q{n:03}")
                if result.outcome is Outcome.FAILED:
                    assert result.evidence["bytes_sent"] == 0
                if result.outcome is Outcome.DONE:
                    done += 1
                    assert line.printer.slips or line.printer.growing()
    assert done >= {0.001: 6, 0.01: 1, 0.1: 0}[rate]


async def test_one_byte_at_a_time_is_as_good_as_all_at_once(settings_for: Settings) -> None:
    line = NoisyLine(Rates(), 1, portion=1)
    async with printing(line, settings_for("/dev/none")) as device:
        result = await device.print(slip("A001"), "A001")
    assert (result.outcome, result.evidence["grade"]) == (Outcome.DONE, "A")
    assert [each.lines[0] for each in line.printer.slips] == ["A001"]
