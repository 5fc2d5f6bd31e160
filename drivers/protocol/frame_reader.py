"""Whole frames out of a stream of bytes, in linear time. Below the readers of the lock boards' protocols.

A protocol says with which byte a frame may begin and cuts one off there. What is no frame is dropped and counted. A
beginning that still waits for its end gives way to a whole frame behind it: noise is full of beginnings.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from re import Pattern
from typing import Generic, TypeVar

Frame = TypeVar("Frame")


class Piece(Enum):
    """Why no frame could be cut off."""

    NONE = "none"  # no frame begins here
    PART = "part"  # one may: more bytes are needed


Cut = Callable[[bytes, int], tuple[Frame, int] | Piece]


class FrameReader(Generic[Frame]):
    """`starts`: finds the next byte that may begin a frame. `cut(data, at)`: the frame there and its length.

    `cut` never asks for more bytes than its longest frame has: that is the ceiling of what is kept.
    """

    def __init__(self, starts: Pattern[bytes], cut: Cut[Frame]) -> None:
        self._starts = starts
        self._cut = cut
        self._rest = b""
        self.garbage_bytes = 0
        self.unfinished = b""  # what was forgotten last

    @property
    def waiting_bytes(self) -> int:
        return len(self._rest)

    def feed(self, data: bytes) -> list[Frame]:
        data = self._rest + data
        frames: list[Frame] = []
        used = at = 0
        part: int | None = None  # the first beginning that waits for its end
        while (found := self._starts.search(data, at)) is not None:
            at = found.start()
            piece = self._cut(data, at)
            if isinstance(piece, Piece):
                if piece is Piece.PART and part is None:
                    part = at
                at += 1
                continue
            frame, length = piece
            frames.append(frame)
            used += length
            at += length
            part = None
        self._rest = b"" if part is None else data[part:]
        self.garbage_bytes += len(data) - used - len(self._rest)
        return frames

    def forget(self) -> None:
        self.garbage_bytes += len(self._rest)
        self.unfinished, self._rest = self._rest, b""
