"""What a serial scanner's settings do: prefixes, second reads, live mode, questions, refusals; and its manuals."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from drivers.errors import SettingsError
from drivers.facts import Link
from drivers.registry import build, settings_of
from tests.drivers.scanner_rig import rig, settings_for, until

pytestmark = pytest.mark.leaping

MANUALS = Path(__file__).resolve().parents[2] / "docs/devices"


@pytest.mark.parametrize(("model", "baud"), [("de2120", 115200), ("gm65", 9600), ("newland", 9600), ("plain", 9600)])
def test_each_model_has_its_baud_rate(model: str, baud: int) -> None:
    assert settings_for(model).baud == baud
    assert settings_for(model, baud=38400).baud == 38400


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "datalogic"},
        {"model": ["de2120"]},
        {"prefix_hex": "2"},
        {"suffix_hex": "0D"},
        {"trigger_hex": "54", "model": "gm65"},
        {"short_trigger": True, "model": "honeywell"},
        {"ask_alive": True},
        {"encoding": "big5"},
        {"idle_ms": 0},
    ],
)
def test_a_wrong_setting_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"my\.toml: devices\.scanner"):
        build("scanner", {"driver": "serial-scanner", "port": "/dev/none", **wrong}, "my.toml")
    with pytest.raises(ValidationError):
        settings_for(**{"model": "plain", **wrong})


async def test_prefix_and_suffix_are_demanded_and_cut_off() -> None:
    async with rig("gm65", prefix_hex="02 5B", suffix_hex="5D", ends="crlf") as made:
        reading = asyncio.ensure_future(made.scanner.read(2))
        await until(lambda: made.scanner.reads)
        made.link.act("show_bytes", hex=b"NO".hex())
        await until(lambda: made.machine.reads > 0)
        made.link.act("show_bytes", hex=b"\x02[YES]".hex())
        assert (await reading).text == "YES"


async def test_with_twice_a_flipped_text_is_not_taken() -> None:
    async with rig("gm65", twice=True) as made:
        reading = asyncio.ensure_future(made.scanner.read(2))
        await until(lambda: made.scanner.reads)
        for text in ("A1", "A9", "A1", "A1"):
            reads = made.machine.reads
            made.show(text)
            await until(lambda reads=reads: made.machine.reads > reads or reading.done())
        assert (await reading).text == "A1"


async def test_what_is_no_text_is_not_taken_and_said_so() -> None:
    async with rig("honeywell") as made:
        made.link.act("show_bytes", hex="41 00 42")
        assert (await made.scanner.read(0.2)).error == "scan.unreadable"


async def test_nothing_read_is_no_text() -> None:
    async with rig("plain", "no_read", trigger_hex="54", stop_hex="50", no_read="%%NoRead") as made:
        reading = asyncio.ensure_future(made.scanner.read(0.2))
        await until(lambda: b"T" in made.link.sent)
        made.link.deliver(b"%%NoRead\r\n")
        assert (await reading).error == "scan.timeout"
        assert made.link.sent.startswith(b"T")
        assert made.link.sent.endswith(b"P")


async def test_a_newland_may_have_the_short_trigger() -> None:
    async with rig("newland", short_trigger=True) as made:
        assert (await made.read("A1")).text == "A1"
        assert bytes(made.link.sent) == bytes.fromhex("01 54 04  01 50 04")


@pytest.mark.parametrize(("model", "live"), [("plain", None), ("gm65", True)])
async def test_codes_that_come_by_themselves_are_facts(model: str, live: bool | None) -> None:
    async with rig(model, "senses", live=live) as made:
        for text in ("A1", "A2"):
            made.show(text)
            await until(lambda text=text: text in made.scanned)
        assert made.scanned == ["A1", "A2"]
        assert "A1" not in repr(made.facts)


async def test_codes_that_come_by_themselves_are_dropped_unless_live() -> None:
    async with rig("gm65", "senses") as made:
        made.show("A1")
        await asyncio.sleep(0.05)
        assert made.scanned == []


@pytest.mark.parametrize("model", ["newland", "honeywell", "zebra-ssi", "gm65", "de2120"])
async def test_a_scanner_may_be_asked_whether_it_is_there(model: str) -> None:
    async with rig(model, ask_alive=True, poll_seconds=0.05, answer_deadline_ms=30) as made:
        assert (await made.read("A1")).text == "A1"
        made.link.silent = True
        await until(lambda: made.scanner.condition().link is not Link.ONLINE)
        assert made.scanner.condition().error == "proto.timeout"
        made.link.silent = False
        await until(lambda: made.scanner.condition().link is Link.ONLINE)
        assert (await made.read("A2", 3)).text == "A2"


@pytest.mark.parametrize("driver", ["serial-scanner", "hid-scanner", "hid-keypad"])
def test_every_setting_has_a_sentence_and_stands_in_the_manual(driver: str) -> None:
    manual = (MANUALS / f"{driver}.md").read_text(encoding="utf-8")
    for name, field in settings_of(driver).model_fields.items():
        assert field.description, name
        assert f"`{name}`" in manual, name
        assert field.is_required() == (name in ("driver", "port")), name
