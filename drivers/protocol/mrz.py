"""Machine-readable lines of travel documents: TD1 (3 x 30), TD2 (2 x 36), TD3 (2 x 44) of ICAO Doc 9303.

Every field has a check digit: weights 7 3 1 over the characters (0-9, A = 10 to Z = 35, < = 0), modulo 10. Lines are
taken only when all of them hold. Between a scanner's text and drivers/scanner/documents.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import cycle

WEIGHTS = (7, 3, 1)
FILLER = "<"
_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {FILLER: 0}
_LINE = re.compile(r"[0-9A-Z<]+")


class NoDocument(ValueError):
    """These lines are no machine-readable lines, or a check digit fails. The message holds nothing of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """What stands in the lines. Dates are YYMMDD as printed; an unknown sex is "<"."""

    kind: str  # "P", "I", "CT", ... as printed, without fillers
    issuer: str = field(repr=False)
    number: str = field(repr=False)
    nationality: str = field(repr=False)
    birth: str = field(repr=False)
    sex: str = field(repr=False)
    expires: str = field(repr=False)
    surname: str = field(repr=False)
    given_names: str = field(repr=False)
    optional: str = field(repr=False, default="")


def check_digit(text: str) -> str:
    """Raises KeyError for a character that no line holds."""
    return str(sum(_VALUES[character] * weight for character, weight in zip(text, cycle(WEIGHTS), strict=False)) % 10)


def parse(lines: list[str]) -> Travel:
    """Raises NoDocument."""
    shape = tuple(len(line) for line in lines)
    if not all(_LINE.fullmatch(line) for line in lines):
        raise NoDocument("a line holds other characters than 0-9, A-Z and <")
    if shape == (30, 30, 30):
        return _td1(*lines)
    if shape in ((36, 36), (44, 44)):
        return _two_lines(*lines)
    raise NoDocument(f"lines of {', '.join(map(str, shape))} characters belong to no document")


def _td1(first: str, second: str, third: str) -> Travel:
    number, optional = _number(first[5:14], first[14], first[15:30])
    _checked("birth", second[0:6], second[6])
    _checked("expiry", second[8:14], second[14])
    _checked("whole", first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29])
    surname, given_names = _names(third)
    return Travel(
        kind=_bare(first[0:2]),
        issuer=_bare(first[2:5]),
        number=number,
        nationality=_bare(second[15:18]),
        birth=second[0:6],
        sex=second[7],
        expires=second[8:14],
        surname=surname,
        given_names=given_names,
        optional=_bare(optional + second[18:29]),
    )


def _two_lines(first: str, second: str) -> Travel:
    """TD2 and TD3 differ in the room for the names and in what stands behind the date of expiry."""
    is_td3 = len(second) == 44
    number, optional = _number(second[0:9], second[9], second[28:42] if is_td3 else second[28:35])
    _checked("birth", second[13:19], second[19])
    _checked("expiry", second[21:27], second[27])
    if is_td3:
        _checked("optional", second[28:42], second[42], may_be_empty=True)
    _checked("whole", second[0:10] + second[13:20] + second[21:-1], second[-1])
    surname, given_names = _names(first[5:])
    return Travel(
        kind=_bare(first[0:2]),
        issuer=_bare(first[2:5]),
        number=number,
        nationality=_bare(second[10:13]),
        birth=second[13:19],
        sex=second[20],
        expires=second[21:27],
        surname=surname,
        given_names=given_names,
        optional=_bare(optional),
    )


def _number(text: str, digit: str, optional: str) -> tuple[str, str]:
    """A number of more than nine characters goes on in the optional field, its check digit last."""
    if digit != FILLER:
        _checked("number", text, digit)
        return _bare(text), optional
    rest, _, left = optional.partition(FILLER)
    if not rest:
        raise NoDocument("the number has no check digit")
    _checked("number", text + rest[:-1], rest[-1])
    return text + rest[:-1], left


def _checked(name: str, text: str, digit: str, *, may_be_empty: bool = False) -> None:
    if may_be_empty and digit == FILLER and not _bare(text):
        return
    if check_digit(text) != digit:
        raise NoDocument(f"the check digit of the {name} fails")


def _names(text: str) -> tuple[str, str]:
    surname, _, given_names = text.rstrip(FILLER).partition(FILLER * 2)
    return surname.replace(FILLER, " "), given_names.replace(FILLER, " ").strip()


def _bare(text: str) -> str:
    return text.rstrip(FILLER)
