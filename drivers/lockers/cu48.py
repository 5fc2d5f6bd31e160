"""CU48 lock boards with Modbus. Facts: docs/devices/locker-cu48.md.

Documents disagree on the value that opens: it is a setting, and the action learn tries both on one door.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random, SystemRandom
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from drivers.actions import Driver, Line
from drivers.clock import Clock, SystemClock
from drivers.link.contract import Link
from drivers.lockers.board import LockBoard
from drivers.lockers.learning import Learned, learn_polarity
from drivers.lockers.reading import Heard, Question, Reading, Reply
from drivers.lockers.settings import Bit, LockBoardSettings
from drivers.lockers.trying import actions
from drivers.protocol import lock_cu48, modbus
from drivers.protocol.modbus import Bits, Refused, Table
from drivers.roles import Outcome
from drivers.settings import Baud

STATES, WRITTEN, NOTHING = "states", "written", "nothing"
ANSWER_BYTES = 11


def _four_digits(value: object) -> object:
    """In a settings file, 0000 is no number; whoever writes 0 means it."""
    return f"{value:04X}" if isinstance(value, int) and not isinstance(value, bool) else value


class Cu48Settings(LockBoardSettings):
    """[devices.NAME] with driver = "locker-cu48"."""

    driver: Literal["locker-cu48"]
    """The name of this driver."""

    board: Annotated[int, Field(strict=True, ge=1, le=247)] = 1
    """The board's Modbus address, from 1."""

    locks: Annotated[int, Field(strict=True, ge=1, le=48)] = 48
    """How many locks are wired, from the first."""

    open_value: Annotated[Literal["FF00", "0000"], BeforeValidator(_four_digits)] = "FF00"
    """What is written to open a lock. Documents disagree (confidence medium): the action learn tries both."""

    open_is: Bit = "0"
    """Which bit is an open door: 0 by one document (confidence medium)."""

    baud: Baud = 115200
    """Bits a second of a serial port."""


class Cu48Locker(LockBoard[modbus.Frame]):
    """One board."""

    driver: ClassVar[str] = "locker-cu48"
    only_answers: ClassVar[bool] = True
    most_doors: ClassVar[int] = lock_cu48.LOCKS[-1]

    def __init__(self, name: str, link: Link, settings: Cu48Settings, *, clock: Clock, random: Random) -> None:
        self._slave = settings.board
        self._open_value: str = settings.open_value
        super().__init__(
            name,
            link,
            settings,
            modbus.Reader(),
            doors=settings.locks,
            open_signal=settings.open_is == "1",
            clock=clock,
            random=random,
        )

    @property
    def address(self) -> str:
        return f"slave {self._slave}"

    def understand(self, frame: modbus.Frame) -> Heard | None:
        if frame.slave != self._slave:
            return None
        if isinstance(frame, Refused):
            return Reply(STATES if frame.function == Table.COILS else WRITTEN, f"exception {frame.code:02X}")
        if not isinstance(frame, Bits):
            return Reply(WRITTEN)
        if frame.table is not Table.COILS or len(frame.bits) != len(lock_cu48.LOCKS):
            return Reading(NOTHING)
        return Reading(STATES, dict(enumerate(frame.bits[: self.count], 1)))

    def first_question(self) -> Question:
        return Question(lock_cu48.read_locks(self._slave).to_bytes(), STATES, ANSWER_BYTES)

    def state_questions(self) -> Sequence[Question]:
        return (self.first_question(),)

    def door_question(self, door: int) -> Question:
        return self.first_question()

    def pulse_command(self, door: int) -> Question:
        return Question(lock_cu48.open_lock(self._slave, door, self._open_value).to_bytes(), WRITTEN, 8)

    async def _learn(self, door: int, ends: float) -> Learned:
        """The value of the settings first, then the other one: at most one pulse with each."""
        now = self.clock.now()
        learned = await learn_polarity(self, door, now + (ends - now) / 2)
        if learned.error == "locker.did_not_open":
            first, self._open_value = self._open_value, "0000" if self._open_value == "FF00" else "FF00"
            learned = await learn_polarity(self, door, ends)
            if learned.outcome is not Outcome.DONE:
                self._open_value = first
        if learned.outcome is not Outcome.DONE:
            return learned
        settings = {"open_value": self._open_value, **learned.settings}
        return Learned(learned.outcome, None, settings, learned.evidence)


def make(name: str, settings: Cu48Settings, table: str, line: Line) -> Cu48Locker:
    return Cu48Locker(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(Cu48Settings, make, actions(Cu48Locker.most_doors), shares_line=True)
