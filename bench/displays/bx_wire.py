"""The controller's side of Onbon BX frames: cut out, unescaped and checked; answers made. Pure.

Sources: docs/devices/onbon-bx.md. Written from the facts, never from our driver.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FRAME = re.compile(rb"\xa5+([^\xa5\x5a]*)\x5a")
HELD_BYTES = 8192
HEADER_BYTES = 14
HOST = b"\x00\x80"
_PAIR = re.compile(rb"[\xa6\x5b].?", re.DOTALL)
_MEANT = {b"\xa6\x02": b"\xa5", b"\xa6\x01": b"\xa6", b"\x5b\x02": b"\x5a", b"\x5b\x01": b"\x5b"}
_SENT = {meant[0]: sent for sent, meant in _MEANT.items()}


@dataclass(frozen=True, slots=True)
class Received:
    """`data` is None when the frame's length or CRC is wrong."""

    destination: int
    data: bytes | None


class Ear:
    """Holds back what has begun and not ended."""

    def __init__(self) -> None:
        self._held = b""

    def hear(self, data: bytes) -> list[Received]:
        self._held = (self._held + data)[-HELD_BYTES:]
        found, end = [], 0
        for match in FRAME.finditer(self._held):
            end = match.end()
            body = _PAIR.sub(lambda pair: _MEANT.get(pair[0], pair[0]), match[1])
            if len(body) >= HEADER_BYTES + 2:
                found.append(_checked(body))
        self._held = self._held[end:]
        return found


def _checked(body: bytes) -> Received:
    destination = int.from_bytes(body[:2], "little")
    length = int.from_bytes(body[12:14], "little")
    whole = len(body) == HEADER_BYTES + length + 2 and _crc(body[:-2]) == body[-2:]
    return Received(destination, body[HEADER_BYTES:-2] if whole else None)


def answer(address: int, data: bytes) -> bytes:
    """A frame to the host."""
    body = HOST + address.to_bytes(2, "little") + bytes(6) + b"\xfe\x02" + len(data).to_bytes(2, "little") + data
    body += _crc(body)
    return b"\xa5" * 8 + b"".join(_SENT.get(byte) or bytes((byte,)) for byte in body) + b"\x5a"


def _crc(data: bytes) -> bytes:
    """CRC-16/ARC, low byte first."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc.to_bytes(2, "little")
