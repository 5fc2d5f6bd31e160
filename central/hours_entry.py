"""One line of opening hours, as catalogue files and the table `hours` hold it. Part of the catalogue
(central/catalogue.py); central/timetable.py makes out of it what is asked.
"""

from __future__ import annotations

from datetime import date as Day
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from central.opening import DAY_MINUTES, Span

WallTime = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class Of(StrEnum):
    """Whose hours a line tells."""

    HALL = "hall"
    DEPARTMENT = "department"
    SERVICE = "service"
    COUNTER = "counter"


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)


class HoursEntry(BaseModel):
    """Either weekdays or one date. A date takes the place of that day's usual hours; without times it is closed.

    `closes` not after `opens` is past midnight. Several lines of the same day are several spans.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: Of
    code: Annotated[str, Field(max_length=64)] = ""  # empty only for the hall
    weekdays: tuple[Weekday, ...] = ()
    date: Day | None = None
    opens: WallTime | None = None
    closes: WallTime | None = None
    extended: bool = False

    @model_validator(mode="after")
    def _is_one_thing(self) -> HoursEntry:
        if self.of is Of.HALL and (self.code or self.weekdays):
            raise ValueError("the hall's lines have no code and a date: its week is that of [hall.hours]")
        if self.of is not Of.HALL and not self.code:
            raise ValueError("there is no code; write whose hours these are")
        if bool(self.weekdays) == (self.date is not None):
            raise ValueError("write either weekdays or one date")
        if (self.opens is None) != (self.closes is None):
            raise ValueError("write both times, or neither for a closed date")
        if self.opens is None and self.date is None:
            raise ValueError("there are no times; only a single date can be closed")
        if self.opens == "24:00" or (self.opens is not None and self.opens == self.closes):
            raise ValueError("this is no span of time; the whole day is 00:00 to 24:00")
        return self

    @property
    def span(self) -> Span | None:
        """None: closed on that date."""
        if self.opens is None or self.closes is None:
            return None
        opens, closes = minutes(self.opens), minutes(self.closes)
        return Span(opens, closes if closes > opens else closes + DAY_MINUTES, self.extended)


def minutes(wall_time: str) -> int:
    """Since midnight, of "09:30"."""
    hour, _, minute = wall_time.partition(":")
    return int(hour) * 60 + int(minute)
