"""Modbus RTU from a slave's side: reading bits, writing a coil, refusing. Below the boards that speak it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from bench.lockers.board import LockBoard
from bench.lockers.framing import Hearing
from bench.machine import Conversation, Said

READ_COILS, READ_INPUTS, WRITE_COIL = 1, 2, 5
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, SLAVE_BUSY = 1, 2, 6
COMMAND_BYTES = 8


def crc(data: bytes) -> bytes:
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")


def _length(data: bytes) -> int | None:
    if len(data) < 2:
        return None
    return COMMAND_BYTES if data[1] in (READ_COILS, READ_INPUTS, WRITE_COIL) else 0


class ModbusBoard(LockBoard):
    def __init__(
        self, slave: int, locks: int, *, spring_seconds: float, faults: Mapping[str, str] | None = None
    ) -> None:
        busy = {"busy": "It answers every write with the exception 06."}
        hearing = Hearing(_length, lambda command: crc(command[:-2]) == command[-2:])
        super().__init__(slave, locks, hearing, spring_seconds=spring_seconds, faults={**busy, **(faults or {})})

    def obey(self, command: bytes, now: float) -> Conversation:
        slave, function = command[0], command[1]
        address, value = int.from_bytes(command[2:4], "big"), int.from_bytes(command[4:6], "big")
        if slave not in (self.address, 0):
            return ()
        if function == WRITE_COIL:
            answer = self._written(command, address, value, now)
        else:
            answer = self._read(function, address, value, now)
        return [Said(answer)] if slave else ()  # what is said to everybody is not answered

    def _written(self, command: bytes, address: int, value: int, now: float) -> bytes:
        if "busy" in self.on:
            return self._refused(WRITE_COIL, SLAVE_BUSY)
        return command if self.write(address, value, now) else self._refused(WRITE_COIL, ILLEGAL_ADDRESS)

    def _read(self, function: int, first: int, count: int, now: float) -> bytes:
        bits = self.bits(function, now)
        if bits is None:
            return self._refused(function, ILLEGAL_FUNCTION)
        if not count or first + count > len(bits):
            return self._refused(function, ILLEGAL_ADDRESS)
        value = sum(bit << place for place, bit in enumerate(bits[first : first + count]))
        data = value.to_bytes(-(-count // 8), "little")
        return self._signed(bytes((function, len(data))) + data)

    def _refused(self, function: int, code: int) -> bytes:
        return self._signed(bytes((function | 0x80, code)))

    def _signed(self, data: bytes) -> bytes:
        frame = bytes((self.address,)) + data
        return frame + crc(frame)

    @abstractmethod
    def write(self, address: int, value: int, now: float) -> bool:
        """Whether there is such a coil and such a value."""

    @abstractmethod
    def bits(self, function: int, now: float) -> Sequence[bool] | None:
        """What can be read by this function; None: it does not know the function."""
