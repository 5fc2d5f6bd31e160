"""ID numbers and names of those who come: checked and masked before anything of them is kept. Pure.

An ID number has 18 places: six of the region, eight of the date of birth, three of a series, and the check of
GB 11643 (ISO 7064, MOD 11-2), which finds a mistyped one.
"""

from __future__ import annotations

import re
from datetime import date

_FORM = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_CHECKS = "10X98765432"
_HAN = re.compile(r"[\u3400-\u9fff·]+")


def id_number(written: str) -> str:
    """Without spaces, its X large. Raises ValueError that does not repeat it."""
    number = re.sub(r"\s", "", written).upper()
    if not _FORM.fullmatch(number):
        raise ValueError("this is no ID number of 18 places")
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise ValueError("the date of birth in this ID number is no day") from None
    if _CHECKS[sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17])) % 11] != number[17]:
        raise ValueError("the last place of this ID number does not fit the others; a digit is mistyped")
    return number


def masked(name: str) -> str:
    """What staff see of a name: 张*华, 张*, 欧**华; of other scripts the first letter of each part."""
    plain = " ".join(name.split())
    if not _HAN.fullmatch(plain):
        return " ".join(f"{part[0]}***" for part in plain.split())
    if len(plain) == 2:
        return f"{plain[0]}*"
    return plain if len(plain) == 1 else f"{plain[0]}{'*' * (len(plain) - 2)}{plain[-1]}"
