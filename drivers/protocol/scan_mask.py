"""Keeps what was scanned out of recordings of a scanner's line: every byte that is not known to be nobody's becomes x.

Replies to the driver's own commands pass, byte for byte; line ends stay, so that a recording replays as a reading of
the same length. Between a tap of the link and a recording (`drivers/link/recording.py`).
"""

from __future__ import annotations

from drivers.protocol.scan_newland import Reply as NewlandReply
from drivers.protocol.scan_newland import Verdict
from drivers.protocol.scan_ssi import Opcode, Source

HIDDEN = ord("x")
_LINE_ENDS = b"\r\n"

_NEWLAND_TAGS = ("SCNTRG1", "SCNTRG0")
NEWLAND_REPLIES = tuple(NewlandReply(((tag, verdict),)).to_bytes() for tag in _NEWLAND_TAGS for verdict in Verdict)
GM65_REPLIES = (bytes.fromhex("02 00 00 01 00 33 31"),)
DE2120_REPLIES = (b"\x06", b"\x15")

_SSI_PROOF, _SSI_HEADER, _SSI_CHECKSUM = 3, 4, 2
_SSI_OPCODES, _SSI_SOURCES = frozenset(Opcode), frozenset((Source.DECODER, Source.SEGMENT))
_SSI_SECRET = {Opcode.DECODE_DATA: 1, Opcode.MULTIPACKET_SEGMENT: 0}  # opcode -> data bytes that are no text


class TextMask:
    """For scanners that send lines. `replies`: what else may come, whole."""

    def __init__(self, replies: tuple[bytes, ...] = ()) -> None:
        self._replies = replies
        self._begun = b""  # of a reply

    def feed(self, data: bytes) -> bytes:
        return bytes(map(self._told, data))

    def _told(self, byte: int) -> int:
        for begun in (self._begun, b""):
            candidate = begun + bytes((byte,))
            if any(reply.startswith(candidate) for reply in self._replies):
                self._begun = b"" if candidate in self._replies else candidate
                return byte
        self._begun = b""
        return byte if byte in _LINE_ENDS else HIDDEN


class SsiMask:
    """For Zebra's packets: what a decode says is overwritten, and its checksum put right by as much as it was wrong.

    The first three bytes of a packet are held back until they prove to be some: a text on a line out of step is none.
    """

    def __init__(self) -> None:
        self._packet = bytearray()  # as it came
        self._told_sum = 0

    def feed(self, data: bytes) -> bytes:
        return b"".join(map(self._told, data))

    def _told(self, byte: int) -> bytes:
        self._packet.append(byte)
        place, length = len(self._packet) - 1, self._packet[0]
        if place < _SSI_PROOF - 1:
            return b""
        if place == _SSI_PROOF - 1:
            return self._begin()
        if place < length:
            told = self._body_byte(place, byte)
            self._told_sum += told
            return bytes((told,))
        true, shown = _checksum(sum(self._packet[:length])), _checksum(self._told_sum)
        told = byte ^ true[place - length] ^ shown[place - length]
        if place == length + _SSI_CHECKSUM - 1:
            self._packet.clear()
        return bytes((told,))

    def _begin(self) -> bytes:
        """The first three bytes, if they may begin a packet; else the first alone, hidden."""
        if self._packet[0] >= _SSI_HEADER and self._packet[1] in _SSI_OPCODES and self._packet[2] in _SSI_SOURCES:
            self._told_sum = sum(self._packet)
            return bytes(self._packet)
        del self._packet[0]
        return bytes((HIDDEN,))

    def _body_byte(self, place: int, byte: int) -> int:
        kept = _SSI_SECRET.get(Opcode(self._packet[1]))
        return byte if place < _SSI_HEADER or kept is None or place < _SSI_HEADER + kept else HIDDEN


def _checksum(total: int) -> bytes:
    return (-total & 0xFFFF).to_bytes(_SSI_CHECKSUM, "big")
