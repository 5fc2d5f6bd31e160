"""Which numbers the centre gives: by position in the range of the asked-for kind (docs/architecture.md, "Numbers").

Pure: a position counts from 1 for each prefix and business day. The ranges cannot meet, nor can they meet a
terminal's own series, which has a dash in it.
"""

from __future__ import annotations

import re
from enum import StrEnum

_DIGITS = re.compile(r"(?P<prefix>[A-Z]{1,2})(?P<digits>[0-9]{3,4})", re.ASCII)


class Range(StrEnum):
    CENTRE = "centre"
    LEASE = "lease"


_SPANS = {
    Range.CENTRE: ((1, 599), (1000, 4999)),
    Range.LEASE: ((600, 899), (5000, 8999)),
}


def capacity(kind: Range) -> int:
    """How many numbers a prefix has on one day."""
    return sum(last - first + 1 for first, last in _SPANS[kind])


def number_at(prefix: str, kind: Range, position: int) -> str | None:
    """The number at this position, or None when the day's numbers are used up."""
    for first, last in _SPANS[kind]:
        if position <= last - first + 1:
            return f"{prefix}{first + position - 1:03d}"
        position -= last - first + 1
    return None


def position_of(number: str) -> tuple[str, Range, int] | None:
    """Prefix, range and position of a number that the centre could have given; None for any other."""
    match = _DIGITS.fullmatch(number)
    if match is None:
        return None
    value = int(match["digits"])
    for kind, spans in _SPANS.items():
        before = 0
        for first, last in spans:
            if first <= value <= last and number == f"{match['prefix']}{value:03d}":
                return match["prefix"], kind, before + value - first + 1
            before += last - first + 1
    return None
