"""Lock boards that speak "WKLY" frames. Facts: docs/devices/locker-wkly.md."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random, SystemRandom
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from drivers.actions import Driver, Line
from drivers.clock import Clock, SystemClock
from drivers.link.contract import Link
from drivers.lockers.board import LockBoard
from drivers.lockers.polling import PREPARING_TRIES
from drivers.lockers.reading import REPORT, Heard, Question, Reading, Reply
from drivers.lockers.settings import Bit, LockBoardSettings
from drivers.lockers.trying import actions
from drivers.protocol import lock_wkly
from drivers.protocol.lock_wkly import AllStates, Refused

ALL, PULSED = "all", "pulsed"
FAILED = "status FF"


class WklySettings(LockBoardSettings):
    """[devices.NAME] with driver = "locker-wkly"."""

    driver: Literal["locker-wkly"]
    """The name of this driver."""

    board: Annotated[int, Field(strict=True, ge=0, le=255)] = 0
    """The board's address, as its DIP switches say."""

    locks: Annotated[int, Field(strict=True, ge=1, le=240)] | None = None
    """How many channels are wired; not given: as many as the board tells."""

    open_is: Bit = "0"
    """Which door state is open: 0 by the documents (confidence high)."""


class WklyLocker(LockBoard[lock_wkly.Frame]):
    """One board."""

    driver: ClassVar[str] = "locker-wkly"
    most_doors: ClassVar[int] = lock_wkly.CHANNELS[-1]

    def __init__(self, name: str, link: Link, settings: WklySettings, *, clock: Clock, random: Random) -> None:
        self._board = settings.board
        super().__init__(
            name,
            link,
            settings,
            lock_wkly.Reader(),
            doors=settings.locks or 0,
            open_signal=settings.open_is == "1",
            clock=clock,
            random=random,
        )

    @property
    def address(self) -> str:
        return f"board {self._board}"

    def understand(self, frame: lock_wkly.Frame) -> Heard | None:
        if frame.board != self._board:
            return None
        if isinstance(frame, AllStates):
            return Reading(ALL, dict(enumerate(frame.closed, 1)))
        if frame.command == lock_wkly.OPEN_ONE:
            return Reply(PULSED, FAILED if isinstance(frame, Refused) else None)
        if isinstance(frame, Refused):
            return Reply(frame.command, FAILED)
        kind = REPORT if frame.command == lock_wkly.REPORT else frame.channel
        return Reading(kind, {frame.channel: frame.closed})

    def first_question(self) -> Question:
        return self.door_question(1)

    def state_questions(self) -> Sequence[Question]:
        longest = self.count + 10 if self.count else lock_wkly.LONGEST_BYTES
        return (Question(lock_wkly.QueryAll(self._board).to_bytes(), ALL, longest),)

    def door_question(self, door: int) -> Question:
        return Question(lock_wkly.QueryOne(self._board, door).to_bytes(), door, 11)

    def pulse_command(self, door: int) -> Question:
        return Question(lock_wkly.OpenOne(self._board, door).to_bytes(), PULSED, 11)

    async def prepare(self) -> None:
        """The answer for all holds the count: two that agree."""
        (everything,) = self.state_questions()
        for _ in range(PREPARING_TRIES if not self.count else 0):
            first, second = await self.reading(everything), await self.reading(everything)
            if first is not None and second is not None and first.signals.keys() == second.signals.keys():
                self.has_doors(len(first.signals))
                return


def make(name: str, settings: WklySettings, table: str, line: Line) -> WklyLocker:
    return WklyLocker(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(WklySettings, make, actions(WklyLocker.most_doors), shares_line=True)
