"""What a scanner may say, in whichever protocol. Between the readers of `scan_*.py` and drivers/scanner/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

MAX_TEXT_BYTES = 8192  # the fullest QR code holds 7089 digits


@dataclass(frozen=True, slots=True)
class Answer:
    """To one of our commands. `to`: which, where the protocol says so."""

    accepted: bool
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read, as far as the protocol can know whole. What is in it may be personal."""

    data: bytes = field(repr=False)
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Fragment:
    """Bytes that are no whole code: cut off, damaged, too long, or something else altogether."""

    length: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What the scanner now waits to get."""

    data: bytes


Heard = Answer | Code | Fragment | Owed


class Pending(Enum):
    """What silence would decide about."""

    NOTHING = auto()
    TEXT = auto()  # something has begun
    LINE_END = auto()  # it is whole, unless more follows at once


class Reader(Protocol):
    """Bytes in any portions -> what they say. Its buffer has a ceiling; garbage costs it linear time."""

    @property
    def pending(self) -> Pending: ...

    def feed(self, data: bytes) -> Sequence[Heard]: ...

    def silence(self) -> Sequence[Heard]:
        """Nothing more came for a while."""

    def forget(self) -> None:
        """Drop what has begun."""
