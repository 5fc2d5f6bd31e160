"""The form of a parcel that is registered by hand: what was typed, and what is wrong with it in words. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

from pydantic import ValidationError

from central.pages.forms import Form
from central.pages.lockers.words import Pair
from central.wishes import Faulty
from kiosk.lockers.wire import CellSize, ParcelFor

WRONG: dict[str, Pair] = {
    "case_number": ("请填写办件编号，不能有空格。", "Enter the case number, without spaces."),
    "title": ("请填写是什么，比如“营业执照”。", "Say what it is, such as “business licence”."),
    "title_en": ("英文名称太长了。", "The English name is too long."),
    "name": ("请填写姓名或单位名称。", "Enter a name."),
    "id_number": ("身份证号不对，请核对 18 位；没有可以不填。", "Not a valid ID number. It may be left empty."),
    "phone": (
        "请填写 11 位手机号；这个柜子的取件码可能要用到它的后四位。",
        "Enter a mobile number of 11 digits; this cabinet's codes may end with its last four.",
    ),
    "cabinet": ("请选择一个取件柜；邮寄的不选。", "Choose a cabinet; none for the post."),
    "size": ("请选择大小。", "Choose a size."),
    "kind": ("请选择自取还是邮寄。", "Choose pickup or post."),
    "expires": ("请选择今天以后、一年以内的日期；不填就按大厅规定。", "Choose a day within a year, or leave it empty."),
    "label": (
        "条码用 4 到 64 个英文字母、数字，不能和别的件重复；不填由系统生成。",
        "4 to 64 letters and digits that no other parcel has; empty: one is made.",
    ),
    "reference": ("这个编号已经登记过了。", "This number is registered already."),
}
UNCLEAR: Pair = ("请检查填写的内容。", "Please check what you entered.")


@dataclass(frozen=True, slots=True)
class Entered:
    """As it was typed; drawn again when something is wrong, so that nothing is typed twice."""

    case_number: str = ""
    title: str = ""
    title_en: str = ""
    name: str = ""
    id_number: str = ""
    phone: str = ""
    kind: str = ParcelFor.PICKUP
    cabinet: str = ""
    size: str = CellSize.MEDIUM
    low: str = ""
    expires: str = ""
    label: str = ""

    @classmethod
    def of(cls, form: Form) -> Self:
        return cls(**{name: form.get(name, "").strip() for name in cls.__dataclass_fields__})

    def wish(self) -> dict[str, Any]:
        """Fields of central.parcels.wish.ParcelWish; a parcel for the post has no cabinet, whatever was chosen."""
        cabinet = "" if self.kind == ParcelFor.POST else self.cabinet
        return asdict(self) | {"cabinet": cabinet, "low": bool(self.low), "expires": self.expires or None}


def wrong_of(error: ValidationError | Faulty) -> dict[str, Pair]:
    """By field; "" is the whole form."""
    if isinstance(error, Faulty):
        keys = [fault.key for fault in error.faults]
    else:
        places = [fault["loc"] for fault in error.errors(include_url=False, include_input=False)]
        keys = [str(place[0]) if place else "" for place in places]
    return {key if key in WRONG else "": WRONG.get(key, UNCLEAR) for key in keys}
