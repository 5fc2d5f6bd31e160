"""One parcel as somebody registers it: by a row of a file, over HTTP or on the staff's page.

It lives in memory for as long as taking it takes: of its receiver a mask, a keyed hash and a sealed phone are kept.
"""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from central.appointments.identity import id_number
from central.parcels.receiver import mobile_number
from kiosk.lockers.wire import CellSize, ParcelFor

Secret = Annotated[str, Field(repr=False)]
Line = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f]*$")]
_LAST_SECOND = time(23, 59, 59)


class ParcelWish(BaseModel):
    """`reference`: of the system that it comes from; the same one again is the same parcel, and changes nothing. Empty:
    the case number. `cabinet`: the code of its terminal; empty for the courier. `expires`: its last day; None: the
    hall's usual time. `label`: what its barcode says; empty: we make one of ten digits, to be printed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    reference: Annotated[str, Field(max_length=64, pattern=r"^[^\s\x00-\x1f]*$")] = ""
    kind: ParcelFor = ParcelFor.PICKUP
    cabinet: Annotated[str, Field(max_length=64)] = ""
    case_number: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\s\x00-\x1f]+$")]
    title: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]
    title_en: Line = ""
    name: Annotated[Secret, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]
    id_number: Secret = ""
    phone: Secret = ""
    size: CellSize = CellSize.MEDIUM
    low: bool = False
    expires: Day | None = None
    label: Annotated[str, Field(pattern=r"^([\x21-\x7e]{4,64})?$")] = ""

    @field_validator("id_number")
    @classmethod
    def _is_an_id_number(cls, value: str) -> str:
        return id_number(value) if value.strip() else ""

    @field_validator("phone")
    @classmethod
    def _is_a_mobile(cls, value: str) -> str:
        return mobile_number(value) if value.strip() else ""

    @field_validator("kind")
    @classmethod
    def _is_registered_here(cls, value: ParcelFor) -> ParcelFor:
        if value is ParcelFor.SUPPLEMENT:
            raise ValueError("write pickup or post; supplementary papers are left at the cabinet itself")
        return value

    @property
    def known_as(self) -> str:
        return self.reference or self.case_number

    def expires_ms(self, zone: str) -> int | None:
        return None if self.expires is None else end_of_day_ms(self.expires, zone)


def end_of_day_ms(day: Day, zone: str) -> int:
    """Its last second in the hall."""
    return int(datetime.combine(day, _LAST_SECOND, ZoneInfo(zone)).timestamp() * 1000)
