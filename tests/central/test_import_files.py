"""Workbooks and CSV files as people make them: any order, blank rows, any encoding; and what is wrong, by its cell."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.catalogue import Catalogue
from central.catalogue_faults import find_faults
from central.hours_entry import Of
from central.importing.grid import Limits
from central.importing.problems import NotTaken
from central.importing.reading import read_path, read_upload

DEPARTMENTS = [["编码", "名称", "英文名称", "图标", "号码前缀"], ["d", "部门", "Department", "heart", "A"]]
SERVICES = [["code", "department", "name", "name_en", "minutes"], ["s", "d", "事项", "Service", 15]]


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


class WindowsName(zipfile.ZipInfo):
    """A name as a Chinese Windows packs it: in GB18030, without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits


def problems(name: str, content: bytes) -> list[str]:
    """What would be refused of a file, on an empty hall."""
    read = read_upload(name, content)
    faults = find_faults(read.upon(Catalogue()), read.broken) if read.complete else []
    return [*map(str, read.problems), *(str(read.problem(fault)) for fault in faults)]


def test_headings_in_either_language_any_order_below_titles_and_beside_blank_columns() -> None:
    departments = [
        [None, "德州市政务服务中心"],
        [],
        [None, "号码前缀\nprefix", "图标", None, "名称*", "Name EN", "编码 code", "备注"],
        [],
        [None, "A", "heart", None, " 部门 ", "Department", "d", "our own words"],
        [None, None, "  "],
    ]
    read = read_upload("hall.xlsx", workbook(departments=departments, 事项=SERVICES, Sheet9=[]))
    assert read.problems == ()
    (department,) = read.parts["departments"]
    assert (department.code, department.name, department.name_en, department.prefix) == ("d", "部门", "Department", "A")
    assert read.parts["services"][0].minutes == 15
    assert problems("hall.xlsx", workbook(部门=departments, services=SERVICES)) == []


