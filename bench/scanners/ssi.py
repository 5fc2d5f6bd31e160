"""A scanner that speaks Zebra's SSI: packets with checksums, a code in as many as it needs, each acknowledged."""

from __future__ import annotations

from collections.abc import Sequence

from bench.scanners.dialect import Command, Wish

SEGMENT_BYTES = 250  # of a code that does not fit into one packet
SYMBOLOGIES = {"qr": 0x1C, "code128": 0x03, "ean13": 0x0B}  # of these only the first has two sources
OTHER_SYMBOLOGY = 0x11
_WISHES = {0xE4: Wish.READ, 0xE5: Wish.STOP, 0xD0: Wish.NEXT_PART, 0x74: Wish.NEXT_PART, 0xD1: Wish.PART_AGAIN}
_UNANSWERED = frozenset((0xD0, 0xD1, 0x74))
_KNOWN = frozenset((*_WISHES, 0xA3, 0xC0, 0xC1, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xD2, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xEB))


def packet(opcode: int, data: bytes = b"", *, status: int = 0, source: int = 0) -> bytes:
    body = bytes((len(data) + 4, opcode, source, status)) + data
    return body + (0x10000 - sum(body)).to_bytes(2, "big")


class Ssi:
    """A `Dialect`."""

    def __init__(self) -> None:
        self._held = b""

    def forget(self) -> None:
        self._held = b""

    def hear(self, data: bytes) -> list[Command]:
        self._held += data
        commands = []
        while len(self._held) >= 4:
            length = self._held[0]
            if length < 4 or self._held[1] not in _KNOWN or self._held[2] != 0x04:
                self._held = self._held[1:]
                continue
            if len(self._held) < length + 2:
                break
            frame = self._held[: length + 2]
            if (sum(frame[:length]) + int.from_bytes(frame[length:], "big")) & 0xFFFF:
                commands.append(Command(Wish.OTHER, packet(0xD1, b"\x01"), packet(0xD1, b"\x01")))
                self._held = self._held[1:]
                continue
            self._held = self._held[length + 2 :]
            commands.append(self._meaning(frame[1]))
        return commands

    def parts(self, text: bytes, format_: str) -> Sequence[bytes]:
        symbology = bytes((SYMBOLOGIES.get(format_, OTHER_SYMBOLOGY),))
        if len(text) + 5 <= 255:
            return [packet(0xF3, symbology + text)]
        inner = b"\x01" + len(text).to_bytes(2, "big") + text
        whole = b"\xf3\x00\x00" + len(inner).to_bytes(2, "big") + symbology + inner
        pieces = [whole[start : start + SEGMENT_BYTES] for start in range(0, len(whole), SEGMENT_BYTES)]
        return [packet(0x73, bytes((n,)) + piece, source=0 if n else 2) for n, piece in enumerate(pieces)]

    @staticmethod
    def _meaning(opcode: int) -> Command:
        wish = _WISHES.get(opcode, Wish.OTHER)
        if opcode in _UNANSWERED:
            return Command(wish)
        answer = packet(0xA4, b"BENCH-SSI 1") if opcode == 0xA3 else packet(0xD0, status=0x80)
        return Command(wish, answer, packet(0xD1, b"\x10"))
