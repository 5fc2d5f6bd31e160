"""What the tests of drivers share: a printer's settings, a ticket, a driver and the bench's printer on real ports.

A test marked `leaping` lives in a loop whose time leaps to the next thing to do, so that its waits cost nothing and its
deadlines do not depend on how busy the machine is. Only for wires within this process: a port's time is real.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.printer import PrinterSettings
from bench.ticket_printer import TicketPrinter as BenchPrinter
from drivers.clock import SystemClock
from drivers.escpos import EscposPrinter, EscposSettings
from drivers.escpos.profile import page_for
from drivers.facts import DeviceBack, DeviceLost, Fact
from drivers.layout import TicketFields, load
from drivers.link.opening import link_for
from drivers.paper import Document
from drivers.technician.virtual_time import VirtualLoop

ROOT = Path(__file__).resolve().parents[2]
# Quick enough for a test, in the same proportions as the defaults.
QUICK: dict[str, Any] = {
    "poll_seconds": 0.1,
    "backoff_longest_seconds": 0.05,
    "question_deadline_ms": 150,
    "late_answer_seconds": 0.6,
    "probe_deadline_ms": 300,
    "marker_deadline_seconds": 1.0,
    "cut_deadline_seconds": 1.0,
    "write_deadline_seconds": 1.0,
    "fault_grace_seconds": 0.2,
    "print_mm_per_second": 1000,
    "quick_reopens_per_hour": 600,
    "soft_resets_per_hour": 60,
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "leaping: the loop's time leaps instead of waiting")
    config.addinivalue_line("markers", "real_time: but not in this test of a leaping module, which has real ports")


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    if item.get_closest_marker("leaping") and not item.get_closest_marker("real_time"):
        return {"leaping": VirtualLoop}
    return {"real": asyncio.new_event_loop}


def printer_settings(port: str, **more: Any) -> EscposSettings:
    return EscposSettings.model_validate({"driver": "escpos", "port": port, **QUICK, **more})


class Heard:
    """Every fact, and a way to wait for one with a deadline."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self._more = asyncio.Event()

    def __call__(self, fact: Fact) -> None:
        self.facts.append(fact)
        self._more.set()

    async def until(self, wanted: Callable[[Fact], bool], deadline_seconds: float = 8.0, after: int = 0) -> Fact:
        async with asyncio.timeout(deadline_seconds):
            while True:
                for fact in self.facts[after:]:
                    if wanted(fact):
                        return fact
                self._more.clear()
                await self._more.wait()

    async def lost(self, after: int = 0) -> DeviceLost:
        fact = await self.until(lambda fact: isinstance(fact, DeviceLost), after=after)
        assert isinstance(fact, DeviceLost)
        return fact

    async def back(self, after: int = 0) -> DeviceBack:
        fact = await self.until(lambda fact: isinstance(fact, DeviceBack), after=after)
        assert isinstance(fact, DeviceBack)
        return fact

    def __len__(self) -> int:
        return len(self.facts)


async def until(condition: Callable[[], bool], deadline_seconds: float = 8.0) -> None:
    """Wait for what no fact tells, for example what the other end has received."""
    async with asyncio.timeout(deadline_seconds):
        while not condition():  # noqa: ASYNC110  nothing tells when a foreign thing is so
            await asyncio.sleep(0.005)


def driver_for(settings: EscposSettings) -> EscposPrinter:
    link = link_for(settings)
    return EscposPrinter("ticket_printer", link, settings, page_for(settings), clock=SystemClock(), random=Random(1))


@asynccontextmanager
async def running(port: str, *, online: bool = True, **more: Any) -> AsyncIterator[tuple[EscposPrinter, Heard]]:
    """A started driver; with `online` it is waited for."""
    printer, heard = driver_for(printer_settings(port, **more)), Heard()
    printer.listen(heard)
    await printer.start()
    try:
        if online:
            await until(lambda: printer.online)
        yield printer, heard
    finally:
        await printer.stop()


Running = Callable[..., AbstractAsyncContextManager[tuple[EscposPrinter, Heard]]]


@pytest.fixture
def run() -> Running:
    return running


@pytest.fixture
def wait_until() -> Callable[..., Awaitable[None]]:
    return until


@pytest.fixture
def settings_for() -> Callable[..., EscposSettings]:
    return printer_settings


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def on_bench(tmp_path: Path) -> Callable[..., AbstractAsyncContextManager[Any]]:
    """`async with on_bench("pty") as (bench, printer, heard)`: the simulated printer, as quick as it can be, and a
    driver at its pseudo-terminal or its TCP port. `faults` are there before the driver starts."""

    @asynccontextmanager
    async def both(
        way: str,
        *,
        faults: tuple[str, ...] = (),
        mm_per_second: float = 0,
        dots: int = 576,
        online: bool = True,
        **more: Any,
    ) -> AsyncIterator[tuple[BenchPrinter, EscposPrinter, Heard]]:
        paper = PrinterSettings(width_dots=dots, speed_mm_per_second=mm_per_second, cut_seconds=0)
        bench = BenchPrinter(tmp_path, paper)
        await bench.start()
        try:
            port = str(bench.pty.address if way == "pty" else bench.tcp.address)
            for fault in faults:
                await bench.set_fault(fault, on=True)
            async with running(port, online=online, **more) as (printer, heard):
                yield bench, printer, heard
        finally:
            await bench.stop()

    return both


@pytest.fixture
def ticket() -> Document:
    return chinese_ticket()


def chinese_ticket(number: str = "A023") -> Document:
    fields = TicketFields(
        number=number,
        hall="德州市政务服务中心",
        department="社会保险",
        service="养老保险待遇申领",
        place="2 楼 B 区",
        counters="05–09",
        ahead=5,
        issued_at=datetime(2026, 3, 18, 9, 42),  # noqa: DTZ001  as the hall's wall shows it
        qr="https://hall.example/t/3f9Kq2Zx7LmN",
        notes=("请备好：身份证、银行卡", "叫到后请在 3 分钟内到窗口。", "过号请到 1 楼咨询台，当天有效。"),
        unit="1 号机",
    )
    return load(ROOT / "config/tickets/queue.toml").document(fields)
