"""Answers to what stands in the queue: GS r, ESC v, GS I, GS ( H, the size of a QR code. Pure."""

from __future__ import annotations

from bench.escpos import status
from bench.escpos.commands import Command

IDENTITY = {  # GS I n, a single byte: model, type (cutter, two-byte characters), version of the ROM
    1: b"\x20",
    49: b"\x20",
    2: b"\x03",
    50: b"\x03",
    3: b"\x01",
    51: b"\x01",
}
NAMES = {65: b"1.0", 66: b"HALLKIOSK", 67: b"BENCH-80", 68: b"0000", 69: b"GB18030"}


def reply(command: Command, condition: status.Condition) -> bytes:
    """Empty when the command asks something that this printer does not answer."""
    args = command.args
    match command.code:
        case b"\x1dr":
            return status.paper_byte(condition) if args[0] in (1, 49) else b"\0" if args[0] in (2, 50) else b""
        case b"\x1bv":
            return status.paper_byte(condition)
        case b"\x1dI":
            return IDENTITY.get(args[0]) or (b"\x5f" + NAMES[args[0]] + b"\0" if args[0] in NAMES else b"")
        case b"\x1d(H":
            return _marker(args)
        case b"\x1d(k":
            return args  # the composer has worked it out
    return b""


def _marker(args: bytes) -> bytes:
    """Function 48: the four bytes come back once everything before them is on paper."""
    if len(args) == 8 and args[2:4] == b"00" and all(0x20 <= byte <= 0x7E for byte in args[4:]):
        return b"\x37\x22" + args[4:] + b"\0"
    return b""
