"""Files that a catalogue may come as, by their ending: what the command line loads and what a page uploads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from central.catalogue import CatalogueError, read_toml
from central.importing.columns import SHEETS, Sheet
from central.importing.delimited import read_delimited, read_zip
from central.importing.entries import entries_of
from central.importing.given import Given
from central.importing.grid import FileError, Grid, Limits
from central.importing.problems import NotTaken, Problem
from central.importing.workbook import read_workbook

ENDINGS = (".xlsx", ".csv", ".zip")


def read_path(path: Path, limits: Limits | None = None) -> Given:
    """A .toml, .xlsx, .csv or .zip, or a folder with .csv files.

    Raises NotTaken where the file as a whole cannot be read; what is wrong inside is in `Given.problems`.
    """
    if path.is_dir():
        return _read_folder(path, limits or Limits())
    if path.suffix.casefold() not in ENDINGS:
        try:
            catalogue = read_toml(path)
        except CatalogueError as error:
            raise NotTaken([Problem("", line) for line in str(error).splitlines()]) from error
        return Given(str(path), dict(catalogue))
    return read_upload(str(path), file_bytes(path), limits)


def read_upload(name: str, content: bytes, limits: Limits | None = None, sheets: Sequence[Sheet] = SHEETS) -> Given:
    """A file that came over the network; `name` as its sender called it. Raises NotTaken like `read_path`."""
    limits = limits or Limits()
    try:
        return entries_of(name, _grids(name, content, limits), sheets)
    except FileError as error:
        raise NotTaken([Problem(name, str(error))]) from error


def _grids(name: str, content: bytes, limits: Limits) -> list[Grid]:
    ending = PurePosixPath(name).suffix.casefold()
    if ending == ".xlsx":
        return read_workbook(name, content, limits)
    if ending == ".csv":
        return [read_delimited(name, name, content, limits)]
    if ending == ".zip":
        return read_zip(name, content, limits)
    raise FileError(f"is of no kind that can be read; it is to be one of {', '.join(ENDINGS)}")


def _read_folder(folder: Path, limits: Limits) -> Given:
    grids, problems = [], []
    for path in sorted(folder.iterdir()):
        if path.suffix.casefold() == ".csv":
            try:
                grids.append(read_delimited(str(path), path.name, file_bytes(path), limits))
            except FileError as error:
                problems.append(Problem(str(path), str(error)))
    if problems:
        raise NotTaken(problems)
    return entries_of(str(folder), grids)


def file_bytes(path: Path) -> bytes:
    """Raises NotTaken."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotTaken([Problem(str(path), f"cannot be read: {error.strerror}")]) from error
