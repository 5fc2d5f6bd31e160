"""A file of parcels upon what is stored: every problem by row and column, nothing half taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from central.importing.given import Given, Origin
from central.importing.grid import letter
from central.importing.problems import NotTaken, Problem
from central.importing.reading import file_bytes, read_upload
from central.parcels.by import By
from central.parcels.columns import PARCELS
from central.parcels.drafting import Drafted
from central.parcels.registering import Fault, Faulty, Registered, enter
from central.parcels.settings import ParcelSettings
from central.parcels.wish import ParcelWish

_COLUMNS = {column.key: column for column in PARCELS.columns}


@dataclass(frozen=True, slots=True)
class ParcelFile:
    """What a file asks for, where each wish stands in it, and what in it is no wish."""

    file: str
    wishes: Sequence[ParcelWish]
    origins: Sequence[Origin]
    problems: Sequence[Problem] = ()

    def take(
        self, db: Connection, drafted: Drafted, by: By, settings: ParcelSettings, *, check: bool = False
    ) -> list[Registered]:
        """`drafted`: of these wishes. Raises NotTaken with every problem; then nothing was written."""
        problems, taken = list(self.problems), []
        try:
            taken = enter(db, drafted, by, settings, check=check or bool(problems))
        except Faulty as error:
            problems += [self._problem(fault) for fault in error.faults]
        if problems:
            raise NotTaken(sorted(problems, key=lambda each: (each.file, each.sheet, each.row or 0)))
        return taken

    def _problem(self, fault: Fault) -> Problem:
        origin, column = self.origins[fault.place], _COLUMNS[fault.key]
        at = origin.columns.get(column)
        where = ("", "") if at is None else (letter(at), column.heading)
        said = "" if column.personal else repr(self.wishes[fault.place].model_dump(mode="json")[fault.key])
        return Problem(origin.file, f"{fault.why}; {column.right}", origin.sheet, origin.row, *where, said)


def read_file(path: Path) -> ParcelFile:
    """An .xlsx, .csv or .zip with one sheet of parcels. Raises NotTaken where it cannot be read at all."""
    return parcels_of(read_upload(str(path), file_bytes(path), sheets=(PARCELS,)))


def parcels_of(given: Given) -> ParcelFile:
    """Of what came over the network too: `read_upload(name, content, sheets=(PARCELS,))`."""
    table = PARCELS.table
    return ParcelFile(given.file, given.parts.get(table, ()), given.origins.get(table, ()), given.problems)
