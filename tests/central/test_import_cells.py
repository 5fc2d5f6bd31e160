"""A cell, read as what its column asks for: what Excel makes of codes, times and days."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.importing import cells
from central.importing.cells import CellError
from central.importing.grid import letter

NOON = datetime.fromisoformat("2026-10-01T12:00")  # Excel knows no time zone
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.mark.parametrize("raw", [1, 1.0, 1.5, True, NOON, time(9), date(2026, 5, 9), timedelta(hours=30)])
def test_a_code_that_excel_turned_into_something_else_is_refused(raw: Any) -> None:
    with pytest.raises(CellError):
        cells.code(raw)


def test_a_number_where_a_code_belongs_says_what_happened() -> None:
    with pytest.raises(CellError, match="cut zeros off its front"):
        cells.code(1)


def test_codes_are_kept_with_their_zeros_and_read_from_wide_letters() -> None:
    assert cells.code(" 001 ") == "001"
    assert cells.code("Ａ０１") == "A01"
    assert cells.codes("a、b,c；d\ne，f g") == ["a", "b", "c", "d", "e", "f", "g"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("9:00", "09:00"),
        ("09：30", "09:30"),
        ("09:30:00", "09:30"),
        ("24:00", "24:00"),
        (time(8, 5), "08:05"),
        (datetime.fromisoformat("1899-12-30T09:00"), "09:00"),
        (datetime.fromisoformat("1900-01-01T00:00"), "24:00"),
        (timedelta(days=1), "24:00"),
        (timedelta(hours=13, minutes=30), "13:30"),
    ],
)
def test_times_as_people_and_excel_write_them(raw: Any, said: str) -> None:
    assert cells.wall_time(raw) == said


@pytest.mark.parametrize(
    "raw", ["25:00", "24:01", "9:60", "nine", "9", 9, 0.375, NOON, time(9, 0, 1), timedelta(hours=25)]
)
def test_what_is_no_time_of_day_is_refused(raw: Any) -> None:
    with pytest.raises(CellError):
        cells.wall_time(raw)


@pytest.mark.parametrize(
    "raw",
    ["2026-10-01", "2026/10/1", "2026年10月1日", "2026.10.01", date(2026, 10, 1), datetime.fromisoformat("2026-10-01")],
)
def test_days_of_the_calendar(raw: Any) -> None:
    assert cells.day(raw) == date(2026, 10, 1)


@pytest.mark.parametrize("raw", ["2026-02-30", "10-01", "soon", 46000, NOON])
def test_what_is_no_day_is_refused(raw: Any) -> None:
    with pytest.raises(CellError):
        cells.day(raw)


@pytest.mark.parametrize(
    ("raw", "days"),
    [
        ("周一至周五", WEEK[:5]),
        ("星期一 到 星期三", WEEK[:3]),
        ("一、三、五", WEEK[0:5:2]),
        ("Mon-Fri, Sun", (*WEEK[:5], WEEK[6])),
        ("monday to wednesday", WEEK[:3]),
        ("1-5 7", (*WEEK[:5], WEEK[6])),
        ("周六、周日", WEEK[5:]),
        ("周六～周一", (WEEK[0], *WEEK[5:])),
        ("工作日", WEEK[:5]),
        ("每天", WEEK),
        (6, (WEEK[5],)),
    ],
)
def test_weekdays_as_people_write_them(raw: Any, days: tuple[str, ...]) -> None:
    assert cells.weekdays(raw) == days


@pytest.mark.parametrize("raw", ["周八", "someday", "1-9", date(2026, 1, 5)])
def test_what_is_no_weekday_is_refused(raw: Any) -> None:
    with pytest.raises(CellError):
        cells.weekdays(raw)


def test_yes_and_no() -> None:
    assert [cells.yes_or_no(raw) for raw in ("是", "YES", True, 1, "✓")] == [True] * 5
    assert [cells.yes_or_no(raw) for raw in ("否", "no", False, 0)] == [False] * 4
    for raw in ("perhaps", 2, NOON):
        with pytest.raises(CellError):
            cells.yes_or_no(raw)


def test_whole_numbers() -> None:
    assert [cells.whole_number(raw) for raw in (15, 15.0, "15", "１５")] == [15] * 4
    for raw in ("15 min", 1.5, "", "-1", True, NOON):
        with pytest.raises(CellError):
            cells.whole_number(raw)


def test_text_that_excel_made_a_date_of_is_refused() -> None:
    with pytest.raises(CellError, match="made a date"):
        cells.text(NOON)
    with pytest.raises(CellError, match="control character"):
        cells.text("a\x07b")
    assert cells.text(2) == "2"


raws = st.one_of(
    st.text(max_size=20),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@given(raws)
def test_any_cell_is_read_or_refused(raw: Any) -> None:
    kinds = (
        cells.text,
        cells.code,
        cells.codes,
        cells.whole_number,
        cells.yes_or_no,
        cells.wall_time,
        cells.day,
        cells.weekdays,
    )
    for read in kinds:
        with suppress(CellError):  # and nothing else
            read(raw)


def test_columns_are_lettered_as_a_spreadsheet_does() -> None:
    assert [letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