def test_hours_as_excel_stores_them() -> None:
    hours = [
        ["类别", "编码", "星期", "日期", "开始", "结束", "延时服务"],
        ["事项", "s", "周一至周五", None, time(9), datetime.fromisoformat("1900-01-01T00:00"), None],
        ["service", "s", None, datetime.fromisoformat("2026-10-01T00:00"), None, None, None],
        ["大厅", None, None, date(2026, 10, 2), None, None, None],
        ["窗口", "1", "Sat", None, "9:00", "12：00", "是"],
    ]
    read = read_upload("hall.xlsx", workbook(时间=hours))
    assert read.problems == ()
    lines = read.parts["hours"]
    assert (lines[0].of, lines[0].opens, lines[0].closes, len(lines[0].weekdays)) == (Of.SERVICE, "09:00", "24:00", 5)
    assert (lines[1].date, lines[1].span) == (date(2026, 10, 1), None)
    assert (lines[2].of, lines[2].date) == (Of.HALL, date(2026, 10, 2))
    assert (lines[3].of, lines[3].closes, lines[3].extended) == (Of.COUNTER, "12:00", True)


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "words"),
    [
        (
            "部门",
            "A2",
            1,
            "sheet 部门, row 2, column A (编码 code) = 1: this is a number, and Excel may have cut zeros",
        ),
        ("部门", "D2", "skull", "sheet 部门, row 2, column D (图标 icon) = 'skull': there is no such icon"),
        ("部门", "E2", "a1", "row 2, column E (号码前缀 prefix) = 'a1': write one or two capital letters"),
        ("部门", "E2", None, "row 2, column E (号码前缀 prefix): this cell is empty; write one or two capital"),
        ("部门", "E1", "颜色", "row 1, column E (heading) = '颜色': there is no such column"),
        ("部门", "E1", "名称", "row 1, column E (heading) = '名称': this heading stands there more than once"),
        ("部门", "E1", None, "sheet 部门, row 1: there is no column 号码前缀 prefix"),
        ("部门", "B2", "=1/0", "row 2, column B (名称 name) = =1/0: this formula has no stored result"),
        ("部门", "B2", "#REF!", "row 2, column B (名称 name) = #REF!: the formula of this cell ends with an error"),
        ("事项", "B2", "x", "sheet 事项, row 2, column B (部门 department) = 'x': no department has this code"),
        ("事项", "E2", 1000, "row 2, column E (办理分钟 minutes) = 1000: write whole minutes from 1 to 480"),
        ("事项", "E2", time(0, 15), "column E (办理分钟 minutes) = 00:15:00: Excel has made a date or time of it"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(sheet: str, cell: str, value: Any, words: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(部门=DEPARTMENTS, 事项=SERVICES)))
    book[sheet][cell] = value
    if value == "#REF!":
        book[sheet][cell].data_type = "e"
    saved = io.BytesIO()
    book.save(saved)
    said = problems("hall.xlsx", saved.getvalue())
    assert [each for each in said if each.startswith("hall.xlsx, sheet ") and words in each], said


def test_a_row_that_is_wrong_by_itself_causes_no_second_complaint() -> None:
    broken = [DEPARTMENTS[0], ["d", "部门", "Department", "heart", "a1"]]
    (only,) = problems("hall.xlsx", workbook(部门=broken, 事项=SERVICES))
    assert "a1" in only


def test_a_sheet_that_nobody_knows_is_not_passed_over() -> None:
    said = problems("hall.xlsx", workbook(部门=DEPARTMENTS, 事项=SERVICES, servcies=SERVICES, 说明=SERVICES))
    assert len(said) == 1
    assert "sheet servcies: there is no such sheet" in said[0]
    assert "another sheet" in problems("hall.xlsx", workbook(部门=DEPARTMENTS, 事项=SERVICES, services=SERVICES))[0]
    assert "there is no sheet in it that is needed" in problems("hall.xlsx", workbook(说明=SERVICES))[0]


def test_a_sheet_without_headings_says_which_it_needs() -> None:
    (only,) = problems("hall.xlsx", workbook(部门=DEPARTMENTS, 事项=[["a", "b"]]))
    assert "sheet 事项: there is no row with headings" in only
    assert "编码 code, 部门 department" in only


CSV = '编码,部门,名称,英文名称\n001,d,居民身份证,"Card,\nnew"\n\n002,d,护照,Passport\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_any_encoding_and_with_any_delimiter(encoding: str, delimiter: str) -> None:
    text = CSV if delimiter == "," else CSV.replace("Card,", "Card").replace(",", delimiter)
    read = read_upload("事项.csv", text.replace("\n", "\r\n").encode(encoding))
    assert read.problems == ()
    assert [(each.code, each.name) for each in read.parts["services"]] == [("001", "居民身份证"), ("002", "护照")]
    assert read.parts["services"][0].name_en.endswith("\nnew")
    assert [origin.row for origin in read.origins["services"]] == [2, 4]


def test_csv_files_in_a_folder_or_zip_are_one_catalogue(tmp_path: Path) -> None:
    tables = {
        "部门.csv": "编码,名称,英文名称,图标,号码前缀\nd,部门,D,heart,A\n",
        "services.csv": CSV,
        "窗口.csv": "编码;部门;办理事项\n01;d;001、002\n",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in tables.items():
            (tmp_path / name).write_text(text, encoding="gb18030")
            archive.writestr(WindowsName(name), text)
    for read in (read_path(tmp_path), read_upload("hall.zip", packed.getvalue())):
        assert read.problems == ()
        assert read.parts["departments"][0].name == "部门"
        assert read.parts["counters"][0].services == ["001", "002"]
    (tmp_path / "services.csv").write_text(CSV.replace("002,d", "002,x"), encoding="utf-8")
    read = read_path(tmp_path)
    (fault,) = find_faults(read.upon(Catalogue()))
    assert f"{tmp_path}/services.csv, sheet services, row 4, column B (部门 department) = 'x'" in str(
        read.problem(fault)
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"no zip", "save it from Excel as .xlsx, not as .xls"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "is damaged or no .xlsx workbook"),
        ("a.zip", b"no zip", "is no zip that can be read"),
        ("a.csv", b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
        ("a.csv", b'a,b\n"c', "is no table"),
        ("a.pdf", b"%PDF", "is of no kind that can be read"),
        ("services.csv", b"a\n" * 30, "has more than 20 rows"),
        ("services.csv", b"a" * 100_001, "more than the 100000"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(name: str, content: bytes, words: str) -> None:
    with pytest.raises(NotTaken) as refusal:
        read_upload(name, content, Limits(bytes=100_000, rows=20))
    assert str(refusal.value).startswith(f"{name}: ")
    assert words in str(refusal.value)


def test_a_workbook_that_grows_when_unpacked_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(1_000_000))
    with pytest.raises(NotTaken, match="holds 1000000 bytes"):
        read_upload("a.xlsx", packed.getvalue(), Limits(bytes=100_000))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_refused_or_read_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    with suppress(NotTaken):  # and nothing else
        read_upload("hall.xlsx", bytes(content[:cut]) if data.draw(st.booleans()) else bytes(content))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["services.csv", "hall.zip", "hall.xlsx"]))
def test_any_bytes_are_refused_or_read_and_nothing_else(content: bytes, name: str) -> None:
    with suppress(NotTaken):  # and nothing else
        read_upload(name, content)


WHOLE = workbook(部门=DEPARTMENTS, 事项=SERVICES)
