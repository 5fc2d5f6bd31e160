"""Lock boards that speak "WKLY" frames. Facts: docs/devices/locker-wkly.md.

RS-485, 9600 8N1. `57 4B 4C 59 | LEN of the whole frame | BOARD | CMD | data | XOR of all before`. Commands 80, 86
and 87 open several locks or all: no frame here can say them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import xor

from drivers.protocol.frame_reader import FrameReader, Piece

MAGIC = b"WKLY"
BOARDS = range(256)
CHANNELS = range(1, 241)
OPEN_ONE, QUERY_ONE, QUERY_ALL, REPORT = 0x82, 0x83, 0x84, 0x85
OK, FAILED = 0x00, 0xFF
HEAD_BYTES, LONGEST_BYTES = 7, 255


def with_xor(board: int, command: int, data: bytes) -> bytes:
    frame = MAGIC + bytes((len(data) + 8, board, command)) + data
    return frame + bytes((reduce(xor, frame),))


@dataclass(frozen=True, slots=True)
class OpenOne:
    """Pulse one channel, from 1. Raises ValueError outside of `CHANNELS`."""

    board: int
    channel: int

    def __post_init__(self) -> None:
        if self.channel not in CHANNELS:
            raise ValueError(f"channel {self.channel} is not 1 to {CHANNELS.stop - 1}")

    def to_bytes(self) -> bytes:
        return with_xor(self.board, OPEN_ONE, bytes((self.channel,)))


@dataclass(frozen=True, slots=True)
class QueryOne:
    board: int
    channel: int

    def to_bytes(self) -> bytes:
        return with_xor(self.board, QUERY_ONE, bytes((self.channel,)))


@dataclass(frozen=True, slots=True)
class QueryAll:
    board: int

    def to_bytes(self) -> bytes:
        return with_xor(self.board, QUERY_ALL, b"")


@dataclass(frozen=True, slots=True)
class Refused:
    """The board answers `command` with status FF."""

    board: int
    command: int

    def to_bytes(self) -> bytes:
        return with_xor(self.board, self.command, bytes((FAILED,)))


@dataclass(frozen=True, slots=True)
class ChannelState:
    """The answer to `OPEN_ONE` or `QUERY_ONE`, or a report. `closed`: the door's sensor."""

    board: int
    command: int
    channel: int
    closed: bool

    def to_bytes(self) -> bytes:
        data = bytes((self.channel, self.closed))
        return with_xor(self.board, self.command, data if self.command == REPORT else bytes((OK,)) + data)


@dataclass(frozen=True, slots=True)
class AllStates:
    """Every channel's sensor, channel 1 first: True is closed."""

    board: int
    closed: tuple[bool, ...]

    def to_bytes(self) -> bytes:
        return with_xor(self.board, QUERY_ALL, bytes((OK, len(self.closed), *self.closed)))


Frame = Refused | ChannelState | AllStates


def from_bytes(frame: bytes) -> Frame | None:
    """What a board says; None: these bytes are no such frame."""
    if reduce(xor, frame) or frame[4] != len(frame):
        return None
    board, command, data = frame[5], frame[6], frame[HEAD_BYTES:-1]
    if command == REPORT:
        return _state(board, command, data)
    if command == QUERY_ALL and len(data) >= 2 and data[0] == OK and data[1] == len(data) - 2:
        return AllStates(board, tuple(map(bool, data[2:]))) if set(data[2:]) <= {0, 1} else None
    if command in (OPEN_ONE, QUERY_ONE) and len(data) == 3 and data[0] == OK:
        return _state(board, command, data[1:])
    if command in (OPEN_ONE, QUERY_ONE, QUERY_ALL) and data[:1] == bytes((FAILED,)):
        return Refused(board, command)
    return None


def _state(board: int, command: int, data: bytes) -> ChannelState | None:
    if len(data) != 2 or data[0] not in CHANNELS or data[1] > 1:
        return None
    return ChannelState(board, command, data[0], bool(data[1]))


class Reader(FrameReader[Frame]):
    def __init__(self) -> None:
        super().__init__(re.compile(rb"W"), _frame_at)


def _frame_at(data: bytes, at: int) -> tuple[Frame, int] | Piece:
    head = data[at : at + HEAD_BYTES]
    if not MAGIC.startswith(head[:4]):
        return Piece.NONE
    if len(head) < HEAD_BYTES:
        return Piece.PART
    length = head[4]
    # Only the answer for all is long: a length that noise made must not swallow the frames behind it.
    if length < 9 or (length > 11 and head[6] != QUERY_ALL):
        return Piece.NONE
    if length > 11 and data[at + 8 : at + 9] not in (b"", bytes((length - 10,))):
        return Piece.NONE
    if len(data) - at < length:
        return Piece.PART
    frame = from_bytes(data[at : at + length])
    return (frame, length) if frame is not None else Piece.NONE
