"""The camera as a scanner: pictures from a folder, through the real capture and the real decoders."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest

from drivers.actions import Request
from drivers.camera.agreement import Agreement
from drivers.camera.codes import Code, Format
from drivers.camera.decoders import Decoder, Picture, Sighting
from drivers.camera.scanner import CameraScanner
from drivers.camera.settings import CameraSettings
from drivers.clock import SystemClock
from drivers.facts import DeviceChanged, Link, Operational
from drivers.roles import Outcome
from drivers.technician.trying import try_action
from tests.drivers.camera_pictures import noisy, on_table, other, qr
from tests.drivers.conftest import Heard


def show(folder: Path, picture: Picture | None) -> None:
    """Hold `picture` before the camera; None: take the camera away."""
    if picture is None:
        (folder / "seen.png").unlink()
        return
    fresh = folder / "fresh"
    fresh.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    os.replace(fresh, folder / "seen.png")


EMPTY = noisy(np.full((480, 640), 150, np.uint8), 3)


@asynccontextmanager
async def camera(folder: Path, picture: Picture, **more: float) -> AsyncIterator[tuple[CameraScanner, Heard]]:
    show(folder, picture)
    settings = CameraSettings.model_validate(
        {
            "driver": "camera",
            "port": f"file://{folder}",
            "frames_per_second": 60.0,
            "poll_seconds": 0.1,
            "backoff_longest_seconds": 0.05,
            "settle_seconds": 0.0,
            "misses_until_unresponsive": 20,
            **more,
        }
    )
    device = CameraScanner("camera", settings, clock=SystemClock(), random=Random(1))
    heard = Heard()
    device.listen(heard)
    await device.start()
    try:
        await heard.until(lambda fact: isinstance(fact, DeviceChanged) and fact.link is Link.ONLINE)
        yield device, heard
    finally:
        await device.stop()


async def test_a_code_that_is_held_before_it_is_read(tmp_path: Path) -> None:
    async with camera(tmp_path, EMPTY) as (device, _):
        reading = asyncio.create_task(device.read(8.0))
        await asyncio.sleep(0.1)
        show(tmp_path, on_table(qr("取件码 0042")))
        result = await reading
        assert (result.outcome, result.text, result.format) == (Outcome.DONE, "取件码 0042", "qr")


async def test_nothing_held_before_it_ends_in_time(tmp_path: Path) -> None:
    async with camera(tmp_path, EMPTY) as (device, _):
        result = await device.read(0.4)
        assert (result.outcome, result.error) == (Outcome.FAILED, "scan.timeout")


async def test_only_the_asked_kind_is_read(tmp_path: Path) -> None:
    async with camera(tmp_path, on_table(qr("a qr"))) as (device, _):
        assert (await device.read(0.4, frozenset(("code128",)))).error == "scan.timeout"
        assert (await device.read(8.0, frozenset(("qr",)))).text == "a qr"


async def test_a_line_code_is_told_when_two_frames_agree(tmp_path: Path) -> None:
    async with camera(tmp_path, on_table(other("code128", "EA473124829CN"))) as (device, _):
        assert (await device.read(8.0)).text == "EA473124829CN"


async def test_a_code_that_still_lies_there_is_not_told_twice_at_once(tmp_path: Path) -> None:
    async with camera(tmp_path, on_table(qr("still there")), same_code_seconds=0.8) as (device, _):
        assert (await device.read(8.0)).text == "still there"
        assert (await device.read(0.3)).error == "scan.unreadable"
        assert (await device.read(8.0)).text == "still there"


async def test_a_second_read_waits_for_the_first_and_no_longer_than_its_time(tmp_path: Path) -> None:
    async with camera(tmp_path, EMPTY) as (device, _):
        first = asyncio.create_task(device.read(1.0))
        assert (await device.read(0.2)).error == "scan.timeout"
        assert not first.done()
        assert (await first).error == "scan.timeout"


async def test_it_can_be_stopped_and_started_again(tmp_path: Path) -> None:
    async with camera(tmp_path, on_table(qr("twice"))) as (device, heard):
        await device.stop()
        before = len(heard)
        await device.start()
        await heard.until(lambda fact: isinstance(fact, DeviceChanged) and fact.link is Link.ONLINE, after=before)
        assert (await device.read(8.0)).text == "twice"


@pytest.mark.parametrize(("grey", "sight"), [(2, "black"), (254, "blinded")])
async def test_a_camera_that_sees_nothing_says_so(tmp_path: Path, grey: int, sight: str) -> None:
    async with camera(tmp_path, EMPTY) as (device, heard):
        show(tmp_path, np.full((480, 640), grey, np.uint8))
        told = await heard.until(
            lambda fact: isinstance(fact, DeviceChanged) and fact.consumables.get("sight") == sight
        )
        assert isinstance(told, DeviceChanged)
        assert (told.operational, told.error) == (Operational.ATTENTION, "scan.inoperative")
        assert (await device.read(0.2)).error == "scan.inoperative"
        show(tmp_path, EMPTY)
        await heard.until(
            lambda fact: isinstance(fact, DeviceChanged) and fact.operational is Operational.READY, after=len(heard)
        )


async def test_an_unplugged_camera_is_lost_and_comes_back(tmp_path: Path) -> None:
    async with camera(tmp_path, on_table(qr("back again"))) as (device, heard):
        reading = asyncio.create_task(device.read(8.0, frozenset(("code128",))))
        await asyncio.sleep(0.1)
        show(tmp_path, None)
        assert (await reading).error == "link.absent"
        await heard.lost()
        show(tmp_path, on_table(qr("back again")))
        await heard.back()
        assert (await device.read(8.0)).text == "back again"


def test_certain_codes_are_told_at_once_and_others_when_a_second_frame_agrees_in_time() -> None:
    grid = Sighting(Code(Format.QR, "grid", b"grid"), Decoder.ZXING, spare=1.0)
    line = Sighting(Code(Format.EAN13, "6901234567892", b"6901234567892"), Decoder.ZXING)
    assert Agreement(within_seconds=2.0).take([grid], 0.0) is grid.code
    agreement = Agreement(within_seconds=2.0)
    assert agreement.take([line], 1.0) is None
    assert agreement.take([], 2.0) is None
    assert agreement.take([line, line], 3.5) is None
    assert agreement.take([line], 4.0) is line.code


async def test_a_technician_tries_it(tmp_path: Path) -> None:
    show(tmp_path, on_table(qr("tried")))
    request = Request(None, 8.0, False, lambda event: None)
    report = await try_action("camera", {"port": f"file://{tmp_path}"}, "read", request)
    assert report.to_json() == {
        "outcome": "done",
        "error": None,
        "mends": "nobody",
        "text": "tried",
        "format": "qr",
    }
