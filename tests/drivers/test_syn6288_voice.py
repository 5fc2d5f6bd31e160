"""The speech chip against its own other end, over bad wires."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.ports.noise import Rates
from bench.voices import Syn6288 as Chip
from drivers.actions import Report, Request, WrongUse
from drivers.clock import SystemClock
from drivers.facts import Operational
from drivers.roles import Done, Outcome
from drivers.technician.trying import try_action
from drivers.voices.speech_chip import SpeechChip
from drivers.voices.syn6288 import DRIVER
from drivers.voices.syn6288_settings import Syn6288Settings

from .wired import WiredLink

pytestmark = pytest.mark.leaping

ROOT = Path(__file__).resolve().parents[2]
QUICK: dict[str, Any] = {
    "answer_deadline_ms": 60,
    "status_seconds": 0.1,
    "late_answer_seconds": 0.3,
    "poll_seconds": 0.05,
    "backoff_longest_seconds": 0.02,
    "quick_reopens_per_hour": 600,
}
TEXT = "请A023到5号窗口"


def quick_chip(**more: Any) -> Chip:
    return Chip(**{"seconds_a_character": 0.002, "answer_seconds": 0.001, **more})


@asynccontextmanager
async def wired(link: WiredLink, **more: Any) -> AsyncIterator[SpeechChip]:
    settings = Syn6288Settings.model_validate({"driver": "syn6288", "port": "/dev/none", **QUICK, **more})
    voice = SpeechChip("voice", link, settings, clock=SystemClock(), random=Random(1))
    await voice.start()
    try:
        await until(lambda: voice.online)
        yield voice
    finally:
        await voice.stop()


async def until(condition: Callable[[], Any], deadline_seconds: float = 5.0) -> None:
    async with asyncio.timeout(deadline_seconds):
        while not condition():  # noqa: ASYNC110  nothing tells when a foreign thing is so
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "utf-16"])
@pytest.mark.parametrize("checksum", [True, False])
async def test_a_text_is_spoken_to_its_end(encoding: str, checksum: bool) -> None:
    chip = quick_chip(checksum=checksum)
    async with wired(WiredLink(chip), encoding=encoding, checksum=checksum) as voice:
        assert await voice.say(TEXT, 2.0) == Done(Outcome.DONE)
        assert voice.condition().operational is Operational.READY
    assert chip.spoken == [TEXT]


async def test_a_long_text_is_spoken_in_parts_one_after_the_other() -> None:
    chip = quick_chip()
    async with wired(WiredLink(chip), text_bytes_limit=24, volume=12, speed=4) as voice:
        assert (await voice.say("请A023号到5号窗口。请A024号到6号窗口。", 3.0)).outcome is Outcome.DONE
    assert "".join(chip.spoken) == "请A023号到5号窗口。请A024号到6号窗口。"
    assert len(chip.spoken) > 2
    assert chip.manner == "[v12][t4]"


async def test_two_texts_wait_for_one_another() -> None:
    chip = quick_chip(seconds_a_character=0.012)  # ends at no moment at which it is asked
    async with wired(WiredLink(chip)) as voice:
        first = asyncio.create_task(voice.say(TEXT, 2.0))
        second = asyncio.create_task(voice.say("A024", 2.0))
        await until(lambda: chip.spoken)
        assert chip.spoken == [TEXT]
        assert [(await first).outcome, (await second).outcome] == [Outcome.DONE] * 2
        assert await asyncio.gather(voice.say(TEXT, 2.0), voice.say("A", 0.02)) == [
            Done(Outcome.DONE),
            Done(Outcome.FAILED, "proto.timeout"),
        ]
    assert chip.spoken == [TEXT, "A024", TEXT]


@pytest.mark.parametrize("text", ["\U0001f600", "", " \n"])
async def test_a_text_that_it_cannot_say_is_refused_whole(text: str) -> None:
    link = WiredLink(quick_chip())
    async with wired(link) as voice:
        assert await voice.say(text, 2.0) == Done(Outcome.FAILED, "config.invalid")
    assert not link.sent


async def test_the_wrong_kind_of_chip_fails_after_a_few_tries() -> None:
    chip = quick_chip(checksum=True)
    async with wired(WiredLink(chip), checksum=False, tries=2) as voice:
        result = await voice.say(TEXT, 2.0)
    assert result.outcome is not Outcome.DONE
    assert not chip.spoken


async def test_a_chip_that_says_nothing_leaves_it_unknown_and_is_spoken_to_once() -> None:
    chip = quick_chip()
    chip.set_fault("mute", 0.0, on=True)
    async with wired(WiredLink(chip)) as voice:
        started = asyncio.get_running_loop().time()
        assert await voice.say(TEXT, 10.0) == Done(Outcome.UNKNOWN, "proto.timeout")
        assert asyncio.get_running_loop().time() - started < 5.0
    assert chip.spoken == [TEXT]


async def test_an_end_that_is_never_told_is_asked_for() -> None:
    chip = quick_chip(seconds_a_character=0.02)
    chip.set_fault("endless", 0.0, on=True)
    async with wired(WiredLink(chip)) as voice:
        assert (await voice.say(TEXT, 3.0)).outcome is Outcome.DONE
        chip.set_fault("no_status", 0.0, on=True)
        assert await voice.say(TEXT, 0.6) == Done(Outcome.UNKNOWN, "job.unknown")


async def test_the_late_answers_to_one_text_are_not_the_next_ones() -> None:
    chip = quick_chip()
    link = WiredLink(chip, late_seconds=0.25)
    async with wired(link) as voice:
        assert (await voice.say("A", 0.1)).outcome is Outcome.UNKNOWN
        chip.set_fault("mute", 0.0, on=True)
        assert (await voice.say("B", 0.7)).outcome is Outcome.UNKNOWN


async def test_a_chip_that_starts_anew_has_not_spoken_to_the_end() -> None:
    chip = quick_chip(seconds_a_character=0.1)
    link = WiredLink(chip)
    async with wired(link, status_seconds=5.0) as voice:
        saying = asyncio.create_task(voice.say(TEXT, 3.0))
        await until(lambda: chip.spoken)
        link.deliver(b"\x4a")
        assert (await saying) == Done(Outcome.UNKNOWN, "job.unknown")


async def test_a_chip_that_knows_its_state_is_watched() -> None:
    chip = quick_chip()
    async with wired(link := WiredLink(chip)) as voice:
        assert not link.sent  # nothing is known yet
        assert (await voice.say(TEXT, 2.0)).outcome is Outcome.DONE
        await until(lambda: voice._knows_status)
        link.silent = True
        await until(lambda: voice.condition().error == "proto.timeout")
        link.silent = False
        await until(lambda: voice.online and voice.condition().error is None)


async def test_a_chip_without_the_question_is_left_in_peace() -> None:
    chip = quick_chip()
    chip.set_fault("no_status", 0.0, on=True)
    async with wired(link := WiredLink(chip)) as voice:
        assert (await voice.say(TEXT, 2.0)).outcome is Outcome.DONE
        await until(lambda: voice._knows_status is False)
        assert (await voice.say("A", 2.0)).outcome is Outcome.DONE
    assert link.openings == 1


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.1])
async def test_done_means_spoken_whatever_the_wire_does(rate: float) -> None:
    done = 0
    for seed in range(8):
        chip = quick_chip()
        async with wired(
            WiredLink(chip, rates=Rates.all(rate), seed=seed), answer_deadline_ms=20, status_seconds=0.03
        ) as voice:
            for text in ("A001", "请到3号"):
                result = await voice.say(text, 0.4)
                if result.outcome is Outcome.DONE:
                    done += 1
                    assert text in chip.spoken
                assert set(chip.spoken) <= {"A001", "请到3号"}
    assert done >= {0.001: 14, 0.01: 6, 0.1: 0}[rate]


async def test_the_cable_comes_out_after_every_byte() -> None:
    for count in range(10 + 2):
        chip = quick_chip()
        link = WiredLink(chip, break_after=count)
        async with wired(link) as voice:
            result = await voice.say("A001", 0.5)
            assert result.outcome is (Outcome.UNKNOWN if count else Outcome.FAILED)
            assert result.error == "link.absent"
            link.plug()
            await until(lambda link=link, voice=voice: voice.online and link.openings == 2)
            assert (await voice.say("A002", 2.0)).outcome is Outcome.DONE
        assert chip.spoken[-1] == "A002"


@pytest.mark.parametrize("portion", [0, 1, 5])
async def test_our_own_letters_given_back_are_no_answers(portion: int) -> None:
    chip = quick_chip()
    async with wired(WiredLink(chip, echo=True, portion=portion)) as voice:
        assert (await voice.say("AJENO", 2.0)).outcome is Outcome.DONE
        chip.set_fault("mute", 0.0, on=True)
        assert (await voice.say("AJENO", 0.5)).outcome is Outcome.UNKNOWN
    assert chip.spoken[0] == "AJENO"


async def test_a_device_that_talks_all_the_time_is_not_believed() -> None:
    chip = quick_chip()
    chip.set_fault("mute", 0.0, on=True)
    async with wired(link := WiredLink(chip)) as voice:
        saying = asyncio.create_task(voice.say(TEXT, 1.0))
        await until(lambda: chip.spoken)
        link.deliver(b"HALL A: OPEN AT NINE")
        assert await saying == Done(Outcome.UNKNOWN, "proto.garbage")


# --- through real ports ---


async def tried(port: str, text: str, **more: Any) -> Report:
    request = Request(text, 20.0, False, lambda _: None)
    return await try_action("syn6288", {"port": port, **more}, "say", request)


@pytest.mark.real_time
@pytest.mark.parametrize("way", ["pty", "tcp"])
async def test_a_technician_has_a_text_spoken(tmp_path: Path, way: str) -> None:
    chip = quick_chip()
    appliance = Appliance("voice", {"chip": chip}, tmp_path)
    await appliance.start()
    try:
        port = getattr(appliance, way).address
        patient = {"answer_deadline_ms": 15_000}  # else a busy machine may have it said twice
        told = (await tried(port, TEXT, **patient)).to_json()
        assert told == {"outcome": "done", "error": None, "mends": "nobody", "parts": 1, "spoken": 1, "sent": 1}
        await appliance.set_fault("late", 0.4, on=True)
        assert (await tried(port, "A1", **patient)).outcome is Outcome.DONE
        await appliance.set_fault("power_off", on=True)
        report = await tried(port, "A2")
        assert (report.outcome, report.error) == (Outcome.FAILED, "link.absent")
        await appliance.set_fault("power_off", on=False)
        with pytest.raises(WrongUse, match=r"gbk has no character.*U\+1F600"):
            await tried(port, "\U0001f600")
    finally:
        await appliance.stop()
    assert chip.spoken == [TEXT, "A1"]


def test_every_setting_has_a_sentence_and_stands_in_the_manual() -> None:
    manual = (ROOT / "docs/devices/syn6288.md").read_text(encoding="utf-8")
    for name, field in DRIVER.settings.model_fields.items():
        assert field.description, name
        assert f"`{name}`" in manual, name
