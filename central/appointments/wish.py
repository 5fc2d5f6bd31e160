"""One appointment as somebody asks for it, by a row of a file, over HTTP or on the staff's page.

It lives in memory for as long as taking it takes: of its name and ID number only a mask and a hash are kept.
"""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from central.appointments.identity import id_number
from central.hours_entry import minutes
from kiosk.wire import BookedState, Code

WallTime = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Reference = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\s\x00-\x1f]+$")]
Secret = Annotated[str, Field(repr=False)]


class Wish(BaseModel):
    """`reference`: of the system that it comes from; the same one again changes the appointment. `code`: what its QR
    carries; empty: we make one. `id_number`: empty where nobody asked for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)

    reference: Reference
    date: Day
    opens: WallTime = Field(alias="from")
    closes: WallTime = Field(alias="to")
    service: Code
    name: Annotated[Secret, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]
    id_number: Secret = ""
    code: Annotated[str, Field(repr=False, pattern=r"^([\x21-\x7e]{8,128})?$")] = ""
    state: BookedState = BookedState.BOOKED

    @field_validator("closes")
    @classmethod
    def _is_this_days(cls, value: str) -> str:
        """Midnight is this day's end."""
        return "24:00" if value == "00:00" else value

    @field_validator("id_number")
    @classmethod
    def _is_right(cls, value: str) -> str:
        return id_number(value) if value.strip() else ""

    @field_validator("state")
    @classmethod
    def _is_not_arrived(cls, value: BookedState) -> BookedState:
        if value is BookedState.ARRIVED:
            raise ValueError("write booked or cancelled; who has arrived, the hall knows by itself")
        return value

    @model_validator(mode="after")
    def _has_a_length(self) -> Wish:
        if minutes(self.closes) <= minutes(self.opens):
            raise ValueError(f"it ends at {self.closes}, which is not after its beginning at {self.opens}")
        return self

    def starts_ms(self, zone: str) -> int:
        return _at_ms(self.date, self.opens, zone)

    def ends_ms(self, zone: str) -> int:
        return _at_ms(self.date, self.closes, zone)


def _at_ms(day: Day, wall_time: str, zone: str) -> int:
    at = datetime.combine(day, time(), ZoneInfo(zone)) + timedelta(minutes=minutes(wall_time))
    return int(at.timestamp() * 1000)
