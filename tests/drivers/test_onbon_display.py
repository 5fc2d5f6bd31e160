"""The call display against its own other end, over bad wires."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.displays import OnbonBx as Panel
from bench.ports.noise import Rates
from drivers.actions import Report, Request, WrongUse
from drivers.clock import SystemClock
from drivers.displays.onbon_bx import DRIVER
from drivers.displays.onbon_display import OnbonBx
from drivers.displays.onbon_settings import OnbonBxSettings
from drivers.errors import SettingsError
from drivers.roles import Done, Outcome
from drivers.technician.trying import try_action

from .wired import WiredLink

pytestmark = pytest.mark.leaping

ROOT = Path(__file__).resolve().parents[2]
QUICK: dict[str, Any] = {
    "answer_deadline_ms": 60,
    "late_answer_seconds": 0.3,
    "poll_seconds": 0.05,
    "backoff_longest_seconds": 0.02,
    "quick_reopens_per_hour": 600,
}
TEXT = "请A023到5号窗口"


@asynccontextmanager
async def wired(link: WiredLink, **more: Any) -> AsyncIterator[OnbonBx]:
    settings = OnbonBxSettings.model_validate({"driver": "onbon-bx", "port": "/dev/none", **QUICK, **more})
    display = OnbonBx("call_display", link, settings, clock=SystemClock(), random=Random(1))
    await display.start()
    try:
        await until(lambda: display.online)
        yield display
    finally:
        await display.stop()


async def until(condition: Any, deadline_seconds: float = 5.0) -> None:
    async with asyncio.timeout(deadline_seconds):
        while not condition():  # noqa: ASYNC110  nothing tells when a foreign thing is so
            await asyncio.sleep(0.005)


async def test_a_text_is_shown_and_acknowledged() -> None:
    panel = Panel()
    async with wired(WiredLink(panel)) as display:
        assert await display.show(TEXT, 2.0) == Done(Outcome.DONE)
        assert await display.show("A024 Z[5]", 2.0) == Done(Outcome.DONE)
    assert panel.texts == [TEXT, "A024 Z[5]"]
    assert panel.state(0.0)["text"] == "A024 Z[5]"


async def test_bytes_that_frames_are_made_of_are_shown_too() -> None:
    text = "伞ザ馃Z["  # GB2312 with A5 in it, and Z [ as they are
    panel = Panel()
    async with wired(WiredLink(panel), outside="replace") as display:
        assert (await display.show(text, 2.0)).outcome is Outcome.DONE
    assert panel.texts == ["伞ザ?Z["]


@pytest.mark.parametrize("text", ["\U0001f600", "䶮", "", " \n", "长" * 451])
async def test_a_text_that_it_cannot_show_is_refused_whole(text: str) -> None:
    panel = Panel()
    link = WiredLink(panel)
    async with wired(link) as display:
        assert await display.show(text, 2.0) == Done(Outcome.FAILED, "config.invalid")
    assert not link.sent


async def test_an_area_beyond_the_display_is_refused_by_the_controller() -> None:
    panel = Panel()
    async with wired(WiredLink(panel), width_px=256) as display:
        shown = await display.put(b"A", 2.0)
        assert (shown.outcome, shown.error, shown.refusals) == (Outcome.FAILED, "config.invalid", (4,))
        assert display.condition().error == "config.invalid"
    assert not panel.texts


async def test_a_busy_controller_is_asked_again() -> None:
    panel = Panel()
    link = WiredLink(panel)
    async with wired(link) as display:
        panel.set_fault("busy", 0.0, on=True)
        shown = await display.put(b"A", 2.0)
        assert (shown.outcome, shown.error, shown.sent) == (Outcome.FAILED, "proto.timeout", 5)
        panel.set_fault("busy", 0.0, on=False)
        assert (await display.show("B", 2.0)).outcome is Outcome.DONE


async def test_silence_is_unknown_and_ends_in_time() -> None:
    panel = Panel()
    async with wired(WiredLink(panel)) as display:
        panel.set_fault("mute", 0.0, on=True)
        started = asyncio.get_running_loop().time()
        assert await display.show(TEXT, 1.0) == Done(Outcome.UNKNOWN, "proto.timeout")
        assert await display.show(TEXT, 0.05) == Done(Outcome.UNKNOWN, "proto.timeout")
        assert asyncio.get_running_loop().time() - started < 1.2
    assert panel.texts.count(TEXT) >= 3


async def test_silence_until_the_deadline_tells_how_often_the_text_went_out() -> None:
    panel = Panel()
    async with wired(WiredLink(panel)) as display:
        panel.set_fault("mute", 0.0, on=True)
        shown = await display.put(b"A", 0.15)
        assert (shown.outcome, shown.error) == (Outcome.UNKNOWN, "proto.timeout")
        assert shown.sent == panel.texts.count("A") > 0


async def test_a_text_that_another_one_held_up_did_not_leave() -> None:
    panel = Panel()
    async with wired(WiredLink(panel)) as display:
        panel.set_fault("mute", 0.0, on=True)
        first = asyncio.create_task(display.put(b"A", 0.4))
        await asyncio.sleep(0)
        assert (await display.put(b"B", 0.05)).outcome is Outcome.FAILED
        assert (await first).outcome is Outcome.UNKNOWN
    assert "B" not in panel.texts


async def test_the_late_answer_to_one_text_is_not_the_next_ones() -> None:
    panel = Panel()
    link = WiredLink(panel, late_seconds=0.25)
    async with wired(link) as display:
        assert (await display.show("A", 0.2)).outcome is Outcome.UNKNOWN
        panel.set_fault("mute", 0.0, on=True)
        assert (await display.show("B", 0.6)).outcome is Outcome.UNKNOWN


async def test_a_controller_that_knows_the_ping_is_watched() -> None:
    panel = Panel()
    async with wired(link := WiredLink(panel)) as display:
        assert (await display.show(TEXT, 2.0)).outcome is Outcome.DONE
        sent = len(link.sent)
        await until(lambda: len(link.sent) > sent + 50)
        link.silent = True
        await until(lambda: display.condition().error == "proto.timeout")
        link.silent = False
        await until(lambda: display.online and display.condition().error is None)


async def test_a_controller_without_the_ping_is_left_in_peace() -> None:
    panel = Panel()
    panel.set_fault("no_ping", 0.0, on=True)
    async with wired(link := WiredLink(panel)) as display:
        assert not link.sent  # nothing is known yet
        assert (await display.show(TEXT, 2.0)).outcome is Outcome.DONE
        await until(lambda: display._pings is False)
        assert (await display.show("A", 2.0)).outcome is Outcome.DONE
        assert display.online
    assert link.openings == 1


@pytest.mark.parametrize("portion", [1, 7])
async def test_an_answer_in_portions_behind_our_own_echo_counts(portion: int) -> None:
    panel = Panel()
    async with wired(WiredLink(panel, portion=portion, echo=True), screen=1) as display:
        panel.address = 1
        assert (await display.show(TEXT, 2.0)).outcome is Outcome.DONE
        panel.address = 2  # another screen's answers are not ours
        assert (await display.show("A", 0.5)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.1])
async def test_done_means_shown_whatever_the_wire_does(rate: float) -> None:
    done = 0
    for seed in range(6):
        panel = Panel()
        async with wired(WiredLink(panel, rates=Rates.all(rate), seed=seed), answer_deadline_ms=20) as display:
            for text in ("A001", "请到3号"):
                result = await display.show(text, 0.6)
                if result.outcome is Outcome.DONE:
                    done += 1
                    assert panel.texts[-1] == text
                assert all(each in ("A001", "请到3号") for each in panel.texts)
    assert done >= {0.001: 10, 0.01: 1, 0.1: 0}[rate]


async def test_the_cable_comes_out_after_every_byte() -> None:
    length = 65 + 30  # the text and its answer
    for count in range(length):
        panel = Panel()
        link = WiredLink(panel, break_after=count)
        async with wired(link) as display:
            result = await display.show("A001", 0.5)
            assert (result.outcome is Outcome.DONE) <= (panel.texts == ["A001"])
            if not panel.texts:
                assert result.outcome is not Outcome.DONE
            link.plug()
            await until(lambda display=display, link=link: display.online and link.openings == 2)
            if count % 12 == 0:
                assert (await display.show("A002", 2.0)).outcome is Outcome.DONE


async def test_a_line_without_a_way_back_never_claims_anything() -> None:
    panel = Panel()
    async with wired(WiredLink(panel), respond=False) as display:
        assert await display.show(TEXT, 1.0) == Done(Outcome.UNKNOWN)
    assert panel.texts == [TEXT]


# --- through real ports ---


async def tried(port: str, text: str, **more: Any) -> Report:
    request = Request(text, 3.0, False, lambda _: None)
    return await try_action("onbon-bx", {"port": port, **more}, "show", request)


@pytest.mark.real_time
@pytest.mark.parametrize("way", ["pty", "tcp"])
async def test_a_technician_shows_a_text(tmp_path: Path, way: str) -> None:
    panel = Panel()
    appliance = Appliance("call-display", {"panel": panel}, tmp_path)
    await appliance.start()
    try:
        report = await tried(getattr(appliance, way).address, TEXT)
        assert report.to_json() == {"outcome": "done", "error": None, "mends": "nobody", "sent": 1, "refusals": []}
        await appliance.set_fault("dribble", on=True)
        assert (await tried(getattr(appliance, way).address, "A1")).outcome is Outcome.DONE
        await appliance.set_fault("power_off", on=True)
        report = await tried(getattr(appliance, way).address, "A2")
        assert (report.outcome, report.error) == (Outcome.FAILED, "link.absent")
        await appliance.set_fault("power_off", on=False)
        assert panel.state(0.0)["text"] == ""
        with pytest.raises(WrongUse, match=r"U\+1F600.*GB2312"):
            await tried(getattr(appliance, way).address, "\U0001f600")
        with pytest.raises(SettingsError, match=r"escape = 'yes'"):
            await tried(getattr(appliance, way).address, "A", escape="yes")
    finally:
        await appliance.stop()
    assert panel.texts == [TEXT, "A1"]


def test_every_setting_has_a_sentence_and_stands_in_the_manual() -> None:
    manual = (ROOT / "docs/devices/onbon-bx.md").read_text(encoding="utf-8")
    for name, field in DRIVER.settings.model_fields.items():
        assert field.description, name
        assert f"`{name}`" in manual, name
