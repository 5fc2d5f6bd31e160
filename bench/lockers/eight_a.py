"""A board that speaks "8A": `head board lock function XOR`, five bytes. Facts: docs/devices/locker-8a.md."""

from __future__ import annotations

from functools import reduce
from operator import xor

from bench.lockers.board import LockBoard
from bench.lockers.framing import Hearing
from bench.machine import Conversation, Said

OPEN, QUERY, REPORT = 0x8A, 0x80, 0x81


def _signed(*data: int) -> bytes:
    return bytes((*data, reduce(xor, data)))


class EightABoard(LockBoard):
    """`open_is`: the state byte of an open door. `bits_are`: whether a set bit of the answer for all locks is an open
    door ("open") or the state byte 11 ("contacts"). `reports`: it sends 81 when a door moves.
    """

    def __init__(
        self,
        board: int = 1,
        locks: int = 24,
        *,
        open_is: str = "11",
        bits_are: str = "contacts",
        reports: bool = False,
        spring_seconds: float = 0.03,
    ) -> None:
        hearing = Hearing(lambda data: 5 if data[0] in (OPEN, QUERY) else 0, lambda command: not reduce(xor, command))
        feedback = {"no_feedback": "It does not answer an opening."}
        super().__init__(board, locks, hearing, spring_seconds=spring_seconds, reports=reports, faults=feedback)
        self._open_is = int(open_is, 16)
        self._bit_of_open = True if bits_are == "open" else self._open_is == 0x11

    def obey(self, command: bytes, now: float) -> Conversation:
        head, board, lock, function, _ = command
        if board != self.address:
            return ()
        if head == OPEN and function == 0x11:
            locks = [lock] if lock else list(self.cabinet.doors)
            reports = self.pulse(locks, now)
            if "no_feedback" in self.on or lock not in self.cabinet.doors:
                return reports
            felt = now + self.cabinet.spring_seconds
            answer = _signed(OPEN, board, lock, self._state(lock, felt))
            return [Said(answer, self.cabinet.spring_seconds), *reports]
        if head == QUERY and function == 0x33 and lock in self.cabinet.doors:
            return [Said(_signed(QUERY, board, lock, self._state(lock, now)))]
        if head == QUERY and function == 0x33 and lock == 0:
            return [Said(self._all(now))]
        return ()

    def tell_of(self, number: int, now: float) -> Conversation:
        return [Said(_signed(REPORT, self.address, number, self._state(number, now)))]

    def _state(self, lock: int, now: float) -> int:
        return self._open_is if self.cabinet.senses_open(lock, now) else 0x11 - self._open_is

    def _all(self, now: float) -> bytes:
        states = 0
        for place, is_open in enumerate(self.senses(now)):
            states |= (is_open is self._bit_of_open) << place
        data = states.to_bytes(-(-self.cabinet.count // 8), "big")
        return _signed(QUERY, self.address, *data, 0x33)
