"""The checksums that a frame described in the settings may end with. Pure."""

from __future__ import annotations

from enum import StrEnum
from functools import reduce
from operator import xor


class Checksum(StrEnum):
    """`CRC16_MODBUS`: polynomial A001 reflected, start FFFF, low byte first."""

    NONE = "none"
    XOR = "xor"
    SUM8 = "sum8"
    CRC16_MODBUS = "crc16-modbus"

    @property
    def length(self) -> int:
        """In bytes."""
        return {Checksum.NONE: 0, Checksum.CRC16_MODBUS: 2}.get(self, 1)

    def of(self, data: bytes) -> bytes:
        if self is Checksum.XOR:
            return bytes((reduce(xor, data, 0),))
        if self is Checksum.SUM8:
            return bytes((sum(data) & 0xFF,))
        if self is Checksum.CRC16_MODBUS:
            return _crc16(data).to_bytes(2, "little")
        return b""


def _crc16(data: bytes) -> int:
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc
