"""The form of an appointment made by hand: what was entered, and what is wrong with it in words for people. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Any, Self

from pydantic import ValidationError

from central.pages.forms import Form
from central.wishes import Faulty

Wrong = tuple[str, str]
"""The same in Chinese and in English."""

_UNCLEAR: Wrong = ("请检查填写的内容。", "Please check what you entered.")
_WRONG: dict[str, Wrong] = {
    "service": ("请选择目录里的事项。", "Please choose a service of the catalogue."),
    "date": ("请选择今天或以后一年内的日期。", "Please choose today or a day within a year."),
    "from": ("请填写开始时间。", "Please enter when it begins."),
    "to": ("请填写结束时间。", "Please enter when it ends."),
    "name": ("请填写姓名。", "Please enter the name."),
    "id_number": ("身份证号不对，请核对 18 位。不填也可以。", "Not a valid ID number. It may be left empty."),
}
_ENDS_FIRST: Wrong = ("结束时间要晚于开始时间。", "It must end after it begins.")
_FULL: Wrong = ("这个时段的预约满了，请换一个时间。", "This slot is full. Please choose another time.")


@dataclass(frozen=True, slots=True)
class Entered:
    """As it was typed; drawn again when something is wrong, except the ID number."""

    service: str
    date: str
    opens: str
    closes: str
    name: str
    id_number: str

    @classmethod
    def of(cls, form: Form) -> Self:
        return cls(*(form.get(field, "").strip() for field in ("service", "date", "from", "to", "name", "id_number")))

    @property
    def day(self) -> Day | None:
        try:
            return Day.fromisoformat(self.date)
        except ValueError:
            return None

    def wish(self, reference: str) -> dict[str, Any]:
        """Fields of central.appointments.wish.Wish."""
        return {
            "reference": reference,
            "service": self.service,
            "date": self.date,
            "from": self.opens,
            "to": self.closes,
            "name": self.name,
            "id_number": self.id_number,
        }


def wrong_of(error: Exception) -> Wrong:
    """Of what refused the appointment: its shape, or what is stored."""
    if isinstance(error, Faulty):
        first = error.faults[0].key
        return _FULL if first == "from" else _WRONG.get(first, _UNCLEAR)
    if isinstance(error, ValidationError):
        location = error.errors(include_url=False, include_input=False)[0]["loc"]
        return _WRONG.get(str(location[0]), _UNCLEAR) if location else _ENDS_FIRST
    return _UNCLEAR
