"""Recorded prompts: a folder of WAV files, each named by the words it says, and texts built of them.

`请.wav`, `A.wav`, `0.wav` to `9.wav`, `到.wav`, `号窗口.wav` say "请A023到5号窗口". Beside espeak-ng.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Set
from pathlib import Path

from drivers.errors import SettingsError
from drivers.voices.sound import Sound, joined

FILE_BYTES_LIMIT = 8 * 1024 * 1024
FILES_LIMIT = 2000
PAUSE = ""  # among words: a mark at which a speaker breathes


def load(folder: Path, setting: str) -> dict[str, Sound]:
    """Words -> their sound. Blocks: for a thread. Raises SettingsError naming `setting` and the file."""
    try:
        files = sorted(folder.glob("*.wav"))[:FILES_LIMIT]
    except OSError as error:
        raise SettingsError(f"{setting} = {str(folder)!r}: {error.strerror}; a technician corrects it") from error
    found: dict[str, Sound] = {}
    for file in files:
        try:
            sound = _recorded(file)
            joined((next(iter(found.values()), sound), sound))
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"{setting}: {file.name}: {error}; a technician records it again, 16 bits and like the others"
            ) from error
        found[unicodedata.normalize("NFC", file.stem)] = sound
    if not found:
        raise SettingsError(f"{setting} = {str(folder)!r}: no *.wav is there; a technician puts the prompts there")
    return found


def _recorded(file: Path) -> Sound:
    if file.stat().st_size > FILE_BYTES_LIMIT:
        raise ValueError(f"longer than {FILE_BYTES_LIMIT} bytes")
    return Sound.from_wav(file.read_bytes())


def words(text: str, known: Set[str]) -> list[str] | None:
    """`text` as the fewest known words, PAUSE for its marks; None: something in it has no prompt. Pure."""
    best: list[list[str] | None] = [[]]  # of each beginning of the text
    longest = max(map(len, known), default=0)
    for end in range(1, len(text) + 1):
        ways = []
        for start in range(max(0, end - longest), end):
            before = best[start]
            if before is not None and text[start:end] in known:
                ways.append([*before, text[start:end]])
        before = best[end - 1]
        if not ways and before is not None and not text[end - 1].isalnum():
            ways.append([*before, PAUSE])
        best.append(min(ways, key=len, default=None))
    whole = best[-1]
    return whole if whole and any(whole) else None


def spoken(wanted: list[str], prompts: Mapping[str, Sound], pause_seconds: float) -> Sound:
    """The words one after the other; marks in a row are one pause."""
    pause = next(iter(prompts.values())).pause(pause_seconds)
    said = [word for word, before in zip(wanted, [None, *wanted], strict=False) if word != PAUSE or before != PAUSE]
    return joined([prompts[word] if word else pause for word in said])
