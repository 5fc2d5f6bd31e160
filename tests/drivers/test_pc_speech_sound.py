"""Sounds in memory and texts built of recorded prompts."""

from __future__ import annotations

import math
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import SettingsError
from drivers.voices.prompts import PAUSE, load, spoken, words
from drivers.voices.sound import Sound, joined


def tone(seconds: float, hz: float = 440, rate_hz: int = 16_000) -> Sound:
    count = round(seconds * rate_hz)
    return Sound(
        rate_hz, 1, array("h", (round(9000 * math.sin(n * hz / rate_hz * 6.283)) for n in range(count))).tobytes()
    )


@given(st.integers(1, 2), st.binary(max_size=200))
def test_a_sound_survives_its_file(channels: int, data: bytes) -> None:
    sound = Sound(22_050, channels, data[: len(data) // 4 * 4])
    assert Sound.from_wav(sound.to_wav()) == sound


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\0\0\0\0WAVEfmt ", bytes(100)])
def test_what_is_no_wav_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no WAV"):
        Sound.from_wav(data)


def test_a_sound_is_measured() -> None:
    sound = tone(0.5)
    assert sound.seconds == pytest.approx(0.5)
    assert 8900 < sound.peak <= 9000
    assert sound.pause(0.25).peak == 0
    assert joined((sound, sound.pause(0.25))).seconds == pytest.approx(0.75)
    assert Sound(8000, 1, b"").peak == 0


def test_sounds_of_two_kinds_are_not_joined() -> None:
    with pytest.raises(ValueError, match="2 kinds"):
        joined((tone(0.1), tone(0.1, rate_hz=8000)))


# --- prompts ---

KNOWN = {"请", "到", "号", "号窗口", "窗", "A", *"0123456789", "10"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("请A02到5号窗口", ["请", "A", "0", "2", "到", "5", "号窗口"]),
        ("10号", ["10", "号"]),
        ("请，到。", ["请", PAUSE, "到", PAUSE]),
        ("请 到", ["请", PAUSE, "到"]),
        ("请B02", None),
        ("", None),
        ("，。", None),
        ("号窗", ["号", "窗"]),
    ],
)
def test_a_text_is_built_of_the_fewest_words(text: str, said: list[str] | None) -> None:
    assert words(text, KNOWN) == said


def test_marks_in_a_row_are_one_pause() -> None:
    prompts = {"请": tone(0.1), "到": tone(0.2)}
    wanted = words("请，。！到", prompts.keys())
    assert wanted is not None
    assert spoken(wanted, prompts, 0.25).seconds == pytest.approx(0.1 + 0.25 + 0.2)


def test_a_folder_of_prompts_is_loaded(tmp_path: Path) -> None:
    for name in ("请", "到", "5"):
        (tmp_path / f"{name}.wav").write_bytes(tone(0.1).to_wav())
    (tmp_path / "notes.txt").write_text("no sound")
    assert load(tmp_path, "voice: prompts_folder").keys() == {"请", "到", "5"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("到", b"nothing", r"到\.wav: no WAV"),
        ("到", tone(0.1, rate_hz=8000).to_wav(), r"请\.wav.*2 kinds|到\.wav.*2 kinds"),
        ("到", tone(0.1).to_wav().replace(b"\x02\x00\x10\x00", b"\x01\x00\x08\x00"), r"到\.wav.*16"),
    ],
)
def test_a_bad_prompt_is_named(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / "请.wav").write_bytes(tone(0.1).to_wav())
    (tmp_path / f"{name}.wav").write_bytes(data)
    with pytest.raises(SettingsError, match=said):
        load(tmp_path, "voice: prompts_folder")


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"voice: prompts_folder.*no \*\.wav"):
        load(tmp_path, "voice: prompts_folder")
