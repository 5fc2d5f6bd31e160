"""A sheet as it was read, before anything is understood: rows of raw cells. From workbook.py and delimited.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from central.importing.cells import Raw

Row = Sequence[Raw | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be at most; a catalogue has some hundred rows."""

    bytes: int = 32 * 1024 * 1024  # after unpacking
    rows: int = 20_000  # of one sheet
    columns: int = 200


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that holds something else than a value: an error of a formula, a formula that was never computed."""

    row: int
    column: int
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Grid:
    """`rows[0]` is row 1."""

    file: str
    sheet: str
    rows: list[Row]
    unreadable: list[Unreadable] = field(default_factory=list)


class FileError(ValueError):
    """The file as a whole cannot be read; the sentence says why, without the file's name."""


def letter(column: int) -> str:
    """ "A" of 0, "AA" of 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_blank(raw: Raw | None) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())
