"""Rows become entries, of the catalogue or of another declared sheet; what cannot become one becomes problems. Between
grid.py and given.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from central.catalogue import short
from central.importing.cells import CellError, Raw
from central.importing.columns import SHEETS, Column, Sheet
from central.importing.given import Given, Origin
from central.importing.grid import Grid, Row, is_blank, letter
from central.importing.headings import Headed, find_headings, is_explanation, sheet_named
from central.importing.problems import Problem


class Entries:
    """Filled sheet by sheet, then `given`."""

    def __init__(self, file: str, sheets: Sequence[Sheet] = SHEETS) -> None:
        self._file = file
        self._sheets = sheets
        self._parts: dict[str, list[BaseModel]] = {}
        self._origins: dict[str, list[Origin]] = {}
        self._broken: dict[str, set[str]] = {}
        self._complete = True
        self._problems: list[Problem] = []

    def add(self, grid: Grid) -> None:
        sheet = sheet_named(grid.sheet, self._sheets)
        if sheet is None:
            if not is_explanation(grid.sheet) and any(not is_blank(cell) for row in grid.rows for cell in row):
                names = ", ".join(each.title for each in self._sheets)
                why = f"there is no such sheet; name it one of {names}, or 说明 (explanation) for your own words"
                self._problems.append(Problem(grid.file, why, grid.sheet))
                self._complete = False
            return
        if sheet.table in self._parts:
            self._problems.append(Problem(grid.file, f"there is another sheet {sheet.title}", grid.sheet))
            return
        self._parts[sheet.table], self._origins[sheet.table] = [], []
        headed = find_headings(grid, sheet, self._problems)
        if headed is None:
            self._complete = False
        else:
            self._rows(grid, headed)

    def given(self) -> Given:
        if not self._parts and not self._problems:
            names = ", ".join(each.title for each in self._sheets)
            self._problems.append(Problem(self._file, f"there is no sheet in it that is needed; it needs {names}"))
        return Given(self._file, self._parts, self._origins, self._broken, self._complete, tuple(self._problems))

    def _rows(self, grid: Grid, headed: Headed) -> None:
        unreadable = {(each.row, each.column): each for each in grid.unreadable}
        for number, row in enumerate(grid.rows[headed.row :], start=headed.row + 1):
            origin = Origin(grid.file, grid.sheet, number, headed.columns)
            bad = [
                _problem(origin, column, each.value, each.why)
                for column, place in headed.columns.items()
                if (each := unreadable.get((number, place)))
            ]
            if bad or any(not is_blank(_cell(row, place)) for place in headed.columns.values()):
                self._row(headed, row, origin, bad)

    def _row(self, headed: Headed, row: Row, origin: Origin, bad: list[Problem]) -> None:
        values: dict[str, Any] = {}
        said = {problem.column for problem in bad}
        for column, place in headed.columns.items():
            raw = _cell(row, place)
            if letter(place) in said:
                continue
            if raw is None or is_blank(raw):
                if column.required:
                    bad.append(_problem(origin, column, "", f"this cell is empty; {column.right}"))
                continue
            try:
                values[column.key] = column.read(raw)
            except CellError as error:
                bad.append(_problem(origin, column, _quoted(raw), f"{error}; {column.right}"))
        table = headed.sheet.table
        entry = None if bad else _entry(headed, values, origin, bad)
        if entry is not None:
            self._parts[table].append(entry)
            self._origins[table].append(origin)
        elif code := values.get("code"):
            self._broken.setdefault(table, set()).add(code)
        self._problems += bad


def _entry(headed: Headed, values: dict[str, Any], origin: Origin, bad: list[Problem]) -> BaseModel | None:
    try:
        return headed.sheet.entry.model_validate(values)
    except ValidationError as error:
        by_key = {column.key: column for column in headed.columns}
        for each in error.errors(include_url=False):
            column = by_key.get(str(each["loc"][0])) if each["loc"] else None
            said = each["msg"].removeprefix("Value error, ")
            if column is None:  # of the row as a whole
                bad.append(Problem(origin.file, said, origin.sheet, origin.row))
            else:
                why = f"{said}; {column.right}" if each["type"] == "value_error" else column.right
                bad.append(_problem(origin, column, short(values[column.key]), why))
        return None


def _problem(origin: Origin, column: Column, value: str, why: str) -> Problem:
    at = letter(origin.columns[column])
    shown = "" if column.personal else value
    return Problem(origin.file, why, origin.sheet, origin.row, at, column.heading, shown)


def _quoted(raw: Raw) -> str:
    return short(raw) if isinstance(raw, str) else str(raw)


def _cell(row: Row, place: int) -> Raw | None:
    return row[place] if place < len(row) else None


def entries_of(file: str, grids: Iterable[Grid], sheets: Sequence[Sheet] = SHEETS) -> Given:
    entries = Entries(file, sheets)
    for grid in grids:
        entries.add(grid)
    return entries.given()
