"""Winnsen lock boards. Facts: docs/devices/locker-winnsen.md.

No checksum: that two answers agree is all there is. Which of an answer's last fields is the lock differs with the
manual's revision; a lock above 2 tells, because no status is that high.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random, SystemRandom
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from drivers.actions import Driver, Line
from drivers.clock import Clock, SystemClock
from drivers.link.contract import Link
from drivers.lockers.board import LockBoard
from drivers.lockers.reading import Heard, Question, Reading, Reply
from drivers.lockers.settings import Bit, LockBoardSettings
from drivers.lockers.trying import actions
from drivers.protocol import lock_winnsen
from drivers.protocol.lock_winnsen import Answer, Asked, Order, Status

PULSED, TELLING, NOTHING = "pulsed", "telling", "nothing"
HIGHEST_STATUS = 2
ORDER_TRIES = 6
REFUSALS = {Status.CLOSED: "failed", Status.COOLING: "cooling down"}


class WinnsenSettings(LockBoardSettings):
    """[devices.NAME] with driver = "locker-winnsen"."""

    driver: Literal["locker-winnsen"]
    """The name of this driver."""

    station: Annotated[int, Field(strict=True, ge=1, le=255)] = 1
    """The board's address."""

    locks: Annotated[int, Field(strict=True, ge=1, le=48)] | None = None
    """How many locks the board has; not given: as many as answer, one after the other."""

    poll_seconds: Annotated[float, Field(strict=True, ge=0.05, le=60)] = 3.0
    """Seconds between two rounds: each asks for every lock by itself, and takes a while on the line."""

    open_is: Bit = "1"
    """Which status is an open door: 1 by the manual (confidence medium)."""

    field_order: Literal["auto", "lock_first", "status_first"] = "auto"
    """What comes first in an answer, lock or status; the manual's revisions differ, auto finds out."""


class WinnsenLocker(LockBoard[Answer]):
    """One board."""

    driver: ClassVar[str] = "locker-winnsen"
    most_doors: ClassVar[int] = lock_winnsen.LOCKS[-1]

    def __init__(self, name: str, link: Link, settings: WinnsenSettings, *, clock: Clock, random: Random) -> None:
        self._station = settings.station
        self._telling_lock = min(HIGHEST_STATUS + 1, settings.locks or HIGHEST_STATUS + 1)
        self._last: Answer | None = None
        self._order = None if settings.field_order == "auto" else Order(settings.field_order)
        super().__init__(
            name,
            link,
            settings,
            lock_winnsen.Reader(),
            doors=settings.locks or 0,
            open_signal=settings.open_is == "1",
            clock=clock,
            random=random,
        )

    @property
    def address(self) -> str:
        return f"station {self._station}"

    def understand(self, frame: Answer) -> Heard | None:
        if frame.station != self._station:
            return None
        if frame.asked is Asked.OPEN:
            meant = frame.meaning(Order.LOCK_FIRST)
            return Reply(PULSED, REFUSALS.get(meant[1])) if meant is not None else Reading(NOTHING)
        self._last = frame
        if self._order is None:
            return Reading(TELLING)
        meant = frame.meaning(self._order)
        if meant is None:
            return Reading(NOTHING)
        lock, status = meant
        return Reading(lock, {} if status is Status.COOLING else {lock: status is Status.OPEN})

    def first_question(self) -> Question:
        return self._question(Asked.STATUS, self._telling_lock, TELLING if self._order is None else self._telling_lock)

    def state_questions(self) -> Sequence[Question]:
        return [self.door_question(lock) for lock in self.doors()]

    def door_question(self, door: int) -> Question:
        return self._question(Asked.STATUS, door, door)

    def pulse_command(self, door: int) -> Question:
        return self._question(Asked.OPEN, door, PULSED)

    async def prepare(self) -> None:
        if not self.count:
            self.count_by_asking()
        if self._order is None:
            self._order = await self._learn_order()

    async def _learn_order(self) -> Order:
        """Two answers in a row that hold the lock asked for in the same field, and only there."""
        told = None
        for _ in range(ORDER_TRIES):
            self._last = None
            await self.reading(self.first_question(), tries=1)
            before, told = told, self._told_order()
            if told is not None and told is before:
                return told
        return Order.LOCK_FIRST

    def _told_order(self) -> Order | None:
        frame, lock = self._last, self._telling_lock
        if frame is None or (frame.first == lock) is (frame.second == lock):
            return None
        return Order.LOCK_FIRST if frame.first == lock else Order.STATUS_FIRST

    def _question(self, asked: Asked, lock: int, kind: object) -> Question:
        return Question(lock_winnsen.Question(asked, self._station, lock).to_bytes(), kind, lock_winnsen.ANSWER_BYTES)


def make(name: str, settings: WinnsenSettings, table: str, line: Line) -> WinnsenLocker:
    return WinnsenLocker(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(WinnsenSettings, make, actions(WinnsenLocker.most_doors), shares_line=True)
