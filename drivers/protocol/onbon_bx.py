"""Onbon BX-5K and BX-6K display controllers: frames with their escapes and CRC. Facts: docs/devices/onbon-bx.md.

`A5 x 8 | header 14 | data | CRC-16/ARC, low byte first | 5A`; the CRC covers header and data, the escapes all between
A5 and 5A. Pure: bytes to meaning and back; what is in the data of a dynamic area is `onbon_area.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from struct import Struct, error
from typing import Self

HOST = 0x8000
ANY_SCREEN = 0xFFFE
ANY_TYPE = 0xFE
VERSION = 0x02
LEAD = b"\xa5" * 8
START, END = 0xA5, 0x5A
DATA_BYTES_LIMIT = 2048  # no controller sends more; a longer length is noise

_HEADER = Struct("<HH6xBBH")
_CRC = Struct("<H")


class Escape(StrEnum):
    """Whether A5, A6, 5A and 5B inside of a frame become two bytes each."""

    NONE = "none"
    BX = "bx"


_ESCAPES = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_UNESCAPES = {escaped: byte for byte, escaped in _ESCAPES.items()}


class Code(Enum):
    """Command group and command."""

    ACK = b"\xa0\x00"
    NAK = b"\xa0\x01"
    PING = b"\xa2\x00"
    DYNAMIC_AREAS = b"\xa3\x06"


class Refusal(Enum):
    """Why a controller says NAK (medium: one open implementation names them); other numbers stay numbers."""

    BUSY = 0x03
    CHECKSUM = 0x05


def crc16_arc(data: bytes) -> int:
    """Polynomial 8005 reflected, start 0."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def _row(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


_TABLE = tuple(_row(byte) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Frame:
    """`data`: group, command and what follows them. Addresses as they stand in the header."""

    destination: int
    source: int
    data: bytes
    device_type: int = ANY_TYPE
    version: int = VERSION

    def to_bytes(self, escape: Escape = Escape.BX) -> bytes:
        body = _HEADER.pack(self.destination, self.source, self.device_type, self.version, len(self.data)) + self.data
        body += _CRC.pack(crc16_arc(body))
        return LEAD + (escaped(body) if escape is Escape.BX else body) + bytes((END,))

    @classmethod
    def from_bytes(cls, data: bytes, escape: Escape = Escape.BX) -> Self:
        """One whole frame, from its first A5 to its 5A. Raises ValueError."""
        body = data.lstrip(b"\xa5")
        if len(body) == len(data) or body[-1:] != bytes((END,)):
            raise ValueError("a frame stands between A5 and 5A")
        body = body[:-1]
        return cls.from_body(unescaped(body) if escape is Escape.BX else body)

    @classmethod
    def from_body(cls, body: bytes) -> Self:
        """Header, data and CRC, without escapes. Raises ValueError."""
        try:
            destination, source, device_type, version, length = _HEADER.unpack_from(body)
            (crc,) = _CRC.unpack_from(body, _HEADER.size + length)
        except error as short:
            raise ValueError(f"a frame of {len(body)} bytes is shorter than its header says") from short
        if len(body) != _HEADER.size + length + _CRC.size:
            raise ValueError(f"a frame of {len(body)} bytes is longer than its header says")
        if crc != crc16_arc(body[: -_CRC.size]):
            raise ValueError("a frame's CRC is wrong")
        return cls(destination, source, body[_HEADER.size : -_CRC.size], device_type, version)

    @property
    def code(self) -> Code | None:
        """None: a command that we never use."""
        try:
            return Code(self.data[:2])
        except ValueError:
            return None

    @property
    def refusal(self) -> int:
        """The number that a NAK gives as its reason; 0: none."""
        return self.data[2] if len(self.data) > 2 else 0


def ping(screen: int = ANY_SCREEN) -> Frame:
    """Answered by every controller; changes nothing (medium: one open implementation)."""
    return Frame(screen, HOST, Code.PING.value + b"\x01\x00\x00")


def escaped(body: bytes) -> bytes:
    return b"".join(_ESCAPES.get(byte) or bytes((byte,)) for byte in body)


def unescaped(body: bytes) -> bytes:
    """Raises ValueError for a pair that stands for nothing."""
    out, at = bytearray(), 0
    while at < len(body):
        if body[at] not in (0xA6, 0x5B):
            out.append(body[at])
            at += 1
            continue
        pair = body[at : at + 2]
        if pair not in _UNESCAPES:
            raise ValueError(f"no escape: {pair.hex()}")
        out.append(_UNESCAPES[pair])
        at += 2
    return bytes(out)
