"""Sheets out of an .xlsx workbook: values as Excel stored them, formulas by their last result."""

from __future__ import annotations

import io
import zlib
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from central.importing.cells import Raw
from central.importing.grid import FileError, Grid, Limits, Row, Unreadable

_DAMAGED = (  # openpyxl lets a damaged part of the archive fail in whatever way it does
    ArithmeticError,
    AttributeError,
    BadZipFile,
    EOFError,
    InvalidFileException,
    LookupError,
    OSError,
    ParseError,
    RuntimeError,  # also: it asks for a password, or is packed in an unknown way
    TypeError,
    ValueError,
    zlib.error,
)
_NEVER_COMPUTED = "this formula has no stored result; open the file in Excel, save it, or write the value itself"
_FORMULA_ERROR = "the formula of this cell ends with an error; mend it or write the value itself"


def read_workbook(file: str, content: bytes, limits: Limits) -> list[Grid]:
    """Raises FileError."""
    _check_size(content, limits)
    try:
        values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        try:
            names = [sheet.title for sheet in values.worksheets]
            return [_sheet(file, values[name], formulas[name], limits) for name in names]
        finally:
            values.close()
            formulas.close()
    except FileError:
        raise
    except _DAMAGED as error:
        raise FileError(f"is damaged or no .xlsx workbook: {error}") from error


def _check_size(content: bytes, limits: Limits) -> None:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except BadZipFile as error:
        raise FileError("is no .xlsx workbook; save it from Excel as .xlsx, not as .xls") from error
    if size > limits.bytes:
        raise FileError(f"holds {size} bytes, more than the {limits.bytes} that a catalogue may have")


def _sheet(file: str, values: Any, formulas: Any, limits: Limits) -> Grid:
    grid = Grid(file, values.title, [])
    for sheet in (values, formulas):
        sheet.reset_dimensions()  # some programs write a wrong one, and rows would be lost
    both = zip(values.iter_rows(), formulas.iter_rows(), strict=False)
    for number, (cells, written) in enumerate(both, start=1):
        if number > limits.rows:
            raise FileError(f"sheet {values.title} has more than {limits.rows} rows")
        grid.rows.append(_row(grid, number, cells[: limits.columns], written))
    return grid


def _row(grid: Grid, number: int, cells: Any, written: Any) -> Row:
    row: list[Raw | None] = []
    for column, cell in enumerate(cells):
        value = cell.value
        formula = written[column].value if column < len(written) else None
        if cell.data_type == "e":
            grid.unreadable.append(Unreadable(number, column, str(value), _FORMULA_ERROR))
        elif value is None and written[column].data_type == "f":
            grid.unreadable.append(Unreadable(number, column, str(formula), _NEVER_COMPUTED))
        row.append(value)
    return row
