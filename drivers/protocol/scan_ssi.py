"""Zebra's Simple Serial Interface: its packets. Facts: docs/devices/serial-scanner.md.

`LEN opcode source status data | checksum`; LEN counts all but the checksum, which is the two's complement of the sum of
what LEN counts, 16 bits, high byte first. 9600 8N1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum

MAX_DATA_BYTES = 251
_HEADER, _CHECKSUM = 4, 2


class Opcode(IntEnum):
    MULTIPACKET_SEGMENT = 0x73
    MULTIPACKET_ACK = 0x74
    REQUEST_REVISION = 0xA3
    REPLY_REVISION = 0xA4
    ILLUMINATION_OFF = 0xC0
    ILLUMINATION_ON = 0xC1
    AIM_OFF = 0xC4
    AIM_ON = 0xC5
    PARAM_SEND = 0xC6
    PARAM_REQUEST = 0xC7
    PARAM_DEFAULTS = 0xC8
    CMD_ACK = 0xD0
    CMD_NAK = 0xD1
    FLUSH_QUEUE = 0xD2
    START_SESSION = 0xE4
    STOP_SESSION = 0xE5
    BEEP = 0xE6
    LED_ON = 0xE7
    LED_OFF = 0xE8
    SCAN_ENABLE = 0xE9
    SCAN_DISABLE = 0xEA
    SLEEP = 0xEB
    DECODE_DATA = 0xF3
    EVENT = 0xF6


class Source(IntEnum):
    DECODER = 0x00
    SEGMENT = 0x02  # what a scanner was seen to put there in the first of several segments
    HOST = 0x04


NAK_RESEND = b"\x01"


@dataclass(frozen=True, slots=True)
class Packet:
    """`data` at most 251 bytes; it may hold what a code says."""

    opcode: int
    data: bytes = field(default=b"", repr=False)
    source: int = Source.HOST
    status: int = 0

    def to_bytes(self) -> bytes:
        body = bytes((_HEADER + len(self.data), self.opcode, self.source, self.status)) + self.data
        return body + (-sum(body) & 0xFFFF).to_bytes(_CHECKSUM, "big")

    @classmethod
    def from_bytes(cls, data: bytes) -> Packet:
        """Raises ValueError."""
        body = data[:-_CHECKSUM]
        if len(body) < _HEADER or len(body) != body[0]:
            raise ValueError(f"{len(data)} bytes are no SSI packet")
        if not _adds_up(data):
            raise ValueError(f"the checksum of {len(data)} bytes is wrong")
        return cls(body[1], body[4:], body[2], body[3])


_FROM_DECODER = bytes(
    (
        Opcode.MULTIPACKET_SEGMENT,
        Opcode.REPLY_REVISION,
        Opcode.PARAM_SEND,
        Opcode.CMD_ACK,
        Opcode.CMD_NAK,
        Opcode.DECODE_DATA,
        Opcode.EVENT,
    )
)
# Length, opcode, source, as far as they have come.
_BEGINNING = re.compile(b"[\x04-\xff](?=[%b](?:[\x00\x02]|\\Z)|\\Z)" % re.escape(_FROM_DECODER))


class Packets:
    """A decoder's packets out of its bytes. There is no mark at their beginning: whatever could be one is tried, and
    the buffer never grows beyond one packet."""

    def __init__(self) -> None:
        self._held = b""
        self.damaged = 0  # bytes that were dropped; whoever looks sets it back

    @property
    def begun(self) -> bool:
        return bool(self._held)

    def feed(self, data: bytes) -> list[Packet]:
        data, self._held = self._held + data, b""
        packets: list[Packet] = []
        done = 0
        look_from = 0
        while beginning := _BEGINNING.search(data, look_from):
            at = beginning.start()
            end = at + data[at] + _CHECKSUM
            if end > len(data):
                self._held = data[at:]
                self.damaged += at - done
                return packets
            if not _adds_up(data[at:end]):
                look_from = at + 1
                continue
            packets.append(Packet.from_bytes(data[at:end]))
            self.damaged += at - done
            done = look_from = end
        self.damaged += len(data) - done
        return packets

    def give_up(self) -> list[Packet]:
        """The packet that has begun never ends: what stands behind its first byte."""
        packets: list[Packet] = []
        while self._held:
            self.damaged += 1
            packets += self.feed(self._take()[1:])
        return packets

    def forget(self) -> None:
        self._held = b""
        self.damaged = 0

    def _take(self) -> bytes:
        held, self._held = self._held, b""
        return held


def _adds_up(packet: bytes) -> bool:
    return (sum(packet[:-_CHECKSUM]) + int.from_bytes(packet[-_CHECKSUM:], "big")) & 0xFFFF == 0
