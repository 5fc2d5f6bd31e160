"""What is true of people and parcels, whatever the terminal believes: who a parcel is for, which code was sent last,
how far it has come. The people act by it, the judge holds the terminal against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from random import Random

from kiosk.lockers.secret import code_hash
from kiosk.lockers.wire import CellSize, ParcelFor, Standing
from kiosk.person import person_hash

SALT = "5a" * 16
COST = 2**12
DIGITS = 8
CODES = 240  # of a run: their slow hashes are computed once


class Fate(StrEnum):
    """Where a parcel has physically come to."""

    OUTSIDE = "outside"  # not put in yet
    INSIDE = "inside"
    TAKEN = "taken"  # by its receiver
    RECOVERED = "recovered"  # by staff
    STAYED = "stayed"  # its receiver opened the door, took nothing, and shut it again


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    id_number: str
    masked: str

    def hashed(self, key: bytes) -> str:
        return person_hash(key, self.id_number)


@dataclass(slots=True)
class Parcel:
    """`id` also names the thing itself. `codes`: all that were sent, the newest last; its place is the issue - 1."""

    id: str
    label: str
    owner: Person | None  # None: papers that a citizen left
    title: str
    size: CellSize
    low: bool
    for_: ParcelFor = ParcelFor.PICKUP
    standing: Standing = Standing.OPEN
    codes: list[str] = field(default_factory=list)
    fate: Fate = Fate.OUTSIDE
    expires_at: float = 0.0  # seconds since 1970
    excused: str = ""  # why the terminal cannot know where it is: what a person did behind its back
    confirmed: bool = False  # a screen said that it lies in its cell
    collectable: bool = True  # the terminal has not seen it collected by its receiver

    @property
    def issue(self) -> int:
        return len(self.codes)

    @property
    def code(self) -> str:
        return self.codes[-1] if self.codes else ""


def people(chance: Random, count: int) -> list[Person]:
    """Nobody's numbers: the serial 000 is given to nobody."""
    surnames = "王李张刘陈杨黄赵吴周"
    made = []
    for place in range(count):
        year, month, day = 1940 + chance.randint(0, 60), chance.randint(1, 12), chance.randint(1, 28)
        number = f"110101{year}{month:02d}{day:02d}000"
        surname = surnames[place % len(surnames)]
        made.append(Person(f"{surname}{place}", number + _check_digit(number), f"{surname}*{place}"))
    return made


def _check_digit(seventeen: str) -> str:
    """GB 11643, ISO 7064 MOD 11-2."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(seventeen))
    return "10X98765432"[total % 11]


def code_at(place: int) -> str:
    """One of the run's codes."""
    return f"{Random(f'pickup code {place}').randrange(10**DIGITS):0{DIGITS}d}"


@lru_cache(maxsize=4 * CODES)
def hashed(code: str) -> str:
    """As the centre tells it. The terminal computes its own, each time."""
    return code_hash(SALT, COST, code)
