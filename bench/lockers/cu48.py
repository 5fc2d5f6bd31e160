"""A CU48 lock board with Modbus. Facts: docs/devices/locker-cu48.md."""

from __future__ import annotations

from collections.abc import Sequence

from bench.lockers.modbus import READ_COILS, ModbusBoard


class Cu48Board(ModbusBoard):
    """`open_value`: what opens a lock, FF00 or 0000, as documents disagree. The other value does nothing."""

    def __init__(self, board: int = 1, *, open_value: str = "FF00", spring_seconds: float = 0.03) -> None:
        super().__init__(board, 48, spring_seconds=spring_seconds)
        self._open_value = int(open_value, 16)

    def write(self, address: int, value: int, now: float) -> bool:
        if address >= self.cabinet.count or value not in (0xFF00, 0x0000):
            return False
        if value == self._open_value:
            self.pulse([address + 1], now)
        return True

    def bits(self, function: int, now: float) -> Sequence[bool] | None:
        return [not is_open for is_open in self.senses(now)] if function == READ_COILS else None
