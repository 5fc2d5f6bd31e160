"""What is wrong with a list of wishes (appointments, parcels), wherever it came from: a file, HTTP, a page's form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """`place`: which wish, from 0. `key`: the field, by its name in a wish."""

    place: int
    key: str
    why: str


class Faulty(ValueError):
    """Nothing was taken. All faults that were found; `of`: what the list is of, for the sentence."""

    def __init__(self, of: str, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} of the {of} are wrong")
        self.faults = tuple(faults)
