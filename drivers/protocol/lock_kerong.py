"""Kerong CU12 and CU16 lock boards. Facts: docs/devices/locker-kerong.md.

RS-485, RS-232 or TCP port 5000; 19200 8N1. `02 ADDR CMD [data] 03 SUM`, SUM the low byte of the sum of all before it.
ADDR is the unit in its high half, the lock from 0 in its low half. ADDR F0 means all units and CMD 33 all locks: no
frame here can say either, so there is no unit 15.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.protocol.frame_reader import FrameReader, Piece

UNITS = range(15)
LOCKS = range(1, 17)
STX, ETX = 0x02, 0x03
STATUS, UNLOCK, STATUS_OF_ONE, STATUS_OF_ALL = 0x30, 0x31, 0x35, 0x36
STATUS_BYTES = 9


def with_sum(data: bytes) -> bytes:
    return data + bytes((sum(data) & 0xFF,))


@dataclass(frozen=True, slots=True)
class Query:
    """What are the states of one unit?"""

    unit: int

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unit {self.unit} is not 0 to 14 (15 means all)")

    def to_bytes(self) -> bytes:
        return with_sum(bytes((STX, self.unit << 4, STATUS, ETX)))


@dataclass(frozen=True, slots=True)
class Unlock:
    """Pulse one lock, counted from 1. Nothing answers. Raises ValueError outside of `UNITS`, `LOCKS`."""

    unit: int
    lock: int

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unit {self.unit} is not 0 to 14 (15 means all)")
        if self.lock not in LOCKS:
            raise ValueError(f"lock {self.lock} is not 1 to 16")

    def to_bytes(self) -> bytes:
        return with_sum(bytes((STX, self.unit << 4 | self.lock - 1, UNLOCK, ETX)))


@dataclass(frozen=True, slots=True)
class Status:
    """One unit's hooks and item sensors, lock 1 first. A hook's True: closed; an item's True: something is there.

    `of_all`: it answers the question to all units.
    """

    unit: int
    hooks: tuple[bool, ...]
    items: tuple[bool, ...]
    of_all: bool = False

    def to_bytes(self) -> bytes:
        bits = sum(bit << place for place, bit in enumerate(self.hooks + self.items))
        command = STATUS_OF_ALL if self.of_all else STATUS_OF_ONE
        return with_sum(bytes((STX, self.unit << 4, command)) + bits.to_bytes(4, "little") + bytes((ETX,)))

    @classmethod
    def from_bytes(cls, frame: bytes) -> Status | None:
        """None: these nine bytes are no such frame."""
        stx, address, command, *_, etx, total = frame
        if stx != STX or etx != ETX or command not in (STATUS_OF_ONE, STATUS_OF_ALL) or sum(frame[:-1]) & 0xFF != total:
            return None
        bits = int.from_bytes(frame[3:7], "little")
        states = tuple(bool(bits >> place & 1) for place in range(32))
        return cls(address >> 4, states[:16], states[16:], command == STATUS_OF_ALL)


class Reader(FrameReader[Status]):
    def __init__(self) -> None:
        super().__init__(re.compile(rb"\x02"), _frame_at)


def _frame_at(data: bytes, at: int) -> tuple[Status, int] | Piece:
    head = data[at + 2 : at + 3]
    if head and head[0] not in (STATUS_OF_ONE, STATUS_OF_ALL):
        return Piece.NONE
    if len(data) - at < STATUS_BYTES:
        return Piece.PART
    if data[at + STATUS_BYTES - 2] != ETX:
        return Piece.NONE
    status = Status.from_bytes(data[at : at + STATUS_BYTES])
    return (status, STATUS_BYTES) if status is not None else Piece.NONE
