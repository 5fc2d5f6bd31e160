"""What an operator does from the command line: make a terminal known, load and write out the hall's
catalogue. Works beside running
servers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, select, update

from central.clock import wall_clock
from central.database import Database, DatabaseBusy
from central.hall import Hours
from central.importing.changes import Changes
from central.importing.export import workbook_of
from central.importing.given import Given
from central.importing.problems import NotTaken
from central.importing.reading import read_path
from central.importing.storing import read_catalogue
from central.importing.taking import take, what_changes
from central.migrate import migrate
from central.settings import Settings
from central.tables import counters, terminals
from central.tokens import new_token, token_hash

T = TypeVar("T")
_CODE = re.compile(r"[0-9A-Za-z._-]{1,64}", re.ASCII)
_SERIES = re.compile(r"[0-9A-Z]{1,4}", re.ASCII)


class AdminError(ValueError):
    """Nothing was changed; the sentence says why."""


def add_terminal(
    database: str, code: str, unit: str, unit_en: str, series: str, *, counter: str | None = None, renew: bool = False
) -> str:
    """Make a terminal known and return its token, which is kept nowhere. `counter`: the one that a window terminal
    stands at; None: as it was. `renew`: a known one gets a new token, the old one ends.

    Raises AdminError for a code or series that is taken, a series is never used again in a hall; and for a counter that
    the hall does not have.
    """
    _check(code, unit, series)
    token = new_token()
    values = {"unit": unit, "unit_en": unit_en, "series": series, "token_sha256": token_hash(token)}
    if counter is not None:
        values["counter"] = counter

    def add(db: Connection) -> None:
        if counter and db.execute(select(counters.c.code).where(counters.c.code == counter)).first() is None:
            raise AdminError(f"counter {counter!r} is not in the hall's catalogue; load the catalogue first")
        holder = db.execute(select(terminals.c.code).where(terminals.c.series == series)).scalar()
        if holder is not None and holder != code:
            raise AdminError(f"series {series!r} is that of terminal {holder}; it is never used again, choose another")
        known = db.execute(select(terminals.c.code).where(terminals.c.code == code)).first()
        if known is None:
            db.execute(terminals.insert().values(code=code, added_ms=wall_clock(), **values))
        elif renew:
            db.execute(update(terminals).where(terminals.c.code == code).values(**values))
        else:
            raise AdminError(f"terminal {code!r} is known already; --renew gives it a new token and ends the old one")

    operate(database, add)
    return token


def load_catalogue(database: str, path: Path, *, check: bool = False, always_open: bool = False) -> Changes:
    """Take the catalogue of a .toml, .xlsx, .csv, .zip or a folder of .csv; a table that a spreadsheet does not have
    stays as it is. What counters do goes on. `check`: only say what would change. `always_open`: a hall to try things
    in, whatever hours the .toml says.

    Raises AdminError with a line for each problem; then nothing of it was taken.
    """
    try:
        given = read_path(Path(path))
        if always_open:
            given = _always_open(given)
        if check:
            return _read(database, lambda db: what_changes(db, given, wall_clock()))
        return operate(database, lambda db: take(db, given, wall_clock()))
    except NotTaken as error:
        raise AdminError(str(error)) from error


def export_catalogue(database: str, path: Path) -> None:
    """Write the stored catalogue as a workbook that `load_catalogue` takes.

    Raises AdminError, also when there is a file at `path` already.
    """
    catalogue = _read(database, read_catalogue)
    try:
        with Path(path).open("xb") as file:
            file.write(workbook_of(catalogue))
    except OSError as error:
        raise AdminError(f"{path}: cannot be written: {error.strerror}") from error


def _always_open(given: Given) -> Given:
    hall = given.parts.get("hall")
    if hall is None:
        raise AdminError(f"{given.file}: --always-open needs a .toml, which has the hall's own hours")
    hours = Hours(**dict.fromkeys(Hours.model_fields, "00:00-24:00"))
    return replace(given, parts={**given.parts, "hall": hall.model_copy(update={"hours": hours}), "hours": []})


def _check(code: str, unit: str, series: str) -> None:
    if not _CODE.fullmatch(code):
        raise AdminError(f"terminal code {code!r}: write 1 to 64 letters, digits, dots, dashes or underscores")
    if not _SERIES.fullmatch(series):
        raise AdminError(f"series {series!r}: write 1 to 4 digits or capital letters; numbers become A{{series}}-001")
    if not unit.strip():
        raise AdminError("unit: write what people call the terminal, for example 1 号机")


def operate(database: str, work: Callable[[Connection], T]) -> T:
    """Do one piece of an operator's work in a database of this version. Raises AdminError."""
    return _with(database, lambda opened: opened.write_now(work))


def _read(database: str, work: Callable[[Connection], T]) -> T:
    return _with(database, lambda opened: opened.read_now(work))


def _with(database: str, work: Callable[[Database], T]) -> T:
    try:
        opened = Database(Settings(database=database))
    except ValueError as error:
        raise AdminError(str(error)) from error
    try:
        migrate(opened)
        return work(opened)
    except DatabaseBusy as error:
        raise AdminError(str(error)) from error
    finally:
        opened.close()
