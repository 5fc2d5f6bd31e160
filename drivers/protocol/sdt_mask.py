"""Keeps people out of recordings of an SDT line: every byte that may be personal is overwritten as it passes.

A made-up card takes the place of the real one, byte by byte, with the XOR put right, so that a recording replays as a
good reading. Outside of a frame only bytes of a preamble stay, since a damaged preamble must not let the text behind it
through. Nothing is held back, so times and portions stay true.
"""

from __future__ import annotations

from drivers.protocol.sdt import COMMAND_LENS, HEAD_BYTES, PREAMBLE
from drivers.protocol.sdt_data import TEXT_BYTES

_STATUS_BYTES = 3
_OPEN_LENS = frozenset((*COMMAND_LENS, 4, 8, 12))  # commands; a status alone, found, selected: nobody's
_SAM_LEN = 20
_SAM_FIRST = 0x05  # its version; a card's data would begin with 01 00
_TEXT_WORD = TEXT_BYTES.to_bytes(2, "big")
_PADDING = b" \0"


def _made_up() -> bytes:
    """A citizen's record."""
    fields = {
        0: "某某",
        30: "1",
        32: "01",
        36: "19491001",
        52: "某省某市某路1号",
        122: "110101194910010001",
        158: "某市公安局",
        188: "20200101",
        204: "20400101",
    }
    record = bytearray(" ".encode("utf-16-le") * (TEXT_BYTES // 2))
    for offset, text in fields.items():
        data = text.encode("utf-16-le")
        record[offset : offset + len(data)] = data
    return bytes(record)


_MADE_UP = _made_up()


class SdtMask:
    """For one direction of one line; a frame may be split anywhere. What comes out is as long as what went in."""

    def __init__(self) -> None:
        self._head = bytearray()  # of the frame that is passing: its preamble and length
        self._length = 0
        self._at = 0  # bytes of it that have passed, after the length
        self._true_xor = self._told_xor = 0
        self._words = bytearray()  # the first data bytes, which are lengths or a SAM's number

    def feed(self, data: bytes) -> bytes:
        return bytes(self._inside(byte) if len(self._head) == HEAD_BYTES else self._outside(byte) for byte in data)

    def _outside(self, byte: int) -> int:
        at = len(self._head)
        if at < len(PREAMBLE):
            if byte == PREAMBLE[at]:
                self._head.append(byte)
                return byte
            kept = byte == PREAMBLE[0]  # a fourth AA: the last three may still begin a preamble
            self._head[:] = PREAMBLE[:3] if kept and at >= 3 and self._head[-1] == byte else PREAMBLE[: int(kept)]
            return byte if kept else 0
        self._head.append(byte)
        if len(self._head) == HEAD_BYTES:
            self._length = int.from_bytes(self._head[len(PREAMBLE) :], "big")
            self._at = 0
            self._true_xor = self._told_xor = self._head[-2] ^ self._head[-1]
            self._words.clear()
            if not self._length:
                self._head.clear()
        return byte

    def _inside(self, byte: int) -> int:
        last = self._at == self._length - 1
        told = byte ^ self._true_xor ^ self._told_xor if last else self._told(byte)
        self._true_xor ^= byte
        self._told_xor ^= told
        self._at += 1
        if last:
            self._head.clear()
        return told

    def _told(self, byte: int) -> int:
        if self._at < _STATUS_BYTES or self._length in _OPEN_LENS:
            return byte
        at = self._at - _STATUS_BYTES
        if at < 4:
            self._words.append(byte)
        if self._length == _SAM_LEN:
            return byte if self._words[0] == _SAM_FIRST else 0
        if not _TEXT_WORD.startswith(self._words[:2]):
            return _PADDING[at % 2]  # an appended address, or what nobody knows
        return byte if at < 4 else self._card_byte(at)

    def _card_byte(self, at: int) -> int:
        """Of a card's data from its third length word on, which is told as it must be for the frame to be whole."""
        data_bytes = self._length - _STATUS_BYTES - 1
        third_word = data_bytes - 6 - TEXT_BYTES - int.from_bytes(self._words[2:], "big")
        text_at = 4 if third_word == -2 else 6
        if at < text_at:
            return max(third_word, 0).to_bytes(2, "big")[at - 4]
        place = at - text_at
        if place >= TEXT_BYTES:
            return 0
        return _MADE_UP[place]
