"""Modbus RTU, as far as relay and lock boards need it: bits are read, one coil is written.

`slave function data CRC`, CRC-16/MODBUS (A001 reflected, from FFFF, low byte first). Slave 0 is everybody: no frame
here can say it. Answers do not say which bits they are, and the answer to a write is the write itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from drivers.protocol.frame_reader import FrameReader, Piece

SLAVES = range(1, 248)
WRITE_COIL, REFUSED = 0x05, 0x80
BITS_MOST = 256
SHORTEST_BYTES = 5
COIL_ON, COIL_OFF = 0xFF00, 0x0000


def _table() -> tuple[int, ...]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
        table.append(value)
    return tuple(table)


_CRC = _table()


def crc(data: bytes) -> int:
    value = 0xFFFF
    for byte in data:
        value = value >> 8 ^ _CRC[(value ^ byte) & 0xFF]
    return value


def with_crc(data: bytes) -> bytes:
    return data + crc(data).to_bytes(2, "little")


def _check_slave(slave: int) -> None:
    if slave not in SLAVES:
        raise ValueError(f"slave {slave} is not 1 to 247")


class Table(IntEnum):
    """What is read; its value is the function code."""

    COILS = 0x01
    INPUTS = 0x02


@dataclass(frozen=True, slots=True)
class ReadBits:
    slave: int
    table: Table
    first: int
    count: int

    def __post_init__(self) -> None:
        _check_slave(self.slave)

    def to_bytes(self) -> bytes:
        return with_crc(bytes((self.slave, self.table, *self.first.to_bytes(2, "big"), *self.count.to_bytes(2, "big"))))


@dataclass(frozen=True, slots=True)
class WriteCoil:
    """Question and answer are the same bytes."""

    slave: int
    address: int
    value: int

    def __post_init__(self) -> None:
        _check_slave(self.slave)

    def to_bytes(self) -> bytes:
        return with_crc(
            bytes((self.slave, WRITE_COIL)) + self.address.to_bytes(2, "big") + self.value.to_bytes(2, "big")
        )


@dataclass(frozen=True, slots=True)
class Bits:
    """The answer to `ReadBits`: a multiple of eight bits, the first one asked for first."""

    slave: int
    table: Table
    bits: tuple[bool, ...]

    def to_bytes(self) -> bytes:
        count = len(self.bits) // 8
        data = sum(bit << place for place, bit in enumerate(self.bits)).to_bytes(count, "little")
        return with_crc(bytes((self.slave, self.table, count)) + data)


@dataclass(frozen=True, slots=True)
class Refused:
    """An exception: the board will not do `function`."""

    slave: int
    function: int
    code: int

    def to_bytes(self) -> bytes:
        return with_crc(bytes((self.slave, self.function | REFUSED, self.code)))


Frame = Bits | WriteCoil | Refused


def from_bytes(frame: bytes) -> Frame | None:
    """What a slave says; None: these bytes are no such frame."""
    if len(frame) < SHORTEST_BYTES or crc(frame[:-2]) != int.from_bytes(frame[-2:], "little"):
        return None
    slave, function, data = frame[0], frame[1], frame[2:-2]
    if slave not in SLAVES:
        return None
    if function & REFUSED:
        return Refused(slave, function & ~REFUSED, data[0]) if len(data) == 1 else None
    if function == WRITE_COIL:
        return WriteCoil(slave, int.from_bytes(data[:2], "big"), int.from_bytes(data[2:], "big"))
    bits = int.from_bytes(data[1:], "little")
    return Bits(slave, Table(function), tuple(bool(bits >> place & 1) for place in range(data[0] * 8)))


class Reader(FrameReader[Frame]):
    def __init__(self) -> None:
        super().__init__(re.compile(rb"[\x01-\xf7](?:[\x01\x02\x05\x81\x82\x85]|\Z)"), _frame_at)


def _frame_at(data: bytes, at: int) -> tuple[Frame, int] | Piece:
    if len(data) - at < 3:
        return Piece.PART
    function, third = data[at + 1], data[at + 2]
    if function & REFUSED:
        length = 5
    elif function == WRITE_COIL:
        length = 8
    elif 1 <= third <= BITS_MOST // 8:
        length = 5 + third
    else:
        return Piece.NONE
    if len(data) - at < length:
        return Piece.PART
    frame = from_bytes(data[at : at + length])
    return (frame, length) if frame is not None else Piece.NONE
