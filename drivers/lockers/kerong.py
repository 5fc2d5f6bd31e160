"""Kerong CU12 and CU16 lock boards. Facts: docs/devices/locker-kerong.md.

Nothing answers an unlock, and the board may be busy after it: the next questions tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random, SystemRandom
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from drivers.actions import Driver, Line
from drivers.clock import Clock, SystemClock
from drivers.link.contract import Link
from drivers.lockers.board import LockBoard
from drivers.lockers.reading import Heard, Question, Reading
from drivers.lockers.settings import Bit, LockBoardSettings
from drivers.lockers.trying import actions
from drivers.protocol import lock_kerong
from drivers.protocol.lock_kerong import Status
from drivers.settings import Baud

STATUS = "status"


class KerongSettings(LockBoardSettings):
    """[devices.NAME] with driver = "locker-kerong"."""

    driver: Literal["locker-kerong"]
    """The name of this driver."""

    unit: Annotated[int, Field(strict=True, ge=0, le=14)] = 0
    """The unit's number, 0 to 14; 15 would mean all units, and is refused."""

    locks: Annotated[int, Field(strict=True, ge=1, le=16)] = 16
    """How many locks are wired: a CU12 has 12."""

    items: Annotated[bool, Field(strict=True)] = False
    """Whether item sensors are wired; without them their bits say nothing."""

    open_is: Bit = "0"
    """Which bit of a hook is an open door: 0 by the documents (confidence high)."""

    baud: Baud = 19200
    """Bits a second of a serial port."""

    gap_ms: Annotated[int, Field(strict=True, ge=0, le=2000)] = 150
    """Silence that the board needs between an answer and the next question: 100 to 200 by the documents."""


class KerongLocker(LockBoard[Status]):
    """One unit."""

    driver: ClassVar[str] = "locker-kerong"
    most_doors: ClassVar[int] = lock_kerong.LOCKS[-1]

    def __init__(self, name: str, link: Link, settings: KerongSettings, *, clock: Clock, random: Random) -> None:
        self._unit = settings.unit
        self._items: tuple[bool, ...] = ()
        self._items_wired = settings.items
        super().__init__(
            name,
            link,
            settings,
            lock_kerong.Reader(),
            doors=settings.locks,
            open_signal=settings.open_is == "1",
            clock=clock,
            random=random,
        )

    @property
    def address(self) -> str:
        return f"unit {self._unit}"

    def understand(self, frame: Status) -> Heard | None:
        if frame.unit != self._unit:
            return None
        self._items = frame.items[: self.count]
        return Reading(STATUS, dict(enumerate(frame.hooks[: self.count], 1)))

    def first_question(self) -> Question:
        return Question(lock_kerong.Query(self._unit).to_bytes(), STATUS, lock_kerong.STATUS_BYTES)

    def state_questions(self) -> Sequence[Question]:
        return (self.first_question(),)

    def door_question(self, door: int) -> Question:
        return self.first_question()

    def pulse_command(self, door: int) -> Question:
        return Question(lock_kerong.Unlock(self._unit, door).to_bytes(), None)

    def items(self) -> Mapping[int, bool]:
        return dict(enumerate(self._items, 1)) if self._items_wired and self.online else {}

    def more_state(self) -> Mapping[str, Any]:
        """`items`: door -> whether its item sensor sees something, by the last answer."""
        return {"items": {str(door): there for door, there in enumerate(self._items, 1)}}


def make(name: str, settings: KerongSettings, table: str, line: Line) -> KerongLocker:
    return KerongLocker(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(KerongSettings, make, actions(KerongLocker.most_doors), shares_line=True)
