"""Winnsen lock boards. Facts: docs/devices/locker-winnsen.md.

RS-485, 9600 8N1, no checksum: what matters is asked twice. `90 06 CMD station lock 03` is asked, and `90 07 CMD+80
station lock status 03` answers. One revision of the manual swaps the last two fields of the answer for a status.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, IntEnum

from drivers.protocol.frame_reader import FrameReader, Piece

STATIONS = range(1, 256)
LOCKS = range(1, 49)
HEAD, END = 0x90, 0x03
ANSWER_BYTES = 7


class Asked(IntEnum):
    """What was asked; an answer has 80 added to it."""

    OPEN = 0x05
    STATUS = 0x12


class Status(IntEnum):
    """Of a lock asked for: closed, open. Of an opening: failed, done, too soon after the last one."""

    CLOSED = 0
    OPEN = 1
    COOLING = 2


class Order(Enum):
    """Which of the last two fields comes first in the answer to a status question."""

    LOCK_FIRST = "lock_first"
    STATUS_FIRST = "status_first"


@dataclass(frozen=True, slots=True)
class Question:
    """Raises ValueError outside of `STATIONS`, `LOCKS`."""

    asked: Asked
    station: int
    lock: int

    def __post_init__(self) -> None:
        if self.station not in STATIONS:
            raise ValueError(f"station {self.station} is not 1 to 255")
        if self.lock not in LOCKS:
            raise ValueError(f"lock {self.lock} is not 1 to 48")

    def to_bytes(self) -> bytes:
        return bytes((HEAD, 6, self.asked, self.station, self.lock, END))


@dataclass(frozen=True, slots=True)
class Answer:
    """`first` and `second`: a lock and a status, in the order that the board's revision has."""

    asked: Asked
    station: int
    first: int
    second: int

    def to_bytes(self) -> bytes:
        return bytes((HEAD, 7, self.asked | 0x80, self.station, self.first, self.second, END))

    @classmethod
    def from_bytes(cls, frame: bytes) -> Answer | None:
        """None: these seven bytes are no such frame."""
        head, length, answered, station, first, second, end = frame
        if (head, length, end) != (HEAD, 7, END) or answered & 0x7F not in (0x05, 0x12) or not answered & 0x80:
            return None
        return cls(Asked(answered & 0x7F), station, first, second)

    def meaning(self, order: Order) -> tuple[int, Status] | None:
        """Lock and status; None: that cannot be meant."""
        swapped = self.asked is Asked.STATUS and order is Order.STATUS_FIRST
        lock, status = (self.second, self.first) if swapped else (self.first, self.second)
        if lock not in LOCKS or status not in tuple(Status):
            return None
        return lock, Status(status)


class Reader(FrameReader[Answer]):
    def __init__(self) -> None:
        super().__init__(re.compile(rb"\x90"), _frame_at)


def _frame_at(data: bytes, at: int) -> tuple[Answer, int] | Piece:
    if data[at + 1 : at + 2] not in (b"", b"\x07"):
        return Piece.NONE
    if len(data) - at < ANSWER_BYTES:
        return Piece.PART
    if data[at + ANSWER_BYTES - 1] != END:
        return Piece.NONE
    answer = Answer.from_bytes(data[at : at + ANSWER_BYTES])
    return (answer, ANSWER_BYTES) if answer is not None else Piece.NONE
