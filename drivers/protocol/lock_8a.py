"""Lock boards that speak the "8A" frames. Facts: docs/devices/locker-8a.md.

RS-485, 9600 8N1. Five bytes, but for the answer that holds all locks; the last byte is the XOR of all before it. What
a contact's state means for the door, no frame says. Lock 00 opens all locks: no frame here can say it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor

from drivers.protocol.frame_reader import FrameReader, Piece

BOARDS = range(1, 100)
LOCKS = range(1, 49)
LOCKS_A_BYTE = 8
OPEN, QUERY, REPORT = 0x8A, 0x80, 0x81
PULSE, ASK = 0x11, 0x33
CONTACTS = {0x00: False, 0x11: True}


def with_xor(data: bytes) -> bytes:
    return data + bytes((reduce(xor, data, 0),))


def checks(frame: bytes) -> bool:
    return reduce(xor, frame, 0) == 0


def _in_range(what: str, value: int, allowed: range) -> None:
    if value not in allowed:
        raise ValueError(f"{what} {value} is not {allowed.start} to {allowed.stop - 1}")


@dataclass(frozen=True, slots=True)
class Open:
    """Pulse one lock. `board` and `lock` as printed on the board. Raises ValueError outside of `BOARDS`, `LOCKS`."""

    board: int
    lock: int

    def __post_init__(self) -> None:
        _in_range("board", self.board, BOARDS)
        _in_range("lock", self.lock, LOCKS)

    def to_bytes(self) -> bytes:
        return with_xor(bytes((OPEN, self.board, self.lock, PULSE)))


@dataclass(frozen=True, slots=True)
class QueryOne:
    board: int
    lock: int

    def __post_init__(self) -> None:
        _in_range("board", self.board, BOARDS)
        _in_range("lock", self.lock, LOCKS)

    def to_bytes(self) -> bytes:
        return with_xor(bytes((QUERY, self.board, self.lock, ASK)))


@dataclass(frozen=True, slots=True)
class QueryAll:
    board: int

    def __post_init__(self) -> None:
        _in_range("board", self.board, BOARDS)

    def to_bytes(self) -> bytes:
        return with_xor(bytes((QUERY, self.board, 0, ASK)))


class Told(IntEnum):
    """Why the board tells a lock's state."""

    ASKED = QUERY
    PULSED = OPEN
    MOVED = REPORT


@dataclass(frozen=True, slots=True)
class LockState:
    """One lock's contact. `contact` True: state byte 11; False: 00."""

    told: Told
    board: int
    lock: int
    contact: bool

    def to_bytes(self) -> bytes:
        return with_xor(bytes((self.told, self.board, self.lock, 0x11 if self.contact else 0x00)))

    @classmethod
    def from_bytes(cls, frame: bytes) -> LockState | None:
        """None: these five bytes are no such frame."""
        head, board, lock, state, _ = frame
        if state not in CONTACTS or board not in BOARDS or lock not in LOCKS or not checks(frame):
            return None
        return cls(Told(head), board, lock, CONTACTS[state])


@dataclass(frozen=True, slots=True)
class AllStates:
    """Every lock's bit, lock 1 first; on the wire the highest locks come first. A multiple of eight of them."""

    board: int
    bits: tuple[bool, ...]

    def to_bytes(self) -> bytes:
        states = sum(bit << place for place, bit in enumerate(self.bits))
        data = states.to_bytes(len(self.bits) // LOCKS_A_BYTE, "big")
        return with_xor(bytes((QUERY, self.board)) + data + bytes((ASK,)))

    @classmethod
    def from_bytes(cls, frame: bytes) -> AllStates | None:
        """None: these bytes are no such frame."""
        if len(frame) < 5 or frame[0] != QUERY or frame[-2] != ASK or frame[1] not in BOARDS or not checks(frame):
            return None
        states = int.from_bytes(frame[2:-2], "big")
        return cls(frame[1], tuple(bool(states >> place & 1) for place in range((len(frame) - 4) * LOCKS_A_BYTE)))


Frame = LockState | AllStates


class Reader(FrameReader[Frame]):
    """`locks`: how many the board has; 0: not known, and an answer that holds all of them cannot be read.

    An answer for all may begin like an answer for one. `expects_all` says which was asked for.
    """

    def __init__(self, locks: int = 0) -> None:
        super().__init__(re.compile(rb"[\x80\x81\x8a]"), self._frame_at)
        self.locks = locks
        self.expects_all = False

    def _frame_at(self, data: bytes, at: int) -> tuple[Frame, int] | Piece:
        left = len(data) - at
        long = 4 + -(-self.locks // LOCKS_A_BYTE) if self.locks and data[at] == QUERY else 0
        if long and left >= long:
            every = AllStates.from_bytes(data[at : at + long])
            if every is not None:
                return every, long
        elif long and self.expects_all:
            return Piece.PART
        if left >= 5 and data[at + 3] in CONTACTS:
            one = LockState.from_bytes(data[at : at + 5])
            if one is not None:
                return one, 5
        return Piece.PART if left < max(5, long) else Piece.NONE
