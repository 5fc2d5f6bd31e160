"""What a visit may know of an identity card: a keyed hash, and whether its age suggests the green channel. Pure.

The card goes in and is not kept: nothing that leaves here tells who it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drivers.card import Card
from kiosk.person import Green, person_hash

ID_NUMBER_LENGTH = 18
BIRTH_IN_ID_NUMBER = slice(6, 14)


@dataclass(frozen=True, slots=True)
class Identity:
    """`person`: kiosk.person.person_hash. `suggested`: the class that the card's age gives a right to."""

    person: str
    suggested: Green | None = None


def identity(card: Card, key: bytes, elderly_years: int, today: date) -> Identity | None:
    """None for a card that is not valid any more. Raises ValueError for an empty key."""
    valid_to = _day(card.valid_to or "")
    if valid_to is not None and valid_to < today:
        return None
    number = card.id_number.strip()
    in_number = number[BIRTH_IN_ID_NUMBER] if len(number) == ID_NUMBER_LENGTH else ""
    born = _day(card.birth or "") or _day(in_number)
    elderly = born is not None and years_between(born, today) >= elderly_years
    return Identity(person_hash(key, number), Green.ELDERLY if elderly else None)


def years_between(born: date, today: date) -> int:
    """Full years, as people count their age."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _day(text: str) -> date | None:
    """YYYYMMDD as a day; None for 长期 and for whatever else is no day."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
