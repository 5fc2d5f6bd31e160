"""The caller and rating pad against its own other end: ratings, keys, digits, bad wires, real ports."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.pads.ff68_line import KEYS, Ff68Line
from bench.ports.noise import Rates
from drivers.actions import Request, WrongUse
from drivers.clock import SystemClock
from drivers.errors import SettingsError
from drivers.facts import Fact, KeyPressed, Rated
from drivers.link.bus import Bus
from drivers.pads.ff68 import Ff68Pad
from drivers.pads.ff68_settings import Ff68Settings
from drivers.registry import build, settings_of
from drivers.roles import Done, Outcome, RatingResult
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
    "key_repeat_ms": 100,
    "rating_repeat_ms": 100,
    "echo_ms": 50,
    "write_deadline_seconds": 1.0,
}
RATING_3 = bytes.fromhex("FF 68 03 03 68 01 11 03 15 16")
PLAIN_KEYS = [key for key in KEYS if key != "one_metre"]


def pad_at(link: Any, **more: Any) -> Ff68Pad:
    settings = Ff68Settings.model_validate({"driver": "ff68", "port": "/dev/none", **QUICK, **more})
    return Ff68Pad(f"pad_{settings.counter}", link, settings, clock=SystemClock(), random=Random(1))


@asynccontextmanager
async def started(link: Any, **more: Any) -> AsyncIterator[tuple[Ff68Pad, list[Fact]]]:
    pad = pad_at(link, **more)
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


def asked(box: Ff68Line) -> bool:
    return bool(box.state(0)["invited"])


@pytest.mark.parametrize(("value", "level"), [(0, 1), (1, 3), (2, 4), (3, 5)])
async def test_a_citizen_is_invited_and_rates(value: int, level: int) -> None:
    box = Ff68Line()
    link = WiredLink(box)
    async with started(link) as (pad, facts):
        asking = asyncio.create_task(pad.ask(2.0))
        await until(lambda: asked(box))
        link.act("rate", value=value)
        assert await asking == RatingResult(Outcome.DONE, value, level)
        await until(lambda: not box.state(0)["unacknowledged"])
        assert facts == []  # what was asked for is no news


async def test_nobody_presses() -> None:
    async with started(WiredLink(Ff68Line())) as (pad, _):
        assert await pad.ask(0.05) == RatingResult(Outcome.FAILED, error="scan.timeout")


async def test_a_rating_that_the_settings_do_not_know_is_none() -> None:
    link = WiredLink(Ff68Line())
    async with started(link, levels={"3": 5}) as (pad, facts):
        link.act("rate", value=2)
        link.act("rate", value=3)
        await until(lambda: facts == [Rated("pad_1", 3, 5)])
        asking = asyncio.create_task(pad.ask(2.0))
        await asyncio.sleep(0)
        link.act("rate", value=1)
        assert await asking == RatingResult(Outcome.FAILED, 1, None, "scan.unreadable")


@pytest.mark.parametrize("function", [1, 4])
async def test_every_key_is_told_by_its_name_and_acknowledged(function: int) -> None:
    box = Ff68Line(key_function=function)
    link = WiredLink(box)
    async with started(link, echo_ms=0) as (_, facts):
        for key in PLAIN_KEYS:
            link.act("press", key=key)
        await until(lambda: len(facts) == len(PLAIN_KEYS))
        assert facts == [KeyPressed("pad_1", key) for key in PLAIN_KEYS]
        if function == 1:
            await until(lambda: not box.state(0)["unacknowledged"])


async def test_key_frames_of_another_function_can_be_left_out() -> None:
    link = WiredLink(Ff68Line(key_function=4))
    async with started(link, key_function=1) as (_, facts):
        link.act("press", key="next")
        link.act("rate", value=3)
        await until(lambda: bool(facts))
        assert facts == [Rated("pad_1", 3, 5)]


async def test_a_press_said_again_for_want_of_an_acknowledgement_is_one_press() -> None:
    box = Ff68Line()
    box.set_fault("deaf", 0.0, on=True)
    link = WiredLink(box)
    async with started(link, key_repeat_ms=3000, rating_repeat_ms=3000, echo_ms=20) as (_, facts):
        link.act("press", key="next")
        link.act("rate", value=3)
        await until(lambda: bytes(link.sent).count(bytes.fromhex("FF6803036801010305 16")) == 3)
        assert facts == [KeyPressed("pad_1", "next"), Rated("pad_1", 3, 5)]


async def test_the_digits_beep_and_stars() -> None:
    box = Ff68Line()
    async with started(WiredLink(box)) as (pad, _):
        assert await pad.show_ticket("A1-1023", 1.0) == Done(Outcome.DONE)
        await until(lambda: box.state(0)["ticket"] == "023")
        assert box.state(0)["waiting"] == ""
        assert await pad.show_waiting(12, 1.0) == Done(Outcome.DONE)
        await until(lambda: box.state(0)["waiting"] == "012")
        await pad.beep(1.0)
        await pad.show_five_stars(1.0)
        await until(lambda: box.state(0)["beeps"] == 1 and box.state(0)["stars"])
        assert await pad.show_ticket("---", 1.0) == Done(Outcome.FAILED, "config.invalid")


async def test_several_counters_on_one_line() -> None:
    boxes = [Ff68Line(1), Ff68Line(2), Ff68Line(7)]
    link = WiredLink(*boxes)
    bus = Bus(link)
    async with (
        started(bus.tap(), counter=1) as (_, first),
        started(bus.tap(), counter=2) as (pad, second),
    ):
        asking = asyncio.create_task(pad.ask(2.0))
        await until(lambda: asked(boxes[1]))
        assert not asked(boxes[0])
        link.act("press", machine=0, key="next")
        link.act("rate", machine=2, value=0)
        link.act("rate", machine=1, value=3)
        assert (await asking).level == 5
        await until(lambda: first == [KeyPressed("pad_1", "next")])
        assert second == []
        assert boxes[2].state(0)["unacknowledged"]  # nobody's counter here


# --- bad wires ---


async def test_an_echoing_line_makes_no_presses_of_our_own_frames() -> None:
    box = Ff68Line()
    link = WiredLink(box, echo=True)
    async with started(link) as (pad, facts):
        link.act("press", key="evaluate")
        await until(lambda: not box.state(0)["unacknowledged"])
        asking = asyncio.create_task(pad.ask(2.0))
        await until(lambda: asked(box))
        await pad.show_waiting(3, 1.0)
        link.act("rate", value=3)
        assert (await asking).level == 5
        await until(lambda: not box.state(0)["unacknowledged"])
        assert facts == [KeyPressed("pad_1", "evaluate")]
        assert len(link.sent) < 80  # no endless acknowledging of echoes


@pytest.mark.parametrize("kind", ["loss", "flip", "duplication", "insertion"])
@pytest.mark.parametrize("rate", [0.001, 0.01, 0.1])
async def test_noise_makes_no_wrong_rating_and_no_hang(kind: str, rate: float) -> None:
    async def rate_once(seed: int) -> RatingResult:
        link = WiredLink(Ff68Line(), rates=Rates(**{kind: rate}), seed=seed)
        async with started(link) as (pad, _):
            asking = asyncio.create_task(pad.ask(0.2))
            await until(lambda: bool(link.sent))
            link.act("rate", value=3)
            return await asking

    results = await asyncio.gather(*map(rate_once, range(0, 80, 2)))
    assert {result.level for result in results} <= {5, None}
    assert sum(result.level == 5 for result in results) > (30 if rate < 0.1 else 2)


@pytest.mark.parametrize("portion", [1, 3])
async def test_portions_do_not_matter(portion: int) -> None:
    link = WiredLink(Ff68Line(), portion=portion)
    async with started(link) as (_, facts):
        link.act("rate", value=2)
        await until(lambda: facts == [Rated("pad_1", 2, 4)])


async def test_pulled_while_a_citizen_is_asked_and_plugged_again() -> None:
    for cut in range(26):
        link, heard = WiredLink(Ff68Line(), break_after=cut), Heard()
        async with started(link) as (pad, _):
            pad.listen(heard)
            asking = asyncio.create_task(pad.ask(1.0))
            await asyncio.sleep(0)
            await until(lambda link=link, asking=asking: len(link.sent) >= 10 or asking.done())
            link.act("rate", value=3)
            link.act("press", key="next")
            result = await asking
            assert (result.outcome, result.error) in ((Outcome.DONE, None), (Outcome.FAILED, "link.absent")), cut
            if not link.present:
                await heard.lost()
                link.plug()
                pad.nudge()
                await heard.back()
            asking = asyncio.create_task(pad.ask(1.0))
            await asyncio.sleep(0)
            link.act("rate", value=0)
            assert (await asking).level == 1, cut


async def test_a_stranger_s_babble_closes_the_port() -> None:
    link, heard = WiredLink(Ff68Line()), Heard()
    async with started(link, garbage_limit_bytes=64) as (pad, facts):
        pad.listen(heard)
        link.deliver(Random(1).randbytes(4096))
        assert (await heard.lost()).code == "proto.garbage"
        assert facts == []


async def test_whoever_waits_for_a_rating_is_told_of_the_babble() -> None:
    link = WiredLink(Ff68Line())
    async with started(link, garbage_limit_bytes=64) as (pad, _):
        asking = asyncio.create_task(pad.ask(5.0))
        await asyncio.sleep(0)
        link.deliver(Random(1).randbytes(4096))
        assert await asking == RatingResult(Outcome.FAILED, error="proto.garbage")


# --- real ports and the technician ---


@asynccontextmanager
async def bench(directory: Path, counter: int = 1) -> AsyncIterator[tuple[Appliance, Ff68Line]]:
    box = Ff68Line(counter)
    appliance = Appliance("caller", {"box": box}, directory)
    await appliance.start()
    try:
        yield appliance, box
    finally:
        await appliance.stop()


@pytest.mark.real_time
@pytest.mark.parametrize("way", ["pty", "tcp"])
async def test_asked_by_device_try(tmp_path: Path, way: str) -> None:
    async with bench(tmp_path, 5) as (appliance, box):
        port = str(appliance.pty.address if way == "pty" else appliance.tcp.address)
        request = Request(None, 4.0, False, lambda line: None)
        trying = asyncio.create_task(try_action("ff68", {"port": port, "counter": 5}, "ask", request))
        await until(lambda: asked(box))
        appliance.act("box", "rate", {"value": 2})
        report = (await trying).to_json()
        assert report == {"outcome": "done", "error": None, "mends": "nobody", "value": 2, "level": 4}
        assert not box.state(0)["unacknowledged"]


@pytest.mark.real_time
async def test_listened_to_by_device_try(tmp_path: Path) -> None:
    lines: list[Mapping[str, Any]] = []
    async with bench(tmp_path) as (appliance, box):
        request = Request(None, 1.0, False, lines.append)
        port = str(appliance.pty.address)
        trying = asyncio.create_task(try_action("ff68", {"port": port, **QUICK}, "listen", request))
        await until(lambda: bool(appliance.state()["opened"]))
        for name, values in (("press", {"key": "next"}), ("rate", {"value": 0}), ("press", {"key": "give_up"})):
            appliance.act("box", name, values)
            await until(lambda: not box.state(0)["unacknowledged"])
        report = (await trying).to_json()
    events = [
        {"event": "key", "key": "next"},
        {"event": "rated", "value": 0, "level": 1},
        {"event": "key", "key": "give_up"},
    ]
    assert lines == events
    assert (report["outcome"], report["events"]) == ("done", events)


@pytest.mark.real_time
async def test_shown_and_beeped_by_device_try(tmp_path: Path) -> None:
    async with bench(tmp_path) as (appliance, box):
        for action, argument in (("ticket", "A023"), ("waiting", "4"), ("beep", None), ("stars", None)):
            request = Request(argument, 2.0, False, lambda line: None)
            report = await try_action("ff68", {"port": str(appliance.pty.address), **QUICK}, action, request)
            assert report.to_json()["outcome"] == "done", action
        await until(lambda: box.state(0)["waiting"] == "004" and box.state(0)["beeps"] == 1 and box.state(0)["stars"])


@pytest.mark.parametrize(("action", "argument"), [("ticket", "ABC"), ("waiting", "many"), ("waiting", "-1")])
async def test_what_cannot_be_shown_is_refused(action: str, argument: str) -> None:
    with pytest.raises(WrongUse):
        await try_action("ff68", {"port": "/dev/none"}, action, Request(argument, 1.0, False, lambda line: None))


def test_every_setting_has_a_sentence_and_stands_in_the_manual() -> None:
    manual = (ROOT / "docs/devices/ff68.md").read_text(encoding="utf-8")
    for name, field in settings_of("ff68").model_fields.items():
        assert field.description, name
        assert field.is_required() == (name in ("driver", "port")), name
        assert f"`{name}`" in manual, name


@pytest.mark.parametrize("wrong", [{"counter": 256}, {"levels": {"0": 6}}, {"levels": {}}, {"levels": {"x": 1}}])
def test_wrong_settings_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"my\.toml: devices\.pad\." + next(iter(wrong))):
        build("pad", {"driver": "ff68", "port": "/dev/ttyS0", **wrong}, "my.toml")
