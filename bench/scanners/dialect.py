"""What one model of scanner understands and how it answers: the part of a bench scanner that differs by model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol


class Wish(Enum):
    """What a command comes to."""

    READ = auto()
    STOP = auto()
    NEXT_PART = auto()  # the host has got what was sent
    PART_AGAIN = auto()  # the host wants it once more
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Command:
    """`answer`: what is said to it when it is taken; `refusal`: when it is not."""

    wish: Wish
    answer: bytes = b""
    refusal: bytes = b""


class Dialect(Protocol):
    def hear(self, data: bytes) -> list[Command]:
        """Commands out of the host's bytes, which come in any portions."""

    def parts(self, text: bytes, format_: str) -> Sequence[bytes]:
        """How a code is sent. Each part but the last waits for NEXT_PART."""

    def forget(self) -> None:
        """The power is gone."""
