"""Frames of hall callers and their rating keys ("FF 68"). Facts: docs/devices/ff68.md.

`FF 68 | L | L | 68 | ADDR | FUNC | data | SUM | 16`: L counts ADDR to the end of data, SUM is their sum's low byte.
ADDR is the counter's number. Between the link and `drivers/pads/ff68.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

START, MIDDLE, END = b"\xff\x68", 0x68, 0x16
HEAD_BYTES = 5
TAIL_BYTES = 2
SHORTEST_L, LONGEST_L = 2, 64  # 8 is the longest known
BLANK = 0x0A
EVALUATE = 0x0B
FIVE_STARS = 0x05


class Function(IntEnum):
    """FUNC of what the host sends, and of the pad's rating. KEY is inferred: the one host known never looks at it."""

    KEY = 0x01
    DISPLAY = 0x02
    BEEP = 0x03
    RATING = 0x11


@dataclass(frozen=True, slots=True)
class Frame:
    """`address`: the counter, 0 to 255."""

    address: int
    function: int
    data: bytes = b""

    def to_bytes(self) -> bytes:
        body = bytes((self.address, self.function)) + self.data
        return START + bytes((len(body), len(body), MIDDLE)) + body + bytes((sum(body) & 0xFF, END))

    @classmethod
    def from_bytes(cls, frame: bytes) -> Frame:
        """Raises ValueError for what is no whole frame."""
        if not _begins_frame(frame) or len(frame) != HEAD_BYTES + frame[2] + TAIL_BYTES:
            raise ValueError(f"{frame.hex(' ')} is no whole frame")
        body = frame[HEAD_BYTES:-TAIL_BYTES]
        if sum(body) & 0xFF != frame[-2] or frame[-1] != END:
            raise ValueError(f"{frame.hex(' ')} has a wrong sum or end")
        return cls(body[0], body[1], body[2:])


def _begins_frame(data: bytes | bytearray) -> bool:
    """Of at least five bytes."""
    return (
        len(data) >= HEAD_BYTES
        and data[:2] == START
        and data[2] == data[3]
        and SHORTEST_L <= data[2] <= LONGEST_L
        and data[4] == MIDDLE
    )


def start_rating(counter: int) -> Frame:
    return Frame(counter, Function.KEY, bytes((EVALUATE,)))


def beep(counter: int) -> Frame:
    return Frame(counter, Function.BEEP)


def five_stars(counter: int) -> Frame:
    return Frame(counter, Function.DISPLAY, bytes((FIVE_STARS,)))


def show(counter: int, *, waiting: int | None = None, ticket: Sequence[int] | None = None) -> Frame:
    """Three digits for those who wait, at most 999, and three of the ticket; what is None stays dark."""
    left = bytes(int(digit) for digit in f"{min(waiting, 999):03d}") if waiting is not None else bytes((BLANK,)) * 3
    right = bytes(ticket) if ticket is not None else bytes((BLANK,)) * 3
    return Frame(counter, Function.DISPLAY, left + right)


def acknowledgement(frame: Frame) -> Frame:
    """What the device waits for: its key frame unchanged, its rating with FUNC 01."""
    return Frame(frame.address, Function.KEY, frame.data) if frame.function == Function.RATING else frame


class Frames:
    """Append bytes, get frames. Keeps at most one unfinished frame."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.garbage_bytes = 0  # outside of any frame, since the object was made

    def feed(self, data: bytes) -> list[Frame]:
        self._held += data
        found: list[Frame] = []
        while self._skip_to_start() and len(self._held) >= HEAD_BYTES:
            if not _begins_frame(self._held):
                self._drop(1)
                continue
            length = HEAD_BYTES + self._held[2] + TAIL_BYTES
            if len(self._held) < length:
                break
            try:
                found.append(Frame.from_bytes(bytes(self._held[:length])))
            except ValueError:
                self._drop(1)  # a whole frame may stand inside
            else:
                del self._held[:length]
        return found

    def forget(self) -> None:
        self._held.clear()

    def _skip_to_start(self) -> bool:
        at = self._held.find(START)
        self._drop(at if at >= 0 else len(self._held) - self._held.endswith(START[:1]))
        return at >= 0

    def _drop(self, count: int) -> None:
        self.garbage_bytes += count
        del self._held[:count]
