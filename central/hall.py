"""What the hall says of itself: its name, hours, rules, place and words. Loaded with the catalogue, kept in the
database.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import Connection, select

from central.rank import HeadStart
from central.tables import hall
from kiosk.wire import HallRules, NightOffer

_HOURS = re.compile(r"(?:(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00))?")
_MINUTE_MS = 60_000
_Minutes = Annotated[int, Field(ge=0, le=24 * 60)]


class Hours(BaseModel):
    """ "09:00-17:00" for each weekday; empty: closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    monday: str = ""
    tuesday: str = ""
    wednesday: str = ""
    thursday: str = ""
    friday: str = ""
    saturday: str = ""
    sunday: str = ""

    @field_validator("*")
    @classmethod
    def _is_a_span(cls, value: str) -> str:
        if not _HOURS.fullmatch(value):
            raise ValueError('write "09:00-17:00", or "" for closed')
        return value


class Rules(HallRules):
    """Those that terminals apply by themselves, and those of the order of calling (central/rank.py)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    long_wait_minutes: _Minutes = 30
    early_minutes: _Minutes = 30
    late_minutes: _Minutes = 15
    elderly_years: Annotated[int, Field(ge=0, le=150)] = 60
    green_head_start_minutes: _Minutes = 30
    appointment_head_start_minutes: _Minutes = 15

    @property
    def head_start(self) -> HeadStart:
        return HeadStart(
            green_ms=self.green_head_start_minutes * _MINUTE_MS,
            appointment_ms=self.appointment_head_start_minutes * _MINUTE_MS,
            late_ms=self.late_minutes * _MINUTE_MS,
        )


class Hall(BaseModel):
    """The hall itself. The texts in English stand beside the Chinese ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=40)] = "政务服务大厅"
    name_en: Annotated[str, Field(min_length=1, max_length=80)] = "Public service hall"
    place: str = ""  # what the hall display shows beside the name
    place_en: str = ""
    time_zone: str = "Asia/Shanghai"
    phone: str = ""
    public_url: Annotated[str, Field(pattern=r"^(https?://[^\s]+[^/\s])?$")] = ""
    notice: str = ""  # the line at the bottom of the hall display
    notice_en: str = ""
    desk: str = "咨询台"  # where one goes who missed the call
    desk_en: str = "the information desk"
    hours: Hours = Hours()
    rules: Rules = Rules()
    night: list[NightOffer] = []  # what works while it is closed

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("no such time zone; write one like Asia/Shanghai") from error
        return value


_BODY = select(hall.c.body)


@lru_cache(maxsize=8)
def _hall(body: str) -> Hall:
    """Of the table's JSON; asked for at every ticket and page."""
    return Hall.model_validate_json(body)


def read_rules(body: str) -> Rules:
    return _hall(body).rules


def read_hall(db: Connection) -> Hall:
    return _hall(db.execute(_BODY).scalar_one())
