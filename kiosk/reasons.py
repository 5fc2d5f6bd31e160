"""The five levels of a rating and the reasons of each, as config/ratings.toml has them. Shared with the centre.

Read by window terminals, by the phone's rating page and by the managers' page of ratings.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "config" / "ratings.toml"
WORST, BEST = 1, 5
BAD_FROM = 2  # levels 1 and 2 are 差评: they are handled one by one


@dataclass(frozen=True, slots=True)
class Reason:
    """`code`: the norm's; it is what travels and is kept."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Level:
    """`level`: 5 best to 1 worst."""

    level: int
    zh: str
    en: str
    options: tuple[Reason, ...]

    @property
    def bad(self) -> bool:
        return self.level <= BAD_FROM


@dataclass(frozen=True, slots=True)
class Reasons:
    """All levels, best first."""

    levels: tuple[Level, ...]

    def of(self, level: int) -> Level:
        """Raises KeyError."""
        for one in self.levels:
            if one.level == level:
                return one
        raise KeyError(level)

    def named(self, code: str) -> Reason | None:
        """The reason with that code; None for a code of another version of the norm."""
        return next((reason for one in self.levels for reason in one.options if reason.code == code), None)


@cache
def load(path: Path = FILE) -> Reasons:
    """Read once a process. Raises ValueError naming file and place; a technician corrects it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["level"]
        levels = tuple(_level(table) for table in tables)
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: is not TOML: {error}") from error
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: each [[level]] has level, zh, en and options with code, zh, en: {error}") from error
    found = sorted(one.level for one in levels)
    if found != list(range(WORST, BEST + 1)):
        raise ValueError(f"{path}: the levels are {found}; each of {WORST} to {BEST} must stand there once")
    codes = [reason.code for one in levels for reason in one.options]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValueError(f"{path}: code {twice[0]} stands there more than once")
    return Reasons(tuple(sorted(levels, key=lambda one: -one.level)))


def _level(table: dict[str, object]) -> Level:
    options = table["options"]
    if not isinstance(options, list):
        raise TypeError("options is no list")
    reasons = tuple(Reason(str(each["code"]), str(each["zh"]), str(each["en"])) for each in options)
    return Level(int(str(table["level"])), str(table["zh"]), str(table["en"]), reasons)
