"""A pad described in the settings, against other ends that speak other pads' bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.pads.ff68_line import Ff68Line
from bench.pads.template_pad import TemplatePad as Machine
from bench.ports.noise import Rates
from drivers.actions import Request
from drivers.clock import SystemClock
from drivers.errors import SettingsError
from drivers.facts import Fact, KeyPressed, Rated
from drivers.pads.template import TemplatePad
from drivers.pads.template_settings import TemplateSettings
from drivers.registry import build, settings_of
from drivers.roles import Outcome, RatingResult
from drivers.technician.trying import try_action

from .conftest import Heard
from .wired import WiredLink

pytestmark = pytest.mark.leaping

ROOT = Path(__file__).resolve().parents[2]
QUICK: dict[str, Any] = {
    "poll_seconds": 0.05,
    "backoff_longest_seconds": 0.02,
    "quick_reopens_per_hour": 600,
    "settle_seconds": 0.0,
    "key_repeat_ms": 50,
    "rating_repeat_ms": 50,
    "echo_ms": 20,
    "gap_ms": 20,
}
FF68: dict[str, Any] = {
    "prefix": "FF 68",
    "suffix": "16",
    "checksum": "sum8",
    "checksum_from": 5,
    "ask_bytes": "FF 68 03 03 68 01 01 0B 0D 16",
    "keys": {
        "03 03 68 01 11 00": "rate:1",
        "03 03 68 01 11 02": "rate:4",
        "03 03 68 01 11 03": "rate:5",
        "03 03 68 01 01 0C": "key:next",
        "03 03 68 01 01 12": "ignore",
        "04 04 68 01 01 06 0F": "key:give_up",
    },
    "answer": "echo",
    "answers": {
        "03 03 68 01 11 00": "FF 68 03 03 68 01 01 00 02 16",
        "03 03 68 01 11 03": "FF 68 03 03 68 01 01 03 05 16",
    },
}
QSYSTEM: dict[str, Any] = {
    "prefix": "01",
    "suffix": "07",
    "keys": {"20 31": "key:call", "20 32": "key:start", "20 33": "key:redirect", "20 34": "key:finish"},
}
CALLER_0103: dict[str, Any] = {
    "prefix": "01 03",
    "suffix": "FF",
    "keys": {"00 ?? ??": "key:next", "02 ?? ??": "key:again", "06 ?? ??": "key:login", "1A ?? ??": "key:logout"},
}
CALLER_KEYS = {
    "next": bytes.fromhex("01 03 00 73 73 FF"),
    "again": bytes.fromhex("01 03 02 00 00 FF"),
    "login": bytes.fromhex("01 03 06 73 73 FF"),
}


@asynccontextmanager
async def started(link: WiredLink, described: dict[str, Any], **more: Any) -> AsyncIterator[tuple[Any, list[Fact]]]:
    values = {"driver": "template-pad", "port": "/dev/none", **QUICK, **described, **more}
    settings = TemplateSettings.model_validate(values)
    pad = TemplatePad("pad", link, settings, clock=SystemClock(), random=Random(1))
    facts: list[Fact] = []
    pad.listen(lambda fact: facts.append(fact) if isinstance(fact, Rated | KeyPressed) else None)
    await pad.start()
    try:
        await until(lambda: pad.online)
        yield pad, facts
    finally:
        await pad.stop()


async def until(condition: Any, deadline_seconds: float = 5.0) -> None:
    async with asyncio.timeout(deadline_seconds):
        while not condition():  # noqa: ASYNC110  nothing tells when a foreign thing is so
            await asyncio.sleep(0.002)


async def test_ff68_described_rates_and_calls() -> None:
    box = Ff68Line()
    link = WiredLink(box)
    async with started(link, FF68) as (pad, facts):
        asking = asyncio.create_task(pad.ask(2.0))
        await until(lambda: box.state(0)["invited"])
        link.act("rate", value=3)
        assert await asking == RatingResult(Outcome.DONE, 3, 5)
        for key in ("next", "give_up", "pause", "again"):  # one that means nothing, one that is not described
            link.act("press", key=key)
        link.act("rate", value=0)
        await until(lambda: len(facts) == 3)
        assert facts == [KeyPressed("pad", "next"), KeyPressed("pad", "give_up"), Rated("pad", 0, 1)]
        await until(lambda: len(box.state(0)["unacknowledged"]) == 1)  # the one that is not described


async def test_a_four_byte_pad_of_another_maker() -> None:
    link = WiredLink(Machine(), portion=1)
    async with started(link, QSYSTEM) as (pad, facts):
        for key in ("call", "start", "redirect", "finish"):
            link.act("press", key=key)
        await until(lambda: len(facts) == 4)
        assert [fact.key for fact in facts if isinstance(fact, KeyPressed)] == ["call", "start", "redirect", "finish"]
        assert link.sent == b""
        assert (await pad.ask(0.02)).error == "scan.timeout"


async def test_a_caller_with_two_bytes_that_may_be_anything() -> None:
    link = WiredLink(Machine(CALLER_KEYS))
    async with started(link, CALLER_0103) as (_, facts):
        for key in CALLER_KEYS:
            link.act("press", key=key)
        await until(lambda: len(facts) == 3)
        assert [fact.key for fact in facts if isinstance(fact, KeyPressed)] == list(CALLER_KEYS)


async def test_a_pad_without_a_checksum_may_have_to_say_it_twice() -> None:
    link = WiredLink(Machine())
    async with started(link, QSYSTEM, agreeing=2, echo_ms=0, key_repeat_ms=0) as (_, facts):
        link.act("press", key="call")
        link.act("press", key="start")
        link.act("press", key="start")
        await until(lambda: bool(facts))
        assert facts == [KeyPressed("pad", "start")]


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.1])
async def test_noise_makes_no_wrong_rating_of_a_checked_frame(rate: float) -> None:
    async def rate_once(seed: int) -> RatingResult:
        link = WiredLink(Ff68Line(), rates=Rates.all(rate), seed=seed)
        async with started(link, FF68) as (pad, _):
            asking = asyncio.create_task(pad.ask(0.2))
            await until(lambda: bool(link.sent))
            link.act("rate", value=3)
            result: RatingResult = await asking
            return result

    results = await asyncio.gather(*map(rate_once, range(0, 60, 2)))
    assert {result.level for result in results} <= {5, None}
    assert any(result.level == 5 for result in results) or rate == 0.1


async def test_the_rest_of_a_frame_after_a_silence_is_no_press() -> None:
    link = WiredLink(Machine())
    async with started(link, QSYSTEM) as (_, facts):
        link.deliver(bytes.fromhex("01 20"))
        await asyncio.sleep(0.06)  # longer than gap_ms
        link.deliver(bytes.fromhex("31 07"))
        link.act("press", key="finish")
        await until(lambda: bool(facts))
        assert facts == [KeyPressed("pad", "finish")]


async def test_pulled_at_every_byte_and_plugged_again() -> None:
    for cut in range(20):
        link, heard = WiredLink(Ff68Line(), break_after=cut), Heard()
        async with started(link, FF68) as (pad, _):
            pad.listen(heard)
            asking = asyncio.create_task(pad.ask(0.5))
            await until(lambda link=link, asking=asking: len(link.sent) >= 10 or asking.done())
            link.act("rate", value=3)
            assert (await asking).error in (None, "link.absent"), cut
            await heard.lost()
            link.plug()
            pad.nudge()
            await heard.back()
            asking = asyncio.create_task(pad.ask(1.0))
            await asyncio.sleep(0)
            link.act("rate", value=0)
            assert (await asking).level == 1, cut


@pytest.mark.real_time
async def test_tried_at_a_real_port(tmp_path: Path) -> None:
    appliance = Appliance("caller", {"box": Ff68Line()}, tmp_path)
    await appliance.start()
    try:
        settings = {"port": str(appliance.pty.address), **QUICK, **FF68}
        asked = asyncio.create_task(
            try_action("template-pad", settings, "ask", Request(None, 4.0, False, lambda line: None))
        )
        await until(lambda: appliance.machines["box"].state(0)["invited"])
        appliance.act("box", "rate", {"value": 3})
        report = (await asked).to_json()
        assert (report["outcome"], report["value"], report["level"]) == ("done", 3, 5)

        lines: list[Mapping[str, Any]] = []
        listened = asyncio.create_task(
            try_action("template-pad", settings, "listen", Request(None, 1.0, False, lines.append))
        )
        await until(lambda: bool(appliance.state()["opened"]))
        appliance.act("box", "press", {"key": "next"})
        assert (await listened).to_json()["events"] == [{"event": "key", "key": "next"}] == lines
    finally:
        await appliance.stop()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"keys": {}}, "devices.pad.keys = {} is refused"),
        ({"keys": {"3": "rate:5"}}, "no bytes in hex"),
        ({"keys": {"31": "rate:6"}}, "rate:1 to rate:5"),
        ({"keys": {"31": "key:Nächster"}}, "key:NAME"),
        ({"keys": {"??": "rate:5"}}, "fits any bytes"),
        ({"keys": {"31": "rate:1", "?1": "rate:2"}}, "no bytes in hex"),
        ({"keys": {"31": "rate:1", "??": "rate:2"}, "prefix": "01"}, "'31' and '??' can be the same bytes"),
        ({"prefix": "0x01"}, "devices.pad.prefix = '0x01'"),
        ({"checksum": "crc8"}, "devices.pad.checksum = 'crc8'"),
        ({"answers": {"32": "06"}}, "'32' is no pattern of keys"),
        ({"answer": "yes"}, "devices.pad.answer = 'yes'"),
    ],
)
def test_a_description_that_cannot_be_meant_is_refused_in_a_sentence(wrong: dict[str, Any], said: str) -> None:
    table = {"driver": "template-pad", "port": "/dev/ttyS0", "keys": {"31": "rate:1"}, **wrong}
    with pytest.raises(SettingsError) as refused:
        build("pad", table, "my.toml")
    assert said in str(refused.value)
    assert str(refused.value).startswith("config.invalid: my.toml: devices.pad")


def test_every_setting_has_a_sentence_and_stands_in_the_manual() -> None:
    manual = (ROOT / "docs/devices/template-pad.md").read_text(encoding="utf-8")
    for name, field in settings_of("template-pad").model_fields.items():
        assert field.description, name
        assert field.is_required() == (name in ("driver", "port", "keys")), name
        assert f"`{name}`" in manual, name
