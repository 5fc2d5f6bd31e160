"""What the barcode on a parcel says: ten digits, which a Code 128 holds in its smallest form and a keypad can type.

The last one is the check of GS1 (weights 3 and 1 from the right, modulo 10): a mistyped digit is found.
"""

from __future__ import annotations

import secrets

DIGITS = 10


def new_label() -> str:
    """Whether it is taken is asked elsewhere."""
    digits = f"{secrets.randbelow(9 * 10 ** (DIGITS - 2)) + 10 ** (DIGITS - 2)}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_label(typed: str) -> bool:
    """Whether it can be one of ours."""
    return len(typed) == DIGITS and typed.isascii() and typed.isdigit() and check_digit(typed[:-1]) == typed[-1]
