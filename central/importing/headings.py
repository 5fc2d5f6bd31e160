"""Which sheet is which, and which column stands where: by their headings, in Chinese or English, in any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from central.importing.cells import Raw
from central.importing.columns import SHEETS, Column, Sheet
from central.importing.grid import Grid, Row, is_blank, letter
from central.importing.problems import Problem

LOOKED_AT_ROWS = 20  # titles and blank rows may stand above the headings
_NOTES = {"备注", "note", "notes", "remark", "remarks"}
_EXPLANATIONS = {"说明", "explanation", "说明explanation", *_NOTES}


@dataclass(frozen=True, slots=True)
class Headed:
    """`columns`: where each declared column stands, from 0. The entries begin below `row` (from 1)."""

    sheet: Sheet
    row: int
    columns: dict[Column, int]


def sheet_named(name: str, sheets: Sequence[Sheet] = SHEETS) -> Sheet | None:
    """Where there is only one, it may have any name."""
    plain = _plain(name)
    for sheet in sheets:
        if plain in {sheet.zh, sheet.table, sheet.table.removesuffix("s"), _plain(sheet.title)}:
            return sheet
    return sheets[0] if len(sheets) == 1 and not is_explanation(name) else None


def is_explanation(name: str) -> bool:
    return _plain(name) in _EXPLANATIONS


def find_headings(grid: Grid, sheet: Sheet, problems: list[Problem]) -> Headed | None:
    """None, and a problem: there are none, or a column that is needed is not among them."""
    known = {name: column for column in sheet.columns for name in _names(column)}
    needed = [column for column in sheet.columns if column.required]
    for number, row in enumerate(grid.rows[:LOOKED_AT_ROWS], start=1):
        found = [known.get(_plain(cell)) for cell in row]
        if len(set(found) - {None}) >= 2:
            problems += _strange(grid, sheet, number, row, known)
            columns = {column: place for place, column in reversed(list(enumerate(found))) if column is not None}
            missing = [column for column in needed if column not in columns]
            problems += [
                Problem(grid.file, f"there is no column {column.heading}; {column.right}", grid.sheet, number)
                for column in missing
            ]
            return None if missing else Headed(sheet, number, columns)
    listed = ", ".join(column.heading for column in sheet.columns)
    why = f"there is no row with headings among its first {LOOKED_AT_ROWS} rows; write {listed}"
    problems.append(Problem(grid.file, why, grid.sheet))
    return None


def _strange(grid: Grid, sheet: Sheet, number: int, row: Row, known: dict[str, Column]) -> Iterator[Problem]:
    """Headings that nobody knows, or that stand twice: a mistyped one would lose its whole column in silence."""
    seen: set[Column] = set()
    for place, cell in enumerate(row):
        if is_blank(cell) or _plain(cell) in _NOTES:
            continue
        column, why = known.get(_plain(cell)), ""
        if column is None:
            listed = ", ".join(each.heading for each in sheet.columns)
            why = f"there is no such column; write one of {listed}, or 备注 (note) for your own words"
        elif column in seen:
            why = "this heading stands there more than once"
        if why:
            yield Problem(grid.file, why, grid.sheet, number, letter(place), "heading", repr(str(cell)))
        if column is not None:
            seen.add(column)


def _names(column: Column) -> set[str]:
    return {_plain(name) for name in (column.zh, column.en, column.heading, column.en.replace("_en", " english"))}


def _plain(cell: Raw | None) -> str:
    """A heading without what people put around and into it: spaces, line ends, stars, brackets, underscores."""
    return re.sub(r"[\s*_\-/()\[\]:]+", "", unicodedata.normalize("NFKC", str(cell or ""))).casefold()
