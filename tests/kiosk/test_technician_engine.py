"""An engine with many devices, and a technician's commands beside it: real processes, a real pseudo-terminal."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest

from bench.printer_settings import PrinterSettings
from bench.ticket_printer import TicketPrinter as BenchPrinter
from drivers.clock import SystemClock
from drivers.device import Device, Works
from drivers.errors import DeviceError, SettingsError
from drivers.facts import Operational
from drivers.life import LifeSettings
from drivers.link.memory import MemoryLink
from drivers.registry import build_all
from drivers.technician.wires import Wires
from kiosk import engine as engine_module
from kiosk.engine import Engine
from kiosk.local import AskedStatus, Status
from kiosk.local_client import RunningTerminal
from kiosk.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
Factory = Callable[..., Any]


def settings_for(folder: Path) -> Settings:
    (folder / "token").write_text("made-up-token")
    return Settings.model_validate(
        {
            "terminal": {"code": "lobby-1", "state_dir": folder / "state", "token_file": folder / "token"},
            "centre": {"url": "http://127.0.0.1:9", "backoff_first_seconds": 0.5},
            "disk": {"check_seconds": 0.05, "free_bytes_needed": 0},
            "logs": {"level": "error"},
        }
    )


@asynccontextmanager
async def running(folder: Path, devices: dict[str, Any], **more: Any) -> AsyncIterator[RunningTerminal]:
    settings = settings_for(folder)
    engine = Engine(settings, devices, None, **more)
    task = asyncio.create_task(engine.run())
    try:
        async with asyncio.timeout(10):
            while not settings.terminal.socket_path.exists():  # noqa: ASYNC110  a file is waited for
                await asyncio.sleep(0.005)
        yield RunningTerminal(settings.terminal.socket_path)
    finally:
        engine.stop()
        async with asyncio.timeout(20):
            await task


class SlowLink(MemoryLink):
    """`together`: it opens only when so many others are opening at the same moment."""

    def __init__(self, port: str, together: asyncio.Barrier | None = None) -> None:
        super().__init__(port)
        self.together = together
        self.closing = asyncio.Event()  # unset: the adapter hangs in the kernel
        self.closing.set()

    async def open(self, *told: Any) -> None:
        if self.together is not None:
            await self.together.wait()
        await super().open(*told)

    async def close(self) -> None:
        closing, self.closing = self.closing, asyncio.Event()
        self.closing.set()
        await closing.wait()
        await super().close()


class Lamp(Device):
    driver: ClassVar[str] = "lamp"

    def __init__(self, name: str, together: asyncio.Barrier | None = None) -> None:
        super().__init__(name, SlowLink(f"memory:{name}", together), LifeSettings(), SystemClock(), Random(1))

    def received(self, data: bytes) -> None: ...

    async def identify(self) -> None: ...

    async def poll(self) -> bool:
        return True

    async def soft_reset(self) -> None: ...

    def line_broke(self, error: DeviceError) -> None: ...

    def works(self) -> Works:
        return Works(Operational.READY)


async def online(terminal: RunningTerminal) -> set[str]:
    return {device.name for device in await terminal.devices() if device.link == "online"}


async def until_online(terminal: RunningTerminal, names: set[str], deadline_seconds: float = 10) -> None:
    async with asyncio.timeout(deadline_seconds):
        while await online(terminal) != names:  # noqa: ASYNC110  the engine is asked
            await asyncio.sleep(0.01)


async def told_status(asking: Any) -> Status:
    """Once it can tell it: the journal may be opened later than the devices."""
    async with asyncio.timeout(10):
        while True:
            asking.send(AskedStatus())
            if isinstance(status := await asking.next(), Status):
                return status
            await asyncio.sleep(0.02)


async def test_ten_devices_open_in_the_time_of_the_slowest(tmp_path: Path, touching: Factory) -> None:
    """All at once: none gets open before all ten are opening, so one after another they would wait for ever."""
    together = asyncio.Barrier(10)
    lamps = {f"lamp-{n}": Lamp(f"lamp-{n}", together) for n in range(1, 11)}
    async with running(tmp_path, lamps) as terminal:
        await until_online(terminal, set(lamps))
        async with touching(tmp_path / "state" / "engine.sock", "technician") as asking:
            status = await told_status(asking)
            assert [device.name for device in status.devices] == sorted(lamps)
            assert {device.link for device in status.devices} == {"online"}


async def test_a_device_that_does_not_close_keeps_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "DEVICE_STOP_SECONDS", 0.2)
    stuck, well = Lamp("stuck"), Lamp("well")
    async with running(tmp_path, {"stuck": stuck, "well": well}) as terminal:
        await until_online(terminal, {"stuck", "well"})
        assert isinstance(stuck.link, SlowLink)
        stuck.link.closing.clear()
    assert not well.online


def test_a_ticket_printer_that_prints_no_tickets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"devices\.ticket_printer\.driver = 'lamp' prints no tickets"):
        Engine(settings_for(tmp_path), {"ticket_printer": Lamp("ticket_printer")}, None)


# --- with commands beside it ---


@asynccontextmanager
async def hall(folder: Path) -> AsyncIterator[tuple[RunningTerminal, BenchPrinter]]:
    """An engine whose ticket printer is the bench's, on a pseudo-terminal."""
    bench = BenchPrinter(folder, PrinterSettings(speed_mm_per_second=0, cut_seconds=0))
    await bench.start()
    wires = Wires()
    table = {"driver": "escpos", "port": str(bench.pty.address), "backoff_longest_seconds": 0.05}
    devices = build_all({"ticket_printer": table}, "my.toml", link=wires.link)
    try:
        async with running(folder, devices, wires=wires) as terminal:
            await until_online(terminal, {"ticket_printer"})
            yield terminal, bench
    finally:
        await bench.stop()


