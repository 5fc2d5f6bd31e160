"""A recording as a file: JSON lines, the first one what was recorded, the others what passed and when.

`{"at": seconds since the start, "way": "in", "hex": "aa 12"}`; for an opening that failed and for a break `error` and
`message` instead of `hex`; the last line `{"at": ..., "way": "end"}`. docs/devices/try.md describes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO, TypeVar

from drivers.errors import SettingsError
from drivers.link.recording import CARRY, Passed, Way
from drivers.link.replaying import Row

FORM = 1
END = "end"
T = TypeVar("T")
SECRET_WORDS = ("password", "token", "secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What was recorded. `seed`: of the driver's chance, so that a replay draws the same."""

    recording: int = FORM
    driver: str
    settings: Mapping[str, Any]
    action: str | None
    argument: str | None
    timeout_seconds: float
    seed: int
    software: str
    bits_per_second: int | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    header: Header
    rows: tuple[Row, ...]
    seconds: float  # from the start to the end


def without_secrets(settings: Mapping[str, Any]) -> dict[str, Any]:
    """`settings` as a recording may hold them."""
    return {key: value for key, value in settings.items() if not any(word in key for word in SECRET_WORDS)}


class Recorder:
    """Writes what an ear hears, already masked. `now`: the loop's time."""

    def __init__(self, file: TextIO, header: Header, now: Callable[[], float]) -> None:
        self._file = file
        self._now = now
        self._since = now()
        self._write(asdict(header))

    def __call__(self, passed: Passed) -> None:
        row: dict[str, Any] = {"at": self._at(), "way": passed.way.value}
        if passed.way in CARRY:
            row["hex"] = passed.data.hex(" ")
        if passed.error is not None:
            row |= {"error": passed.error, "message": passed.message, "sent": passed.sent}
        self._write(row)

    def end(self) -> None:
        self._write({"at": self._at(), "way": END})

    def _at(self) -> float:
        return round(self._now() - self._since, 6)

    def _write(self, row: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._file.flush()


def read_recording(path: Path) -> Recording:
    """Raises SettingsError naming file and line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}") from error
    if not lines:
        raise SettingsError(f"{path}: is empty, and no recording")
    header, rows, seconds = _line(_header, path, 1, lines[0]), [], 0.0
    for number, line in enumerate(lines[1:], 2):
        seconds, passed = _line(_row, path, number, line)
        if passed is not None:
            rows.append((seconds, passed))
    return Recording(header, tuple(rows), seconds)


def _line(read: Callable[[dict[str, Any]], T], path: Path, number: int, line: str) -> T:
    try:
        return read(json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SettingsError(f"{path}, line {number}: is no line of a recording ({error!r})") from error


def _header(line: dict[str, Any]) -> Header:
    header = Header(**line)
    if header.recording != FORM:
        raise ValueError(f"form {header.recording} is another one than {FORM}")
    return header


def _row(row: dict[str, Any]) -> tuple[float, Passed | None]:
    """None: the end."""
    seconds = float(row["at"])
    if row["way"] == END:
        return seconds, None
    data = bytes.fromhex(row.get("hex", ""))
    return seconds, Passed(Way(row["way"]), data, row.get("error"), row.get("message"), int(row.get("sent", 0)))
