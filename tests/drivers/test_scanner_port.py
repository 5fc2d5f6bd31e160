"""Serial scanners over real pseudo-terminals and TCP ports, through `device try` and as the engine has them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.scanners.scanner import MODELS, SerialScanner
from drivers.actions import Report, Request
from drivers.facts import DeviceBack, DeviceLost, Fact
from drivers.registry import build
from drivers.technician.trying import try_action
from tests.drivers.scanner_rig import TRIGGERED, until

TEXT = "https://hall.example/办事指南?n=A023"


@asynccontextmanager
async def bench(directory: Path, model: str) -> AsyncIterator[Appliance]:
    appliance = Appliance("scanner", {"scanner": SerialScanner(model)}, directory)
    await appliance.start()
    try:
        yield appliance
    finally:
        await appliance.stop()


async def read(port: str, model: str, seconds: float = 5.0) -> Report:
    request = Request(None, seconds, False, lambda step: None)
    return await try_action("serial-scanner", {"port": port, "model": model}, "read", request)


async def show_when_opened(appliance: Appliance, model: str) -> None:
    """A plain scanner says its text once, so somebody must listen already."""
    await until(lambda: appliance.pty.opened or appliance.tcp.opened)
    await asyncio.sleep(0.1)
    appliance.act("scanner", "show", {"text": TEXT})


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("way", ["pty", "tcp"])
async def test_a_technician_reads_with_nothing_but_the_model(tmp_path: Path, model: str, way: str) -> None:
    async with bench(tmp_path, model) as appliance:
        showing = asyncio.ensure_future(show_when_opened(appliance, model))
        report = await read(getattr(appliance, way).address, model)
        await showing
        assert report.to_json() == {
            "outcome": "done",
            "error": None,
            "mends": "nobody",
            "text": TEXT,
            "format": "qr" if model == "zebra-ssi" else None,
        }


@pytest.mark.parametrize("model", ["newland", "zebra-ssi", "gm65", "de2120"])
async def test_a_scanner_that_is_off_or_deaf_fails_in_time(tmp_path: Path, model: str) -> None:
    async with bench(tmp_path, model) as appliance:
        await appliance.set_fault("dead", on=True)
        assert (await read(appliance.pty.address, model, 0.8)).error == "proto.timeout"
        await appliance.set_fault("power_off", on=True)
        assert (await read(appliance.pty.address, model, 0.8)).error == "link.absent"


@pytest.mark.parametrize("model", TRIGGERED)
async def test_answers_that_come_late_are_waited_for(tmp_path: Path, model: str) -> None:
    async with bench(tmp_path, model) as appliance:
        await appliance.set_fault("late", 0.5, on=True)
        appliance.act("scanner", "show", {"text": TEXT})
        assert (await read(appliance.pty.address, model)).fields["text"] == TEXT


async def test_the_wrong_scanner_on_the_port_is_no_code(tmp_path: Path) -> None:
    async with bench(tmp_path, "honeywell") as appliance:
        await appliance.set_fault("garbage", on=True)
        appliance.act("scanner", "show", {"text": TEXT})
        report = await read(appliance.pty.address, "gm65", 1.2)
        assert report.error in ("proto.timeout", "proto.garbage")
        assert report.fields["text"] is None


async def test_the_engine_has_it_again_after_a_pulled_plug(tmp_path: Path) -> None:
    async with bench(tmp_path, "gm65") as appliance:
        table = {"driver": "serial-scanner", "model": "gm65", "port": appliance.pty.address, "poll_seconds": 0.05}
        scanner: Any = build("scanner", {**table, "backoff_longest_seconds": 0.05}, "my.toml")
        facts: list[Fact] = []
        scanner.listen(facts.append)
        await scanner.start()
        try:
            await until(lambda: scanner.online)
            reading = asyncio.ensure_future(scanner.read(5))
            await until(lambda: scanner.reads)
            await appliance.set_fault("unplug", on=True)
            assert (await reading).error == "link.absent"
            await appliance.set_fault("unplug", on=False)
            await until(lambda: any(isinstance(fact, DeviceBack) for fact in facts))
            assert sum(isinstance(fact, DeviceLost) for fact in facts) == 1
            appliance.act("scanner", "show", {"text": TEXT})
            assert (await scanner.read(5)).text == TEXT
        finally:
            await scanner.stop()
