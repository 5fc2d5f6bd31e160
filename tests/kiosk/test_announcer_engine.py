"""The hall's voice as a whole engine: calls of a real HTTP feed, a speech chip and an LED display on pseudo-terminals,
the PC's own voice into a WAV file.
"""

from __future__ import annotations

import asyncio
import shutil
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.campaigns.journal_file import read_events
from bench.displays.onbon_bx import OnbonBx
from bench.voices.syn6288 import Syn6288
from drivers.registry import build_all
from kiosk.engine import Engine
from kiosk.settings import Settings

Factory = Callable[..., Any]
QUICK = {"poll_seconds": 0.1, "settle_seconds": 0.0, "backoff_longest_seconds": 0.05}


def call(n: int, number: str, counter: str = "05", seconds_ago: float = 0.0, zone: str = "2 楼 B 区") -> dict[str, Any]:
    at = (datetime.now(UTC) - timedelta(seconds=seconds_ago)).isoformat()
    return {"n": n, "number": number, "counter": counter, "department": "police", "zone": zone, "at": at}


def tell(centre: Any, *calls: dict[str, Any]) -> None:
    """The feed's newest row of calls."""
    centre.through += 1
    kept = [row for row in centre.rows if row["kind"] != "calls"]
    told = [each for row in centre.rows if row["kind"] == "calls" for each in row["body"]["calls"]]
    body = {"calls": [*told, *calls]}
    centre.rows = [*kept, {"n": centre.through, "kind": "calls", "key": "", "body": body}]


class HallVoice:
    def __init__(self, folder: Path, seconds_a_character: float) -> None:
        self.chip = Syn6288(seconds_a_character=seconds_a_character)
        self.led = OnbonBx()
        self.speaker = Appliance("speaker", {"chip": self.chip}, folder)
        self.display = Appliance("led", {"led": self.led}, folder)
        self.folder = folder

    @property
    def text(self) -> str:
        return str(self.led.state(0)["text"])

    def announced(self) -> list[tuple[int, str]]:
        events = read_events(self.folder / "state" / "journal.db")
        return [(e["body"]["n"], e["body"]["outcome"]) for e in events if e["kind"] == "call.announced"]

    @asynccontextmanager
    async def engine(self, centre: Any, devices: dict[str, Any] | None = None, **more: Any) -> AsyncIterator[None]:
        (self.folder / "token").write_text("made-up-token")
        settings = Settings.model_validate({
            "terminal": {"code": "hall-voice", "state_dir": self.folder / "state", "token_file": self.folder / "token"},
            "centre": {"url": centre.url, "feed_wait_seconds": 1, "backoff_first_seconds": 0.01,
                       "backoff_limit_seconds": 0.1},
            "announcer": {"displays": {"led_hall": {"standing": "请留意叫号"}}, "standing_after_seconds": 1} | more,
            "disk": {"free_bytes_needed": 0},
            "logs": {"level": "error"},
            "devices": devices or {
                "speaker": {"driver": "syn6288", "port": str(self.speaker.pty.address), **QUICK},
                "led_hall": {"driver": "onbon-bx", "port": str(self.display.pty.address), **QUICK}},
        })  # fmt: skip
        engine = Engine(settings, build_all(settings.devices, source="test"), None)
        task = asyncio.create_task(engine.run())
        try:
            yield
        finally:
            engine.stop()
            async with asyncio.timeout(20):
                await task


@asynccontextmanager
async def hall(folder: Path, seconds_a_character: float = 0.002) -> AsyncIterator[HallVoice]:
    voice = HallVoice(folder, seconds_a_character)
    await voice.speaker.start()
    await voice.display.start()
    try:
        yield voice
    finally:
        await voice.speaker.stop()
        await voice.display.stop()


async def test_calls_are_spoken_once_in_order_and_shown(tmp_path: Path, served: Factory, until: Factory) -> None:
    async with served() as centre, hall(tmp_path) as voice:
        async with voice.engine(centre):
            await until(lambda: voice.text == "请留意叫号" and voice.speaker.state()["opened"])
            tell(centre, call(1, "A012"), call(2, "A013", "12"))
            await until(lambda: voice.announced() == [(1, "done"), (2, "done")])
            assert voice.chip.spoken == ["请A零一二号，到五号窗口", "请A零一三号，到十二号窗口"]
            await until(lambda: voice.text == "A013 请到 12 号窗口")
            await until(lambda: voice.text == "请留意叫号")
        async with voice.engine(centre):
            tell(centre, call(3, "B001"))
            await until(lambda: voice.announced()[-1] == (3, "done"))
        assert len(voice.chip.spoken) == 3, "the calls of the life before were said again"
        assert [n for n, _ in voice.announced()] == [1, 2, 3]


async def test_old_calls_are_skipped_and_other_zones_are_not_ours(
    tmp_path: Path, served: Factory, until: Factory
) -> None:
    async with served() as centre, hall(tmp_path) as voice:
        tell(centre, call(1, "A012", seconds_ago=60), call(2, "C001", zone="3 楼"), call(3, "A013"))
        async with voice.engine(centre, zones=["2 楼 B 区"]):
            await until(lambda: (3, "done") in voice.announced())
        assert voice.announced() == [(1, "skipped"), (3, "done")]
        assert voice.chip.spoken == ["请A零一三号，到五号窗口"]


async def test_a_dead_loudspeaker_fails_and_the_queue_goes_on(tmp_path: Path, served: Factory, until: Factory) -> None:
    async with served() as centre, hall(tmp_path) as voice:
        async with voice.engine(centre):
            await until(lambda: voice.speaker.state()["opened"] and voice.text)
            await voice.speaker.set_fault("unplug", on=True)
            await until(lambda: not voice.speaker.state()["opened"])
            tell(centre, call(1, "A012"))
            await until(lambda: voice.announced() == [(1, "failed")])
            await until(lambda: voice.text == "A012 请到 05 号窗口")
            await voice.speaker.set_fault("unplug", on=False)
            await until(lambda: voice.speaker.state()["opened"])
            tell(centre, call(2, "A013"))
            await until(lambda: voice.announced()[-1][0] == 2)
        assert voice.announced()[-1] == (2, "done")


async def test_what_was_being_said_at_the_stop_is_not_said_again(
    tmp_path: Path, served: Factory, until: Factory
) -> None:
    async with served() as centre, hall(tmp_path, seconds_a_character=10.0) as voice:
        async with voice.engine(centre):
            await until(lambda: voice.speaker.state()["opened"])
            tell(centre, call(1, "A012"))
            await until(lambda: voice.chip.spoken)
        async with voice.engine(centre):
            await until(lambda: voice.announced() == [(1, "unknown")])
        assert voice.chip.spoken == ["请A零一二号，到五号窗口"]


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed on this machine")
async def test_the_pcs_own_voice_speaks_both_languages(tmp_path: Path, served: Factory, until: Factory) -> None:
    async with served() as centre, hall(tmp_path) as voice:
        wav = tmp_path / "said.wav"
        speaker = {"driver": "pc-speech", "output": "wav_file", "wav_file": str(wav)}
        async with voice.engine(centre, {"speaker": speaker}, displays={}, english=True):
            tell(centre, call(1, "A012"))
            await until(lambda: voice.announced())
        assert voice.announced() == [(1, "done")]
        with wave.open(str(wav)) as sound:
            assert sound.getnframes() / sound.getframerate() > 1, "the English sentence"
