"""What a file says of the hall, before it is compared with what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from central.catalogue import Catalogue
from central.catalogue_faults import Fault
from central.importing.columns import SHEETS, Column
from central.importing.grid import letter
from central.importing.problems import Problem

_COLUMNS = {sheet.table: {column.key: column for column in sheet.columns} for sheet in SHEETS}


@dataclass(frozen=True, slots=True)
class Origin:
    """The row that an entry came from. `columns`: which column stands where, from 0."""

    file: str
    sheet: str
    row: int
    columns: Mapping[Column, int]


@dataclass(frozen=True, slots=True)
class Given:
    """`parts`: lists of entries by the catalogue's table (and `hall`); a table that the file does not have stays as it
    is stored. `broken`: codes of rows that are wrong by themselves.
    """

    file: str
    parts: Mapping[str, Any]
    origins: Mapping[str, list[Origin]] = field(default_factory=dict)
    broken: Mapping[str, Set[str]] = field(default_factory=dict)
    complete: bool = True  # False: a sheet could not be read at all, so what it says is not known
    problems: tuple[Problem, ...] = ()

    def upon(self, stored: Catalogue) -> Catalogue:
        return stored.model_copy(update=dict(self.parts))

    def problem(self, fault: Fault) -> Problem:
        """The fault, told where it stands: a cell of a spreadsheet, a key of a TOML file, or what is stored."""
        origins = self.origins.get(fault.table)
        value = repr(fault.value) if fault.value else ""
        if origins is None or fault.place is None:
            place = "" if fault.place is None else f"[{fault.place}]"
            key = f"{fault.table}{place}" + (f".{fault.key}" if fault.key else "")
            stored = "" if fault.table in self.parts else "the stored "
            return Problem(self.file, f"{stored}{key}{f' = {value}' if value else ''}: {fault.why}")
        origin, column = origins[fault.place], _COLUMNS[fault.table][fault.key]
        at = origin.columns.get(column)
        where = ("", "") if at is None else (letter(at), column.heading)
        return Problem(origin.file, f"{fault.why}; {column.right}", origin.sheet, origin.row, *where, value)
