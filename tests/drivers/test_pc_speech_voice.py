"""The PC's voice with real programs: espeak-ng, and small scripts that do what players and broken programs do."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from drivers.actions import Report, Request, WrongUse
from drivers.clock import SystemClock
from drivers.errors import SettingsError
from drivers.facts import Link, Operational
from drivers.registry import build
from drivers.roles import Done, Outcome
from drivers.technician.trying import try_action
from drivers.voices.pc_speech import DRIVER
from drivers.voices.pc_speech_settings import PcSpeechSettings
from drivers.voices.pc_voice import PcVoice
from drivers.voices.sound import Sound

ROOT = Path(__file__).resolve().parents[2]
TEXT = "请A023号到5号窗口"
needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed on this machine"
)

Script = Callable[[str, str], Path]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    def written(name: str, body: str) -> Path:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path

    return written


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    folder = tmp_path / "prompts"
    folder.mkdir()
    for name in ("请", "到", "5", "号窗口"):
        (folder / f"{name}.wav").write_bytes(Sound(8000, 1, b"\x00\x20" * 800).to_wav())
    return folder


@asynccontextmanager
async def voice(online: bool = True, **more: Any) -> AsyncIterator[PcVoice]:
    settings = PcSpeechSettings.model_validate({"driver": "pc-speech", "backoff_longest_seconds": 0.05, **more})
    device = PcVoice("voice", settings, clock=SystemClock(), random=Random(1))
    await device.start()
    try:
        if online:
            await until(lambda: device.online)
        yield device
    finally:
        await device.stop()


async def until(condition: Callable[[], Any], deadline_seconds: float = 5.0) -> None:
    async with asyncio.timeout(deadline_seconds):
        while not condition():  # noqa: ASYNC110  nothing tells when a foreign thing is so
            await asyncio.sleep(0.005)


def alive(pids: Path) -> bool:
    """Whether one of the processes whose numbers stand in the file still runs; a zombie does not."""
    for pid in pids.read_text().split():
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            continue
    return False


async def tried(text: str, seconds: float = 10.0, **settings: Any) -> Report:
    return await try_action("pc-speech", settings, "say", Request(text, seconds, False, lambda _: None))


@needs_espeak
async def test_a_text_becomes_a_sound_that_is_heard(tmp_path: Path) -> None:
    file = tmp_path / "said.wav"
    report = await tried(TEXT, output="wav_file", wav_file=str(file))
    assert (report.outcome, report.error) == (Outcome.DONE, None)
    sound = Sound.from_wav(file.read_bytes())
    assert 1.0 < sound.seconds < 15.0
    assert report.fields == {"source": "espeak-ng", "seconds": round(sound.seconds, 2)}
    assert sound.peak > 1000
    assert os.listdir(tmp_path) == ["said.wav"]


@needs_espeak
async def test_twice_as_fast_is_shorter(tmp_path: Path) -> None:
    seconds = []
    for words_per_minute in (100, 300):
        file = tmp_path / "said.wav"
        report = await tried(TEXT, output="wav_file", wav_file=str(file), words_per_minute=words_per_minute)
        seconds.append(report.fields["seconds"])
    assert seconds[1] < 0.7 * seconds[0]


@needs_espeak
async def test_a_voice_that_is_not_there_is_a_technicians_matter(tmp_path: Path) -> None:
    report = await tried(TEXT, output="wav_file", wav_file=str(tmp_path / "x.wav"), voice="nosuch")
    assert (report.outcome, report.error) == (Outcome.FAILED, "config.invalid")
    assert "'nosuch'" in report.fields["message"]


async def test_recorded_prompts_speak_without_espeak(tmp_path: Path, prompts: Path) -> None:
    file = tmp_path / "said.wav"
    more = {"synthesis": False, "prompts_folder": str(prompts), "output": "wav_file", "wav_file": str(file)}
    report = await tried("请到5号窗口。", **more)
    assert report.to_json() == {
        "outcome": "done", "error": None, "mends": "nobody", "source": "prompts", "seconds": 0.65,
    }  # fmt: skip
    assert Sound.from_wav(file.read_bytes()).seconds == pytest.approx(0.65)
    with pytest.raises(WrongUse, match="recorded prompt"):
        await tried("请到6号窗口", **more)


@needs_espeak
async def test_espeak_says_what_has_no_prompts(tmp_path: Path, prompts: Path) -> None:
    more = {"prompts_folder": str(prompts), "output": "wav_file", "wav_file": str(tmp_path / "said.wav")}
    assert (await tried("请到5号窗口", **more)).fields["source"] == "prompts"
    assert (await tried("请到6号窗口", **more)).fields["source"] == "espeak-ng"


async def test_a_player_gets_the_samples_and_the_device(tmp_path: Path, prompts: Path, script: Script) -> None:
    heard, asked = tmp_path / "heard", tmp_path / "asked"
    player = script("aplay", f'echo "$@" > {asked}; cat > {heard}')
    report = await tried(
        "请到", synthesis=False, prompts_folder=str(prompts), player_program=str(player), output_device="hw:1,0"
    )
    assert report.outcome is Outcome.DONE
    assert heard.read_bytes() == b"\x00\x20" * 1600
    assert asked.read_text().split() == ["-q", "-t", "raw", "-f", "S16_LE", "-r", "8000", "-c", "1", "-D", "hw:1,0"]


@pytest.mark.parametrize(
    ("complaint", "error"),
    [
        ("aplay: main:831: audio open error: No such file or directory", "link.absent"),
        ("ALSA lib: Permission denied", "link.permission"),
    ],
)
async def test_without_a_sound_card_it_fails_with_a_sentence(
    prompts: Path, script: Script, complaint: str, error: str
) -> None:
    player = script("aplay", f'echo "{complaint}" >&2; exit 1')
    report = await tried("请到", synthesis=False, prompts_folder=str(prompts), player_program=str(player))
    assert (report.outcome, report.error) == (Outcome.FAILED, error)
    assert complaint in report.fields["message"]
    assert "a technician" in report.fields["message"]


async def test_a_missing_program_is_named(prompts: Path) -> None:
    report = await tried("请到", synthesis=False, prompts_folder=str(prompts), player_program="no-such-player")
    assert (report.outcome, report.error) == (Outcome.FAILED, "link.absent")
    assert "no-such-player is not installed" in report.fields["message"]


async def test_a_hanging_espeak_ends_at_its_deadline_with_all_it_started(tmp_path: Path, script: Script) -> None:
    pids = tmp_path / "pids"
    hanging = script("espeak", f"echo $$ >> {pids}; sleep 60 & echo $! >> {pids}; wait")
    started = time.monotonic()
    async with voice(
        online=False, espeak_program=str(hanging), output="null", synthesis_deadline_seconds=0.3
    ) as device:
        await until(lambda: device.condition().error == "proto.timeout")
    assert time.monotonic() - started < 2.0
    await until(lambda: not alive(pids))


async def test_a_hanging_player_is_stopped_and_nobody_knows_what_was_heard(
    tmp_path: Path, prompts: Path, script: Script
) -> None:
    pid = tmp_path / "pid"
    player = script("aplay", f"echo $$ > {pid}; exec sleep 60")
    async with voice(synthesis=False, prompts_folder=prompts, player_program=str(player)) as device:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticking = asyncio.create_task(tick())
        assert await device.say("请到", 0.5) == Done(Outcome.UNKNOWN, "job.unknown")
        ticking.cancel()
        assert ticks > 20  # the loop went on all the time
        assert device.condition().operational is Operational.ATTENTION
    assert not alive(pid)


async def test_what_is_spoken_ends_with_the_engine(tmp_path: Path, prompts: Path, script: Script) -> None:
    pid = tmp_path / "pid"
    player = script("aplay", f"echo $$ > {pid}; exec sleep 60")
    async with voice(synthesis=False, prompts_folder=prompts, player_program=str(player)) as device:
        saying = asyncio.create_task(device.say("请到", 30.0))
        await until(lambda: pid.exists() and pid.read_text().strip())
        saying.cancel()
        await asyncio.wait((saying,))
    await until(lambda: not alive(pid))


async def test_a_sound_longer_than_the_time_left_is_not_begun(tmp_path: Path, prompts: Path, script: Script) -> None:
    heard = tmp_path / "heard"
    player = script("aplay", f"touch {heard}")
    async with voice(synthesis=False, prompts_folder=prompts, player_program=str(player)) as device:
        said = await device.speak("请到5号窗口请到5号窗口", 0.3)
    assert (said.outcome, said.error) == (Outcome.FAILED, "proto.timeout")
    assert not heard.exists()


async def test_two_texts_wait_for_one_another(tmp_path: Path, prompts: Path, script: Script) -> None:
    log = tmp_path / "log"
    player = script("aplay", f"echo begin >> {log}; cat > /dev/null; sleep 0.1; echo end >> {log}")
    async with voice(synthesis=False, prompts_folder=prompts, player_program=str(player)) as device:
        results = await asyncio.gather(device.say("请", 5.0), device.say("到", 5.0))
    assert [result.outcome for result in results] == [Outcome.DONE] * 2
    assert log.read_text().split() == ["begin", "end"] * 2


@pytest.mark.parametrize(
    "body",
    [
        "cat > /dev/null; echo no sound",
        "exit 3",
        "cat > /dev/null; head -c 100 /dev/urandom",
        "exec < /dev/null; sleep 0.05",
    ],
)
async def test_a_broken_espeak_is_never_taken_for_speech(script: Script, body: str) -> None:
    async with voice(online=False, espeak_program=str(script("espeak", body)), output="null") as device:
        await until(lambda: device.condition().error is not None)
        assert not device.online
        assert (await device.say(TEXT, 1.0)).outcome is Outcome.FAILED


async def test_silence_is_no_speech(script: Script, tmp_path: Path) -> None:
    silence = tmp_path / "silence.wav"
    silence.write_bytes(Sound(22_050, 1, bytes(44_100)).to_wav())
    espeak = script("espeak", f"cat > /dev/null; cat {silence}")
    async with voice(online=False, espeak_program=str(espeak), output="null") as device:
        await until(lambda: device.condition().link is Link.CONFIG_ERROR)


async def test_a_player_that_is_uninstalled_is_noticed_and_comes_back(
    prompts: Path, script: Script, tmp_path: Path
) -> None:
    player = script("aplay", "cat > /dev/null")
    more = {"synthesis": False, "prompts_folder": prompts, "player_program": str(player), "poll_seconds": 0.05}
    async with voice(**more) as device:
        os.rename(player, tmp_path / "gone")
        await until(lambda: not device.online)
        assert await device.say("请", 1.0) == Done(Outcome.FAILED, "link.absent")
        os.rename(tmp_path / "gone", player)
        await until(lambda: device.online)
        assert (await device.say("请", 2.0)).outcome is Outcome.DONE


@pytest.mark.parametrize("text", ["", " \n", "，。", "请" * 501])
async def test_what_cannot_be_said_is_wrong_use(prompts: Path, text: str) -> None:
    with pytest.raises(WrongUse, match="say: "):
        await tried(text, prompts_folder=str(prompts), synthesis=False, output="null")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"output": "wav_file"}, "needs wav_file"),
        ({"synthesis": False}, "needs prompts_folder"),
        ({"prompts_folder": "/no/such/folder"}, "no such folder"),
        ({"output_device": "-x"}, "output_device"),
        ({"voice": "--help"}, "voice"),
        ({"port": "/dev/ttyUSB0"}, "port"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        build("voice", {"driver": "pc-speech", **settings}, "my.toml")


def test_every_setting_has_a_sentence_and_stands_in_the_manual() -> None:
    manual = (ROOT / "docs/devices/pc-speech.md").read_text(encoding="utf-8")
    for name, field in DRIVER.settings.model_fields.items():
        assert field.description, name
        assert f"`{name}`" in manual, name
