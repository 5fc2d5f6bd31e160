"""A Winnsen lock board: `90 06 CMD station lock 03`, no checksum. Facts: docs/devices/locker-winnsen.md."""

from __future__ import annotations

from math import inf

from bench.lockers.board import LockBoard
from bench.lockers.framing import Hearing
from bench.machine import Conversation, Said

OPEN, STATUS = 0x05, 0x12
CLOSED_OR_FAILED, OPEN_OR_OK, COOLING = 0, 1, 2


class WinnsenBoard(LockBoard):
    """`status_first`: the manual's other revision. `cooling_seconds`: after an opening a lock refuses the next."""

    def __init__(
        self,
        station: int = 1,
        locks: int = 24,
        *,
        status_first: bool = False,
        cooling_seconds: float = 0.5,
        spring_seconds: float = 0.03,
    ) -> None:
        hearing = Hearing(lambda data: 6 if data[:2] == b"\x90\x06"[: len(data)] else 0, lambda data: data[5] == 3)
        busy = {"busy": "Every lock is cooling down: it refuses to open."}
        super().__init__(station, locks, hearing, spring_seconds=spring_seconds, faults=busy)
        self._status_first = status_first
        self._cooling_seconds = cooling_seconds
        self._pulsed_at: dict[int, float] = {}

    def forget(self) -> None:
        self._pulsed_at.clear()

    def obey(self, command: bytes, now: float) -> Conversation:
        _, _, asked, station, lock, _ = command
        if station != self.address or lock not in self.cabinet.doors:
            return ()
        if asked == OPEN:
            if "busy" in self.on or now - self._pulsed_at.get(lock, -inf) < self._cooling_seconds:
                return [self._answer(OPEN, lock, COOLING)]
            self._pulsed_at[lock] = now
            self.pulse([lock], now)
            felt = self.cabinet.spring_seconds
            opened = self.cabinet.senses_open(lock, now + felt)
            return [self._answer(OPEN, lock, OPEN_OR_OK if opened else CLOSED_OR_FAILED, felt)]
        if asked == STATUS:
            status = OPEN_OR_OK if self.cabinet.senses_open(lock, now) else CLOSED_OR_FAILED
            fields = (status, lock) if self._status_first else (lock, status)
            return [self._answer(STATUS, *fields)]
        return ()

    def _answer(self, asked: int, first: int, second: int, after_seconds: float = 0.0) -> Said:
        return Said(bytes((0x90, 0x07, asked | 0x80, self.address, first, second, 0x03)), after_seconds)
