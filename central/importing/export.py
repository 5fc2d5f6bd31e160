"""The stored catalogue as a workbook: the sheets of columns.py, and one that explains each column."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from central.catalogue import Catalogue
from central.hours_entry import WEEK, Of
from central.importing.columns import EXPLANATION, SHEETS, Column, Sheet

_WORDS_OF = {Of.HALL: "大厅", Of.DEPARTMENT: "部门", Of.SERVICE: "事项", Of.COUNTER: "窗口"}
_DAYS = dict(zip(WEEK, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True))
_TEXT_FORMAT = "@"  # what people write into such a cell stays as they write it
_WIDTH_LEAST, _WIDTH_MOST = 12, 60  # characters
_EXPLAINED = ("表 sheet", "列 column", "必填 needed", "说明", "explanation", "示例 example")
_EXPLAINED_WIDTHS = (16, 22, 12, 48, 70, 24)
_HEAD = {
    "font": Font(bold=True),
    "fill": PatternFill("solid", fgColor="DCE6F2"),
    "alignment": Alignment(wrap_text=True),
}


def workbook_of(catalogue: Catalogue) -> bytes:
    """The bytes of an .xlsx. The hall's own words and the terminals' places stay in the TOML file."""
    book = Workbook(write_only=True)
    for sheet in SHEETS:
        rows = [[_written(entry, column) for column in sheet.columns] for entry in getattr(catalogue, sheet.table)]
        widths = [_width(column, (row[place] for row in rows)) for place, column in enumerate(sheet.columns)]
        _write(book, sheet.title, [column.heading for column in sheet.columns], rows, widths)
    _write(book, EXPLANATION, _EXPLAINED, [_explained(sheet, column) for sheet in SHEETS for column in sheet.columns],
           _EXPLAINED_WIDTHS)  # fmt: skip
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def blank_workbook(sheet: Sheet) -> bytes:
    """One sheet to be filled in, with its headings only, and the sheet that explains them."""
    book = Workbook(write_only=True)
    _write(
        book,
        sheet.title,
        [column.heading for column in sheet.columns],
        [],
        [_width(each, ()) for each in sheet.columns],
    )
    _write(book, EXPLANATION, _EXPLAINED, [_explained(sheet, column) for column in sheet.columns], _EXPLAINED_WIDTHS)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(book: Any, title: str, headings: Iterable[str], rows: Iterable[list[str]], widths: Iterable[int]) -> None:
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    for place, width in enumerate(widths):
        column = page.column_dimensions[chr(ord("A") + place)]
        column.width, column.number_format = width, _TEXT_FORMAT
    page.append([_cell(page, heading, head=True) for heading in headings])
    for row in rows:
        page.append([_cell(page, value) for value in row])


def _cell(page: Any, value: str, *, head: bool = False) -> Any:
    cell = WriteOnlyCell(page, value=value or None)
    if value:
        cell.data_type = "s"  # a name that begins with "=" is no formula
    cell.number_format = _TEXT_FORMAT
    for attribute, style in _HEAD.items() if head else ():
        setattr(cell, attribute, style)
    return cell


def _explained(sheet: Sheet, column: Column) -> list[str]:
    needed = "是 yes" if column.required else ""
    return [sheet.title, column.heading, needed, column.right_zh, column.right, column.example]


def _written(entry: Any, column: Column) -> str:
    value = getattr(entry, column.key)
    if column.key == "weekdays":
        return "、".join(_DAYS[day] for day in value)
    if column.key == "of":
        return _WORDS_OF[value]
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else str(value)


def _width(column: Column, values: Iterable[str]) -> int:
    longest = max((_columns_wide(value) for value in (column.heading, column.example, *values)), default=0)
    return min(max(longest + 2, _WIDTH_LEAST), _WIDTH_MOST)


def _columns_wide(value: str) -> int:
    """A Chinese character is as wide as two others."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in value)
