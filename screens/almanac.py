"""The hall's date in words. Pure: the engine's clock in, sentences out."""

from __future__ import annotations

from kiosk.local import Clock
from screens.texts import Texts

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def full_date(clock: Clock, tr: Texts) -> str:
    """ "18 March 2026", 2026年3月18日."""
    return _filled(tr("{day} {month} {year}"), clock, tr)


def short_date(clock: Clock, tr: Texts) -> str:
    """ "18 March Wed", 3月18日 周三."""
    return _filled(tr("{day} {month}"), clock, tr) + " " + tr(WEEKDAYS_SHORT[clock.weekday - 1])


def weekday(clock: Clock, tr: Texts) -> str:
    return tr(WEEKDAYS[clock.weekday - 1])


def _filled(template: str, clock: Clock, tr: Texts) -> str:
    year, month, day = (int(part) for part in clock.date.split("-"))
    return template.format(day=day, month=tr(MONTHS[month - 1]), year=year)
