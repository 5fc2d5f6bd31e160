"""Frames of hall callers and their rating keys ("FF 68"). Facts: docs/devices/ff68.md.

`FF 68 | L | L | 68 | ADDR | FUNC | data | SUM | 16`: L counts ADDR to the end of data, SUM is their sum's low byte.
ADDR is the counter's number. Between the link and `drivers/pads/ff68.py`.
"""

from __future__ import annotations

import re
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
        if _HEAD.match(frame) is None or len(frame) != HEAD_BYTES + frame[2] + TAIL_BYTES or not _is_whole(frame):
            raise ValueError(f"{frame.hex(' ')} is no whole frame")
        body = frame[HEAD_BYTES:-TAIL_BYTES]
        return cls(body[0], body[1], body[2:])


_HEAD = re.compile(START + b"([\\x%02x-\\x%02x])\\1" % (SHORTEST_L, LONGEST_L) + bytes((MIDDLE,)), re.DOTALL)


def _is_whole(frame: bytes | bytearray) -> bool:
    """Of bytes that begin like a frame and are as long as it says."""
    return frame[-1] == END and sum(frame[HEAD_BYTES:-TAIL_BYTES]) & 0xFF == frame[-TAIL_BYTES]


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
        held, at, found = self._held, 0, list[Frame]()
        while (head := _HEAD.search(held, at)) is not None:
            start = head.start()
            self.garbage_bytes += start - at
            at = start
            end = start + HEAD_BYTES + held[start + 2] + TAIL_BYTES
            if len(held) < end:
                break
            if _is_whole(held[start:end]):
                found.append(Frame.from_bytes(bytes(held[start:end])))
                at = end
            else:
                self.garbage_bytes += 1
                at += 1  # a whole frame may stand inside
        else:
            last = held.rfind(START[:1], max(at, len(held) - HEAD_BYTES + 1))
            self.garbage_bytes += (last if last >= 0 else len(held)) - at
            at = last if last >= 0 else len(held)
        del held[:at]
        return found

    def forget(self) -> None:
        self._held.clear()
