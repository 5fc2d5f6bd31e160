"""What is on an identity card, as the roles and facts carry it. It lives in memory only as long as it is needed.

Everything personal is kept out of `repr`, so that a log line or a traceback cannot hold it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum


class CardKind(StrEnum):
    CITIZEN = "citizen"  # resident identity card of the People's Republic of China
    RESIDENCE_PERMIT = "residence_permit"  # for residents of Hong Kong, Macau and Taiwan (flag J)
    FOREIGNER_2017 = "foreigner_2017"  # foreigner's permanent residence permit of 2017 (flag I)
    FOREIGNER_2023 = "foreigner_2023"  # foreigner's permanent residence identity card of 2023 (flag Y)
    TRAVEL_DOCUMENT = "travel_document"  # a passport or permit by its machine-readable lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Dates are YYYYMMDD, `valid_to` may be the card's own word 长期. None: this kind of card has no such item."""

    kind: CardKind
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    sex: str | None = field(default=None, repr=False)  # 男, 女, 未知, 未说明
    nation: str | None = field(default=None, repr=False)  # the ethnic group's name
    nationality: str | None = field(default=None, repr=False)  # three letters
    birth: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    appended_address: str | None = field(default=None, repr=False)
    issuer: str | None = field(default=None, repr=False)
    valid_from: str | None = field(default=None, repr=False)
    valid_to: str | None = field(default=None, repr=False)
    english_name: str | None = field(default=None, repr=False)
    chinese_name: str | None = field(default=None, repr=False)
    pass_number: str | None = field(default=None, repr=False)  # of a residence permit
    issue_count: str | None = field(default=None, repr=False)
    photo: bytes | None = field(default=None, repr=False)  # as the reader gave it; no open decoder is known

    def to_fields(self, *, reveal: bool) -> dict[str, str]:
        """What the card has, for people's eyes; without `reveal` masked. The photo is never among it."""
        found = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("kind", "photo")}
        shown = {name: value if reveal else _masked(name, value) for name, value in found.items() if value is not None}
        return {"kind": self.kind.value, **shown}


_OPEN = frozenset(("sex", "valid_from", "valid_to", "issue_count"))  # these tell nobody who it is


def _masked(name: str, value: str) -> str:
    if name in _OPEN:
        return value
    if name in ("id_number", "pass_number"):
        return value[:1] + "*" * max(len(value) - 2, 0) + value[-1:] if len(value) > 2 else "*" * len(value)
    if name == "name":
        return value[:1] + "*" * max(len(value) - 1, 0)
    return "*" * len(value)
