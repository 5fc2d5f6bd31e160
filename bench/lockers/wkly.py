"""A board that speaks "WKLY" frames. Facts: docs/devices/locker-wkly.md."""

from __future__ import annotations

from functools import reduce
from operator import xor

from bench.lockers.board import LockBoard
from bench.lockers.framing import Hearing
from bench.machine import Conversation, Said

MAGIC = b"\x57\x4b\x4c\x59"
OK, FAILED = 0x00, 0xFF


LENGTHS = {0x81: 9, 0x82: 9, 0x83: 9, 0x84: 8, 0x86: 8}  # of the commands that hold no list


def _length(data: bytes) -> int | None:
    if data[:4] != MAGIC[: len(data)]:
        return 0
    if len(data) < 7:
        return None
    return data[4] if LENGTHS.get(data[6], data[4]) == data[4] >= 8 else 0


class WklyBoard(LockBoard):
    """`reports`: it sends 85 when a door moves."""

    def __init__(self, board: int = 0, locks: int = 24, *, reports: bool = True, spring_seconds: float = 0.03) -> None:
        busy = {"busy": "It refuses every opening with status FF."}
        hearing = Hearing(_length, lambda command: not reduce(xor, command))
        super().__init__(board, locks, hearing, spring_seconds=spring_seconds, reports=reports, faults=busy)

    def obey(self, command: bytes, now: float) -> Conversation:
        board, asked, data = command[5], command[6], command[7:-1]
        if board != self.address:
            return ()
        if asked == 0x82 and data[0] in self.cabinet.doors and "busy" not in self.on:
            reports = self.pulse([data[0]], now)
            felt = self.cabinet.spring_seconds
            return [Said(self._frame(asked, OK, data[0], self._closed(data[0], now + felt)), felt), *reports]
        if asked == 0x83 and data[0] in self.cabinet.doors:
            return [Said(self._frame(asked, OK, data[0], self._closed(data[0], now)))]
        if asked == 0x84:
            states = [int(not is_open) for is_open in self.senses(now)]
            return [Said(self._frame(asked, OK, len(states), *states))]
        if asked in (0x80, 0x86, 0x87):
            channels = list(self.cabinet.doors) if asked == 0x86 else list(data[1:])
            return [Said(self._frame(asked, OK)), *self.pulse(channels, now)]
        return [Said(self._frame(asked, FAILED))]

    def tell_of(self, number: int, now: float) -> Conversation:
        return [Said(self._frame(0x85, number, self._closed(number, now)))]

    def _closed(self, channel: int, now: float) -> int:
        return int(not self.cabinet.senses_open(channel, now))

    def _frame(self, command: int, *data: int) -> bytes:
        frame = MAGIC + bytes((len(data) + 8, self.address, command, *data))
        return frame + bytes((reduce(xor, frame),))
