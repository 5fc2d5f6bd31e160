"""The case number in a code that a citizen shows with papers: from the scanner to `ParcelLeft.case`. Pure.

Receipts of windows carry it as a QR or a barcode. Scanners read whatever is held there: a pickup pass, a badge, an
identity number or an address of a page is no case number and must not come into the journal.
"""

from __future__ import annotations

import re

_CASE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_/-]{3,63}")  # at most 64 characters, as the centre's case numbers
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")


def case_number(text: str) -> str | None:
    """The number, or None for what cannot be one."""
    found = text.strip()
    if not _CASE.fullmatch(found) or not any(letter.isdigit() for letter in found):
        return None
    return None if _is_id_number(found.upper()) else found


def _is_id_number(text: str) -> bool:
    """An identity card's, by form and check character (GB 11643: ISO 7064, MOD 11-2). One case number of eleven that
    has this form is taken for one: its papers then go without a number, which is the smaller harm."""
    if not _ID_NUMBER.fullmatch(text):
        return False
    values = (10 if letter == "X" else int(letter) for letter in text)
    return sum(value << 17 - at for at, value in enumerate(values)) % 11 == 1