async def command(folder: Path, *words: str) -> asyncio.subprocess.Process:
    socket = str(folder / "state" / "engine.sock")
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "main.py", "device", *words, "--socket", socket, "--json"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, dict[str, Any]]:
    async with asyncio.timeout(30):
        out, errors = await process.communicate()
    assert out, errors
    last: dict[str, Any] = json.loads(out.splitlines()[-1])
    return process.returncode, last


async def test_a_try_borrows_the_port_of_the_engine_and_gives_it_back(tmp_path: Path) -> None:
    async with hall(tmp_path) as (terminal, bench):
        process = await command(tmp_path, "try", "escpos", "--port", str(bench.pty.address), "status")
        code, report = await ended(process)
        assert (code, report["outcome"], report["paper"]) == (0, "done", "ok")
        await until_online(terminal, {"ticket_printer"})


async def test_the_engine_takes_the_port_back_from_a_killed_command(tmp_path: Path) -> None:
    async with hall(tmp_path) as (terminal, bench):
        process = await command(tmp_path, "watch", "--driver", "escpos", "--port", str(bench.pty.address))
        assert process.stdout is not None
        async with asyncio.timeout(30):
            while json.loads(await process.stdout.readline()).get("link") != "online":
                pass
        (device,) = await terminal.devices()
        assert device.administrative == "maintenance"
        process.send_signal(signal.SIGKILL)
        await process.communicate()
        await until_online(terminal, {"ticket_printer"})


async def test_orders_end_in_one_sentence_and_bytes_can_be_watched(tmp_path: Path) -> None:
    async with hall(tmp_path) as (terminal, bench):
        watching = await command(tmp_path, "watch", "--seconds", "20")
        assert watching.stdout is not None
        async with asyncio.timeout(30):
            while "hex" not in (news := json.loads(await watching.stdout.readline())):
                pass
        assert news["port"] == str(bench.pty.address)
        watching.terminate()
        code, report = await ended(await command(tmp_path, "maintenance", "ticket_printer"))
        assert (code, report["outcome"]) == (0, "done")
        assert not await online(terminal)
        assert await ended(await command(tmp_path, "retry", "ticket_printer")) == (
            1,
            {
                "outcome": "failed",
                "error": "link.busy",
                "mends": "technician",
                "message": "link.busy: ticket_printer is in maintenance; `device service ticket_printer` gives it back "
                "to the terminal",
            },
        )
        code, report = await ended(await command(tmp_path, "service", "ticket_printer"))
        assert (code, report["outcome"]) == (0, "done")
        await until_online(terminal, {"ticket_printer"})
        code, report = await ended(await command(tmp_path, "retry", "printer"))
        assert (code, report["error"]) == (2, "config.invalid")
        await watching.communicate()
        assert watching.returncode == 0
