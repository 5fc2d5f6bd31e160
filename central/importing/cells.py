"""What stands in a cell, read as what its column asks for. Pure; used by central/importing/entries.py.

Excel turns what people type into numbers, dates and times, and what it turned cannot always be turned back: 001 becomes
1, 05-09 becomes the ninth of May. Such a cell is refused, never guessed at.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from central.hours_entry import WEEK

Raw = str | int | float | bool | datetime | date | time | timedelta
"""A cell's value as Excel or a CSV file gives it; CSV files have texts only. An empty cell is None."""

_SEPARATORS = re.compile(r"[、，,;；\s]+")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?")
_RANGE = re.compile(r"\s*(?:至|到|~|–|—|−|-|\bto\b)\s*")
_EXCEL_DAYS = {date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)}  # a time alone, by way of a date
_YES = {"是", "yes", "y", "true", "1", "延时", "extended", "✓", "√"}
_NO = {"", "否", "no", "n", "false", "0"}


class CellError(ValueError):
    """The cell's value is not what its column takes; the sentence says what happened to it."""


def text(raw: Raw) -> str:
    """Text as it is meant to be shown: no spaces at its ends, whole numbers as their digits."""
    if isinstance(raw, bool) or (isinstance(raw, float) and not raw.is_integer()):
        raise CellError("this is no text; give the column the format Text and write it again")
    if isinstance(raw, int | float):
        return str(int(raw))
    if not isinstance(raw, str):
        raise CellError("Excel has made a date or time of it; give the column the format Text and write it again")
    found = raw.strip().replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(character) == "Cc" and character != "\n" for character in found):
        raise CellError("there is a control character in it; write it again")
    return found


def code(raw: Raw) -> str:
    """A code stays as it was typed, zeros in front included."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raise CellError(
            "this is a number, and Excel may have cut zeros off its front; give the column the format Text and write "
            "the code again, for example 001"
        )
    return unicodedata.normalize("NFKC", text(raw))


def id_number(raw: Raw) -> str:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raise CellError("this is a number, and Excel keeps only its first 15 places; give the column the format Text")
    return code(raw)


def codes(raw: Raw) -> list[str]:
    return [each for each in _SEPARATORS.split(code(raw)) if each]


def whole_number(raw: Raw) -> int:
    written = unicodedata.normalize("NFKC", text(raw))
    if not re.fullmatch(r"\d{1,6}", written, re.ASCII):
        raise CellError("this is no whole number")
    return int(written)


def yes_or_no(raw: Raw) -> bool:
    written = str(raw).strip().casefold() if isinstance(raw, bool | int | str) else "?"
    if written not in _YES | _NO:
        raise CellError("this is neither yes nor no")
    return written in _YES


def wall_time(raw: Raw) -> str:
    """ "09:30"; a midnight at the end of a day is "24:00"."""
    if isinstance(raw, datetime):
        if raw.date() not in _EXCEL_DAYS:
            raise CellError("this is a date, not a time of day")
        return "24:00" if raw == datetime(1900, 1, 1) else _hh_mm(raw.time())  # noqa: DTZ001 - Excel's day 1
    if isinstance(raw, timedelta):
        if raw == timedelta(days=1):
            return "24:00"
        if not timedelta() <= raw < timedelta(days=1):
            raise CellError("this is longer than a day")
        return _hh_mm((datetime(1900, 1, 1) + raw).time())  # noqa: DTZ001 - any day
    if isinstance(raw, time):
        return _hh_mm(raw)
    written = unicodedata.normalize("NFKC", raw).strip() if isinstance(raw, str) else ""
    found = _TIME.fullmatch(written)
    if found is None or (int(found[1]), int(found[2])) > (24, 0) or int(found[2]) > 59:
        raise CellError("this is no time of day")
    return f"{int(found[1]):02d}:{found[2]}"


def _hh_mm(at: time) -> str:
    if at.second or at.microsecond:
        raise CellError(f"this is {at.isoformat()}, not a whole minute")
    return at.isoformat("minutes")


def day(raw: Raw) -> date:
    if isinstance(raw, datetime):
        if raw.time() != time():
            raise CellError("there is a time of day with this date")
        return raw.date()
    if isinstance(raw, date):
        return raw
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", raw).strip()) if isinstance(raw, str) else None
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise CellError("there is no such day in the calendar") from error
    raise CellError("this is no date")


_CHINESE = ("一1", "二2", "三3", "四4", "五5", "六6", "日天7")
_NAMES = {
    **{name: place for place, each in enumerate(_CHINESE) for name in each},
    **{name: place for place, each in enumerate(WEEK) for name in (each.value, each.value[:3])},
    "tues": 1,
    "thur": 3,
    "thurs": 3,
}
_TOGETHER = {
    "每天": "1-7",
    "每日": "1-7",
    "daily": "1-7",
    "every day": "1-7",
    "工作日": "1-5",
    "weekdays": "1-5",
    "周末": "6-7",
    "weekend": "6-7",
    "weekends": "6-7",
}


def weekdays(raw: Raw) -> tuple[str, ...]:
    """Of "周一至周五、周日", "Mon-Fri, Sun", "1-5 7"; in the order of the week."""
    if isinstance(raw, datetime | date | time | timedelta):
        raise CellError("Excel has made a date of it; give the column the format Text and write it again")
    written = unicodedata.normalize("NFKC", text(raw)).casefold()
    written = _RANGE.sub("-", _TOGETHER.get(written, written))
    found: set[int] = set()
    for part in filter(None, _SEPARATORS.split(written)):
        first, _, last = part.partition("-")
        begin, end = _weekday(first), _weekday(last or first)
        found |= {(begin + ahead) % 7 for ahead in range((end - begin) % 7 + 1)}
    return tuple(each.value for place, each in enumerate(WEEK) if place in found)


def _weekday(name: str) -> int:
    bare = re.sub(r"^(周|星期|礼拜)", "", name)
    if bare not in _NAMES:
        raise CellError(f"{name!r} is no day of the week")
    return _NAMES[bare]
