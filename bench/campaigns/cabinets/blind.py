"""What a terminal cannot have seen: while its power, a board or a line was away, or a sensor lied. For the judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Blind:
    """From when to when nothing of these cells could be seen, or not rightly."""

    cells: frozenset[int]
    begins: float
    ends: float


def hidden(blind: Sequence[Blind], cell: int, begins: float, ends: float) -> bool:
    """Whether a part of that time could not be seen."""
    return any(cell in each.cells and each.begins <= ends and each.ends >= begins for each in blind)
