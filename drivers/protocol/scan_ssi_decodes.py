"""What SSI packets of a decoder mean: answers, codes of one or several packets, and what the decoder must get for them.

Between `scan_ssi.py` and drivers/scanner/. Each packet of a code is acknowledged; a damaged one is asked for again.
"""

from __future__ import annotations

from drivers.protocol.scan import MAX_TEXT_BYTES, Answer, Code, Fragment, Heard, Owed, Pending
from drivers.protocol.scan_ssi import NAK_RESEND, Opcode, Packet, Packets

ACK = Packet(Opcode.CMD_ACK)
RESEND = Packet(Opcode.CMD_NAK, NAK_RESEND)
SEGMENT_ACK = Packet(Opcode.MULTIPACKET_ACK)

FORMATS = {0x1C: "qr"}  # symbology byte -> name; of the others no two sources agree

# Bits of the status byte, from memory of the maker's guide.
_SENT_AGAIN = 0x01
_MORE_FOLLOWS = 0x02

# Within the first of several segments, behind its number: opcode, two zeros, length(2), symbology, 01, length(2), text.
_INNER_HEADER_BYTES = 9
_SYMBOLOGY_AT, _LENGTH_AT = 5, 7


class Decodes:
    """A `Reader`."""

    def __init__(self) -> None:
        self._packets = Packets()
        self._last: bytes | None = None  # data of the last packet that we acknowledged
        self._parts = b""  # symbology and text of packets that say that more follows
        self._segments = _Segments()

    @property
    def pending(self) -> Pending:
        return Pending.TEXT if self._packets.begun or self._packets.damaged else Pending.NOTHING

    def feed(self, data: bytes) -> list[Heard]:
        return self._meaning_of(self._packets.feed(data))

    def silence(self) -> list[Heard]:
        heard = self._meaning_of(self._packets.give_up())
        if self._packets.damaged:
            heard += [Fragment(self._packets.damaged), Owed(RESEND.to_bytes())]
            self._packets.damaged = 0
        return heard

    def forget(self) -> None:
        self._packets.forget()
        self._parts = b""
        self._segments = _Segments()

    def _meaning_of(self, packets: list[Packet]) -> list[Heard]:
        heard: list[Heard] = []
        for packet in packets:
            match packet.opcode:
                case Opcode.CMD_ACK | Opcode.REPLY_REVISION:
                    heard.append(Answer(accepted=True))
                case Opcode.CMD_NAK:
                    heard.append(Answer(accepted=False))
                case Opcode.DECODE_DATA:
                    heard += self._decode(packet)
                case Opcode.MULTIPACKET_SEGMENT:
                    heard += self._segments.take(packet.data)
        return heard

    def _decode(self, packet: Packet) -> list[Heard]:
        owed = Owed(ACK.to_bytes())
        if packet.status & _SENT_AGAIN and packet.data == self._last:
            return [owed]
        self._last = packet.data
        same_code = self._parts and packet.data[:1] == self._parts[:1]
        self._parts += packet.data[1:] if same_code else packet.data
        if len(self._parts) > MAX_TEXT_BYTES:
            self._parts = b""
            return [owed, Fragment(MAX_TEXT_BYTES)]
        if packet.status & _MORE_FOLLOWS:
            return [owed]
        whole, self._parts = self._parts, b""
        return [owed, *_code(whole[:1], whole[1:])]


class _Segments:
    """A code in numbered segments (73), each acknowledged by 74. One source; seen, not documented."""

    def __init__(self) -> None:
        self._symbology = b""
        self._text = b""
        self._length = 0
        self._next = 0

    def take(self, data: bytes) -> list[Heard]:
        number, body = data[0] if data else 0, data[1:]
        if number + 1 == self._next:
            return [Owed(SEGMENT_ACK.to_bytes())]  # sent again: our acknowledgement was lost
        if number == 0:
            if len(body) < _INNER_HEADER_BYTES or body[0] != Opcode.DECODE_DATA:
                return [Fragment(len(data))]
            self._symbology = body[_SYMBOLOGY_AT : _SYMBOLOGY_AT + 1]
            self._length = int.from_bytes(body[_LENGTH_AT:_INNER_HEADER_BYTES], "big")
            self._text, self._next = body[_INNER_HEADER_BYTES:], 1
        elif number == self._next:
            self._text += body
            self._next += 1
        else:
            self._next = 0
            return [Fragment(len(data))]
        if len(self._text) < self._length:
            return [Owed(SEGMENT_ACK.to_bytes())]
        self._next = 0
        return [Owed(ACK.to_bytes()), *_code(self._symbology, self._text[: self._length])]


def _code(symbology: bytes, text: bytes) -> list[Heard]:
    return [Code(text, FORMATS.get(symbology[0]))] if text else []
