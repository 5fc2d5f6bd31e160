"""A file of appointments upon what is stored: every problem by row and column, nothing half taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from central.appointments.columns import APPOINTMENTS
from central.appointments.taking import Fault, Faulty, Taken, take_wishes
from central.appointments.wish import Wish
from central.importing.columns import Column
from central.importing.given import Given, Origin
from central.importing.grid import letter
from central.importing.problems import NotTaken, Problem
from central.importing.reading import file_bytes, read_upload

_COLUMNS = {column.key: column for column in APPOINTMENTS.columns}


@dataclass(frozen=True, slots=True)
class WishFile:
    """What a file asks for, where each wish stands in it, and what in it is no wish."""

    wishes: Sequence[Wish]
    origins: Sequence[Origin]
    problems: Sequence[Problem] = ()

    def take(self, db: Connection, now_ms: int, *, check: bool = False) -> list[Taken]:
        """Raises NotTaken with every problem; then nothing was written."""
        problems = list(self.problems)
        try:
            taken = take_wishes(db, self.wishes, now_ms, check=check or bool(problems))
        except Faulty as error:
            problems += [self._problem(fault) for fault in error.faults]
        if problems:
            raise NotTaken(sorted(problems, key=lambda each: (each.file, each.sheet, each.row or 0)))
        return taken

    def _problem(self, fault: Fault) -> Problem:
        origin, column = self.origins[fault.place], _COLUMNS[fault.key]
        at = origin.columns.get(column)
        where = ("", "") if at is None else (letter(at), column.heading)
        return Problem(
            origin.file, f"{fault.why}; {column.right}", origin.sheet, origin.row, *where, self._said(fault, column)
        )

    def _said(self, fault: Fault, column: Column) -> str:
        if column.personal:
            return ""
        value = self.wishes[fault.place].model_dump(mode="json", by_alias=True)[column.key]
        return repr(value)


def read_wishes(path: Path) -> WishFile:
    """An .xlsx, .csv or .zip with one sheet of appointments. Raises NotTaken where it cannot be read at all."""
    return wishes_of(read_upload(str(path), file_bytes(path), sheets=(APPOINTMENTS,)))


def wishes_of(given: Given) -> WishFile:
    table = APPOINTMENTS.table
    return WishFile(given.parts.get(table, ()), given.origins.get(table, ()), given.problems)
