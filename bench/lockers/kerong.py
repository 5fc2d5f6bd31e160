"""A Kerong CU16: `02 ADDR CMD 03 SUM`. Facts: docs/devices/locker-kerong.md."""

from __future__ import annotations

from bench.lockers.board import LockBoard
from bench.lockers.framing import Hearing
from bench.machine import Conversation, Said

ALL_UNITS = 15


def _signed(*data: int) -> bytes:
    return bytes((*data, sum(data) & 0xFF))


def _good(command: bytes) -> bool:
    return command[3] == 0x03 and sum(command[:4]) & 0xFF == command[4]


class KerongBoard(LockBoard):
    """`busy_seconds`: with the fault busy, how long it hears nothing after an unlock."""

    def __init__(
        self, unit: int = 0, locks: int = 16, *, spring_seconds: float = 0.03, busy_seconds: float = 0.5
    ) -> None:
        busy = {"busy": f"It hears nothing for {busy_seconds} s after an unlock."}
        hearing = Hearing(lambda data: 5 if data[0] == 0x02 else 0, _good)
        super().__init__(unit, locks, hearing, spring_seconds=spring_seconds, items=True, faults=busy)
        self._busy_seconds = busy_seconds
        self._busy_until = 0.0

    def forget(self) -> None:
        self._busy_until = 0.0

    def obey(self, command: bytes, now: float) -> Conversation:
        unit, lock = command[1] >> 4, (command[1] & 0x0F) + 1
        if unit not in (self.address, ALL_UNITS) or now < self._busy_until:
            return ()
        match command[2]:
            case 0x30:
                return [Said(self._status(0x35, now))]
            case 0x32:
                return [Said(self._status(0x36, now))]
            case 0x31:
                self._unlock([lock], now)
            case 0x33:
                self._unlock(list(self.cabinet.doors), now)
        return ()

    def _unlock(self, locks: list[int], now: float) -> None:
        self.pulse(locks, now)
        if "busy" in self.on:
            self._busy_until = now + self._busy_seconds

    def _status(self, command: int, now: float) -> bytes:
        hooks = items = 0
        for place, is_open in enumerate(self.senses(now)):
            hooks |= (not is_open) << place
        for place, door in enumerate(self.cabinet.doors.values()):
            items |= door.item << place
        data = hooks.to_bytes(2, "little") + items.to_bytes(2, "little")
        return _signed(0x02, self.address << 4, command, *data, 0x03)
