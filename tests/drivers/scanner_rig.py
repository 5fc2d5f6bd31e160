"""A driver at a bench scanner, wired in this process, with quick settings. For the tests of serial scanners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.scanners.scanner import MODELS, SerialScanner
from drivers.facts import Fact, Scanned
from drivers.roles import ScanResult
from drivers.scanner.serial_driver import SerialScanner as Driver
from drivers.scanner.serial_driver import make
from drivers.scanner.settings import SerialScannerSettings
from tests.drivers.wired import WiredLink

TRIGGERED = tuple(model for model in MODELS if model != "plain")
ANSWERING = tuple(model for model in TRIGGERED if model != "honeywell")
BARE = tuple(model for model in MODELS if model != "zebra-ssi")  # without a checksum

# In the same proportions as the defaults.
QUICK: dict[str, Any] = {
    "poll_seconds": 0.05,
    "backoff_longest_seconds": 0.02,
    "quick_reopens_per_hour": 600,
    "soft_resets_per_hour": 60,
    "idle_ms": 30,
    "tail_ms": 5,
    "quiet_ms": 5,
    "gap_ms": 5,
    "retry_ms": 10,
    "answer_deadline_ms": 100,
    "stop_deadline_ms": 30,
    "late_answer_seconds": 0.5,
    "late_code_ms": 50,
    "rearm_seconds": 0.4,
    "write_deadline_seconds": 1.0,
}


@dataclass
class Rig:
    scanner: Driver
    machine: SerialScanner
    link: WiredLink
    facts: list[Fact] = field(default_factory=list)

    @property
    def scanned(self) -> list[str]:
        return [fact.text for fact in self.facts if isinstance(fact, Scanned)]

    def show(self, text: str, **values: object) -> None:
        self.link.act("show", text=text, **values)

    async def read(self, text: str, seconds: float = 1.0, **values: object) -> ScanResult:
        """Show `text` once a read is on, as a citizen does."""
        self.link.act("take_away")
        reading = asyncio.ensure_future(self.scanner.read(seconds))
        await until(lambda: self.scanner.reads or reading.done())
        self.show(text, **values)
        return await reading


def settings_for(model: str, **more: Any) -> SerialScannerSettings:
    table = {"driver": "serial-scanner", "port": "/dev/none", "model": model, **QUICK, **more}
    return SerialScannerSettings.model_validate(table)


@asynccontextmanager
async def rig(
    model: str, *faults: str, wire: dict[str, Any] | None = None, online: bool = True, **more: Any
) -> AsyncIterator[Rig]:
    """`faults`: the machine's own. `wire`: of the link."""
    machine = SerialScanner(model, read_seconds=0.002)
    for fault in faults:
        machine.set_fault(fault, 0.0, on=True)
    link = WiredLink(machine, **(wire or {}))
    scanner = make("scanner", settings_for(model, **more), "test", lambda _: link)
    made = Rig(scanner, machine, link)
    scanner.listen(made.facts.append)
    await scanner.start()
    try:
        if online:
            await until(lambda: scanner.online)
        yield made
    finally:
        await scanner.stop()


async def until(condition: Callable[[], bool], deadline_seconds: float = 5.0) -> None:
    async with asyncio.timeout(deadline_seconds):
        while not condition():  # noqa: ASYNC110  nothing tells when a foreign thing is so
            await asyncio.sleep(0.001)
