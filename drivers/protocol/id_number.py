"""Numbers of Chinese identity cards (GB 11643): 17 digits and a check character, the birth date inside. Pure."""

from __future__ import annotations

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FORM = re.compile(r"[0-9]{17}[0-9X]")


def check_character(first_17: str) -> str:
    """What stands behind the first 17 digits."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True)) % 11]


def is_id_number(number: str) -> bool:
    """Whether form and check character are right."""
    return _FORM.fullmatch(number) is not None and number[17] == check_character(number[:17])


def birth_in(number: str) -> str:
    """The birth date inside a number, YYYYMMDD."""
    return number[6:14]


def is_date(text: str) -> bool:
    """Whether `text` is a day of the calendar, YYYYMMDD."""
    if re.fullmatch(r"[0-9]{8}", text) is None:
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
