"""Identity cards at real ports: a pseudo-terminal, a TCP port, `device try`, and the manual."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.cards.wallet import CARDS
from drivers.actions import Report, Request, WrongUse
from drivers.clock import SystemClock
from drivers.errors import SettingsError
from drivers.link.opening import link_for
from drivers.registry import build, settings_of
from drivers.roles import Outcome
from drivers.sdt.reader import SdtReader
from drivers.sdt.settings import SdtSettings
from drivers.technician.trying import try_action

from .conftest import Heard
from .sdt_rig import QUICK, machine, plain, until, without_photo

ROOT = Path(__file__).resolve().parents[2]
CITIZEN = CARDS["citizen"]


@asynccontextmanager
async def bench(directory: Path, card: str | None = None) -> AsyncIterator[Appliance]:
    appliance = Appliance("id-card-reader", {"reader": machine(card=card)}, directory)
    await appliance.start()
    try:
        yield appliance
    finally:
        await appliance.stop()


async def tried(port: str, action: str, *, reveal: bool = False, seconds: float = 4.0, **more: Any) -> Report:
    lines: list[Mapping[str, Any]] = []
    request = Request(None, seconds, reveal, lines.append)
    report = await try_action("sdt", {"port": port, **QUICK, **more}, action, request)
    assert not lines
    return report


@pytest.mark.parametrize("way", ["pty", "tcp"])
async def test_a_card_is_read_by_device_try(tmp_path: Path, way: str) -> None:
    async with bench(tmp_path, "citizen") as reader:
        port = str(reader.pty.address if way == "pty" else reader.tcp.address)
        report = (await tried(port, "read", reveal=True)).to_json()
        assert (report["outcome"], report["error"], report["mends"]) == ("done", None, "nobody")
        assert report["card"] == plain(CITIZEN).to_fields(reveal=True)


async def test_without_reveal_nobody_is_shown(tmp_path: Path) -> None:
    async with bench(tmp_path, "citizen_moved") as reader:
        report = await tried(str(reader.pty.address), "read")
        shown = str(report.to_json())
        assert report.outcome is Outcome.DONE
        assert "样例" not in shown
        assert "19880229" not in shown
        assert "沈阳" not in shown


async def test_the_sam_s_number_is_told_by_device_try(tmp_path: Path) -> None:
    async with bench(tmp_path) as reader:
        report = (await tried(str(reader.pty.address), "sam")).to_json()
        assert report["sam"] == "05.01-20240101-0000000001-0000000002"


async def test_no_card_fails_in_time_with_its_code(tmp_path: Path) -> None:
    async with bench(tmp_path) as reader:
        began = asyncio.get_running_loop().time()
        report = (await tried(str(reader.pty.address), "read", seconds=0.8)).to_json()
        assert asyncio.get_running_loop().time() - began < 2.0
        assert (report["outcome"], report["error"], report["mends"]) == ("failed", "scan.timeout", "citizen")


@pytest.mark.parametrize("fault", ["noise", "late", "garbage", "silent", "dead", "echo"])
async def test_every_fault_of_the_wire_ends_right_or_not_at_all(tmp_path: Path, fault: str) -> None:
    figure = {"noise": 0.0005, "late": 0.03}.get(fault)
    async with bench(tmp_path, "citizen") as reader:
        await reader.set_fault(fault, figure, on=True)
        report = await tried(str(reader.pty.address), "read", reveal=True, seconds=2.0)
        if report.outcome is Outcome.DONE:
            assert report.fields["card"] == plain(CITIZEN).to_fields(reveal=True)
        else:
            assert report.error is not None
            assert fault != "echo"


async def test_a_reader_that_sends_one_byte_at_a_time(tmp_path: Path) -> None:
    async with bench(tmp_path) as reader:
        await reader.set_fault("dribble", on=True)
        report = await tried(str(reader.pty.address), "sam", gap_ms=200, status_deadline_ms=300)
        assert report.fields["sam"] == "05.01-20240101-0000000001-0000000002"


async def test_unplugged_and_plugged_again_at_a_real_port(tmp_path: Path) -> None:
    async with bench(tmp_path) as appliance:
        settings = SdtSettings.model_validate({"driver": "sdt", "port": str(appliance.pty.address), **QUICK})
        reader = SdtReader("card_reader", link_for(settings), settings, clock=SystemClock(), random=Random(1))
        heard = Heard()
        reader.listen(heard)
        await reader.start()
        try:
            await until(lambda: reader.online)
            reading = asyncio.create_task(reader.read(3.0))
            await appliance.set_fault("unplug", on=True)
            assert (await reading).error == "link.absent"
            await appliance.set_fault("unplug", on=False)
            appliance.act("reader", "put_card", {"card": "citizen"})
            await heard.back()
            assert without_photo((await reader.read(3.0)).card) == plain(CITIZEN)
        finally:
            await reader.stop()


async def test_an_argument_is_refused() -> None:
    with pytest.raises(WrongUse, match="takes no argument"):
        await try_action("sdt", {"port": "/dev/none"}, "read", Request("1", 1.0, False, lambda line: None))


def test_the_usb_form_is_refused_in_a_sentence() -> None:
    with pytest.raises(SettingsError, match=r"my\.toml: devices\.reader\.port = 'usb://0400:c35a'.*not supported"):
        build("reader", {"driver": "sdt", "port": "usb://0400:c35a"}, "my.toml")


def test_every_setting_has_a_sentence_and_stands_in_the_manual() -> None:
    manual = (ROOT / "docs/devices/sdt.md").read_text(encoding="utf-8")
    for name, field in settings_of("sdt").model_fields.items():
        assert field.description, name
        assert field.is_required() == (name in ("driver", "port")), name
        assert f"`{name}`" in manual, name


def test_nothing_but_the_port_needs_to_be_set() -> None:
    reader = build("reader", {"driver": "sdt", "port": "/dev/ttyS0"}, "my.toml")
    assert isinstance(reader, SdtReader)
    assert settings_of("sdt").model_fields["baud"].default == 115200
