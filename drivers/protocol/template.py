"""Frames of pads for which no document exists, described by patterns: `prefix | body | checksum | suffix`.

A pattern is hex bytes of the body, `??` for any byte. Between the link and `drivers/pads/template.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drivers.protocol.checksums import Checksum

MOST_BYTES = 64  # of a whole frame
_BYTE = re.compile(r"[0-9A-Fa-f]{2}|\?\?")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The body of one kind of frame; None stands for any byte."""

    body: tuple[int | None, ...]

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """From `01 ?? 31`. Raises ValueError."""
        digits = text.replace(" ", "")
        parts = _BYTE.findall(digits)
        if not parts or "".join(parts) != digits:
            raise ValueError(f"{text!r} is no bytes in hex, like 01 ?? 31 with ?? for any byte")
        return cls(tuple(None if part == "??" else int(part, 16) for part in parts))

    def expression(self) -> bytes:
        return b"".join(b"." if byte is None else re.escape(bytes((byte,))) for byte in self.body)

    def meets(self, other: Pattern) -> bool:
        """Whether the same bytes can be both, or one the beginning of the other."""
        return all(a is None or b is None or a == b for a, b in zip(self.body, other.body, strict=False))


@dataclass(frozen=True, slots=True)
class Match:
    """A frame that fits `pattern`, which is one of those that the reader was made with."""

    pattern: Pattern
    frame: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Shape:
    """What all frames of a pad share. `checksum_from`: bytes at the frame's beginning that are not summed."""

    prefix: bytes = b""
    suffix: bytes = b""
    checksum: Checksum = Checksum.NONE
    checksum_from: int = 0

    def to_bytes(self, body: bytes) -> bytes:
        summed = self.prefix + body
        return summed + self.checksum.of(summed[self.checksum_from :]) + self.suffix

    def length(self, pattern: Pattern) -> int:
        return len(self.prefix) + len(pattern.body) + self.checksum.length + len(self.suffix)


def ambiguous(patterns: Sequence[Pattern]) -> tuple[Pattern, Pattern] | None:
    """Two patterns between which some bytes would not decide; None: there are none."""
    for at, one in enumerate(patterns):
        for other in patterns[at + 1 :]:
            if one.meets(other):
                return one, other
    return None


class Matches:
    """Append bytes, get frames. Keeps one byte less than the longest frame."""

    def __init__(self, shape: Shape, patterns: Sequence[Pattern]) -> None:
        self._shape = shape
        self._patterns: Mapping[str, Pattern] = {f"p{at}": pattern for at, pattern in enumerate(patterns)}
        check = b"." * shape.checksum.length
        bodies = b"|".join(
            b"(?P<%s>%s%s%s)" % (name.encode(), pattern.expression(), check, re.escape(shape.suffix))
            for name, pattern in self._patterns.items()
        )
        self._expression = re.compile(re.escape(shape.prefix) + b"(?:" + bodies + b")", re.DOTALL)
        self._longest = max(shape.length(pattern) for pattern in patterns)
        self._held = b""
        self.garbage_bytes = 0  # outside of any frame, since the object was made

    def feed(self, data: bytes) -> list[Match]:
        held, at, found = self._held + data, 0, list[Match]()
        while (seen := self._expression.search(held, at)) is not None:
            match = self._match(seen)
            if match is None:
                self.garbage_bytes += seen.start() + 1 - at
                at = seen.start() + 1
                continue
            self.garbage_bytes += seen.start() - at
            found.append(match)
            at = seen.end()
        kept = max(at, len(held) - self._longest + 1)
        self.garbage_bytes += kept - at
        self._held = held[kept:]
        return found

    def forget(self) -> None:
        """What is held has no rest to come."""
        self.garbage_bytes += len(self._held)
        self._held = b""

    def _match(self, seen: re.Match[bytes]) -> Match | None:
        pattern = self._patterns[str(seen.lastgroup)]
        start = len(self._shape.prefix)
        frame = seen.group()
        body = frame[start : start + len(pattern.body)]
        return Match(pattern, frame, body) if frame == self._shape.to_bytes(body) else None
