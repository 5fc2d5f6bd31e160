"""ESC/POS as the data sheets write it: commands to the printer and the status values it answers with.

Facts: docs/devices/escpos.md. Pure: bytes to meaning and back. Cutting the printer's stream into these values is
`escpos_replies.py`; text is `escpos_text.py`, pictures are `escpos_raster.py`, a whole document is `escpos_page.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from drivers.protocol.escpos_health import Health

INITIALIZE = b"\x1b@"  # ESC @: also clears the line that has not been printed yet
CHINESE_ON = b"\x1c&"  # FS &
CHINESE_OFF = b"\x1c."  # FS .
LINE_FEED = b"\n"
ASK_PAPER_IN_ORDER = b"\x1dr\x01"  # GS r 1: answered only when everything before it has been processed

MARKER_LENGTH = 4
MARKER_CHARACTERS = range(0x20, 0x7F)


class Question(IntEnum):
    """The n of DLE EOT n. The answer does not carry it: one question at a time."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4

    def to_bytes(self) -> bytes:  # type: ignore[override]
        return bytes((0x10, 0x04, self))


class Alignment(IntEnum):
    LEFT = 0
    CENTRE = 1
    RIGHT = 2


def automatic_status(*, on: bool) -> bytes:
    """GS a n: four bytes now and at every change of online, error or paper."""
    return b"\x1da" + (b"\x0e" if on else b"\x00")


def code_page(number: int) -> bytes:
    """ESC t n. Says nothing about Chinese text; sent so that no earlier job's page stays behind."""
    return b"\x1bt" + bytes((number,))


def align(alignment: Alignment) -> bytes:
    """ESC a n. Heard only at the beginning of a line."""
    return b"\x1ba" + bytes((alignment,))


def bold(*, on: bool) -> bytes:
    return b"\x1bE" + (b"\x01" if on else b"\x00")


def size(times: int) -> bytes:
    """GS ! n: width and height multiplied by 1 to 8."""
    if not 1 <= times <= 8:
        raise ValueError(f"a character's size is 1 to 8 times, not {times}")
    return b"\x1d!" + bytes(((times - 1) << 4 | (times - 1),))


def print_and_feed(lines: int) -> bytes:
    """ESC d n: print what stands in the line and feed n lines, 0 to 255."""
    return b"\x1bd" + bytes((lines,))


def feed_dots(dots: int) -> bytes:
    """ESC J n: print what stands in the line and feed n dots, 0 to 255."""
    return b"\x1bJ" + bytes((dots,))


def feed_and_cut(*, partial: bool) -> bytes:
    """GS V 65/66 0: feed to the knife, then cut."""
    return b"\x1dV" + (b"\x42" if partial else b"\x41") + b"\x00"


def marker(text: str) -> bytes:
    """GS ( H fn 48: the printer returns these four characters once all data before them is printed."""
    if len(text) != MARKER_LENGTH or any(ord(character) not in MARKER_CHARACTERS for character in text):
        raise ValueError(f"a marker is {MARKER_LENGTH} characters from 0x20 to 0x7E, not {text!r}")
    return b"\x1d(H\x06\x0000" + text.encode("ascii")


def qr_code(data: bytes, *, module_dots: int) -> bytes:
    """GS ( k: model 2, error correction M, stored and printed. `data`: 1 to 7089 bytes; `module_dots`: 1 to 16."""
    if not 1 <= len(data) <= 7089:
        raise ValueError(f"a QR code holds 1 to 7089 bytes, not {len(data)}")
    if not 1 <= module_dots <= 16:
        raise ValueError(f"a QR module is 1 to 16 dots, not {module_dots}")
    length = len(data) + 3
    return (
        b"\x1d(k\x04\x001A2\x00"
        + b"\x1d(k\x03\x001C"
        + bytes((module_dots,))
        + b"\x1d(k\x03\x001E1"
        + b"\x1d(k"
        + length.to_bytes(2, "little")
        + b"1P0"
        + data
        + b"\x1d(k\x03\x001Q0"
    )


@dataclass(frozen=True, slots=True)
class RealTimeStatus:
    """One byte, the answer to DLE EOT n: bits 0 and 7 clear, 1 and 4 set."""

    byte: int

    @classmethod
    def matches(cls, byte: int) -> bool:
        return byte & 0x93 == 0x12

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        if len(data) != 1 or not cls.matches(data[0]):
            raise ValueError(f"no answer to DLE EOT: {data.hex()}")
        return cls(data[0])

    def to_bytes(self) -> bytes:
        return bytes((self.byte,))

    def apply(self, question: Question, health: Health) -> Health:
        """`health` with what this byte says as the answer to `question`."""
        bit = self.byte.__and__
        match question:
            case Question.PRINTER:
                return health.with_(offline=bool(bit(0x08)))
            case Question.OFFLINE_CAUSE:
                return health.with_(cover_open=bool(bit(0x04)), stopped_by_paper=bool(bit(0x20)))
            case Question.ERROR_CAUSE:
                return health.with_(
                    mechanical=bool(bit(0x04)),
                    cutter=bool(bit(0x08)),
                    unrecoverable=bool(bit(0x20)),
                    passing=bool(bit(0x40)),
                )
            case Question.PAPER:
                return health.with_(paper_low=bool(bit(0x0C)), paper_out=bool(bit(0x60)))


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """Four bytes that the printer sends by itself after GS a."""

    one: int
    two: int
    three: int
    four: int

    @classmethod
    def begins(cls, byte: int) -> bool:
        return byte & 0x93 == 0x10

    @classmethod
    def continues(cls, byte: int) -> bool:
        return byte & 0x90 == 0x00

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        if len(data) != 4 or not cls.begins(data[0]) or not all(map(cls.continues, data[1:])):
            raise ValueError(f"no automatic status: {data.hex()}")
        return cls(*data)

    def to_bytes(self) -> bytes:
        return bytes((self.one, self.two, self.three, self.four))

    def health(self) -> Health:
        return Health(
            offline=bool(self.one & 0x08),
            cover_open=bool(self.one & 0x20),
            mechanical=bool(self.two & 0x04),
            cutter=bool(self.two & 0x08),
            unrecoverable=bool(self.two & 0x20),
            passing=bool(self.two & 0x40),
            paper_low=bool(self.three & 0x03),
            paper_out=bool(self.three & 0x0C),
        )


@dataclass(frozen=True, slots=True)
class QueuedStatus:
    """One byte, the answer to GS r 1 (paper). It comes in the order of the print data."""

    byte: int

    @classmethod
    def matches(cls, byte: int) -> bool:
        return byte & 0x90 == 0x00

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        if len(data) != 1 or not cls.matches(data[0]):
            raise ValueError(f"no answer to GS r: {data.hex()}")
        return cls(data[0])

    def to_bytes(self) -> bytes:
        return bytes((self.byte,))

    @property
    def about_paper(self) -> bool:
        """The paper sensors go in pairs; any other byte of this class answers something else or is noise."""
        return self.byte in (0x00, 0x03, 0x0C, 0x0F)


@dataclass(frozen=True, slots=True)
class MarkerReturned:
    """37 22 d1 d2 d3 d4 00: all data before our marker has been printed."""

    text: str

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        body = data[2:6]
        if len(data) != 7 or data[:2] != b'7"' or data[6] or any(byte not in MARKER_CHARACTERS for byte in body):
            raise ValueError(f"no returned marker: {data.hex()}")
        return cls(body.decode("ascii"))

    def to_bytes(self) -> bytes:
        return b'7"' + self.text.encode("ascii") + b"\x00"
