"""Numbers of postal items, UPU standard S10: two letters, eight digits, their check digit, two letters of the country.
Pure. RA473124829DK: 47312482 has the check digit 9.
"""

from __future__ import annotations

import re

_FORM = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}", re.ASCII)
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_INSTEAD = {10: 0, 11: 5}


def check_digit(digits: str) -> int:
    """Of the eight digits of a serial number."""
    check = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    return _INSTEAD.get(check, check)


def waybill_number(written: str) -> str:
    """In capitals and without spaces. Raises ValueError with a sentence."""
    number = re.sub(r"[\s-]", "", written).upper()
    if not _FORM.fullmatch(number):
        raise ValueError("a waybill number has two letters, nine digits and two letters, for example EA123456785CN")
    if check_digit(number[2:10]) != int(number[10]):
        raise ValueError("the check digit of this waybill number does not fit the others; a digit is mistyped")
    return number
