"""GM65 and GM861 scan modules. Facts: docs/devices/serial-scanner.md.

Host: `7E 00 | type len address(2) data | CRC`; module: `02 00 | type len data | CRC`. CRC-16/XMODEM from the type on,
high byte first; AB CD in its place is not checked.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from enum import IntEnum

from drivers.protocol.scan import Answer
from drivers.protocol.scan_stream import UNFINISHED, Found, Unfinished

UNCHECKED = b"\xab\xcd"
MAX_REPLY_BYTES = 40  # nothing that is asked here has a longer answer

_ASKED, _REPLIED = b"\x7e\x00", b"\x02\x00"
_OVERHEAD = 6  # of a reply: head, type, length, CRC


class Kind(IntEnum):
    READ = 0x07
    WRITE = 0x08
    SAVE = 0x09


@dataclass(frozen=True, slots=True)
class Command:
    """`data` 1 to 255 bytes; of READ one byte: how many bytes to read from the zone `address` on."""

    kind: Kind
    address: int
    data: bytes
    checked: bool = True

    def to_bytes(self) -> bytes:
        body = bytes((self.kind, len(self.data))) + self.address.to_bytes(2, "big") + self.data
        return _ASKED + body + (_crc(body) if self.checked else UNCHECKED)

    @classmethod
    def from_bytes(cls, data: bytes) -> Command:
        """Raises ValueError."""
        body, crc = data[2:-2], data[-2:]
        if (
            not data.startswith(_ASKED)
            or len(body) < 5
            or len(body) != 4 + body[1]
            or crc not in (_crc(body), UNCHECKED)
        ):
            raise ValueError(f"{len(data)} bytes are no command to a GM65")
        return cls(Kind(body[0]), int.from_bytes(body[2:4], "big"), body[4:], crc != UNCHECKED)


TRIGGER_ON = Command(Kind.WRITE, 0x0002, b"\x01")
TRIGGER_OFF = Command(Kind.WRITE, 0x0002, b"\x00")
ASK_BAUD = Command(Kind.READ, 0x002A, b"\x02")


@dataclass(frozen=True, slots=True)
class Reply:
    """`status` 0: done. `data`: what was read; 00 after a write."""

    status: int
    data: bytes

    def to_bytes(self) -> bytes:
        body = bytes((self.status, len(self.data))) + self.data
        return _REPLIED + body + _crc(body)

    @classmethod
    def from_bytes(cls, data: bytes) -> Reply:
        """Raises ValueError."""
        body, crc = data[2:-2], data[-2:]
        if not data.startswith(_REPLIED) or len(body) < 2 or len(body) != 2 + body[1]:
            raise ValueError(f"{len(data)} bytes are no reply of a GM65")
        if crc not in (_crc(body), UNCHECKED):
            raise ValueError(f"the CRC of {len(data)} bytes is wrong")
        return cls(body[0], body[2:])


class Replies:
    """Replies among texts, each cut out by its own length: `scan_stream.Answers`."""

    lead = re.compile(b"\x02(?=\x00|\\Z)")

    def at(self, data: bytes, start: int) -> Found | Unfinished | None:
        if not _REPLIED.startswith(data[start : start + 2]):
            return None
        if len(data) - start < 4:
            return UNFINISHED
        length = _OVERHEAD + data[start + 3]
        if length > MAX_REPLY_BYTES:
            return None
        if len(data) - start < length:
            return UNFINISHED
        try:
            reply = Reply.from_bytes(data[start : start + length])
        except ValueError:
            return None
        return Found(length, Answer(accepted=reply.status == 0))


def _crc(body: bytes) -> bytes:
    return binascii.crc_hqx(body, 0).to_bytes(2, "big")
