"""Lock boards that speak "8A" frames. Facts: docs/devices/locker-8a.md.

Which state byte is an open door differs from board to board, and so may the bits of the answer for all locks: those are
held against an answer for one lock before they are believed.
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
from drivers.lockers.polling import PREPARING_TRIES
from drivers.lockers.reading import REPORT, Heard, Question, Reading, Reply
from drivers.lockers.settings import LockBoardSettings
from drivers.lockers.trying import actions
from drivers.protocol import lock_8a
from drivers.protocol.lock_8a import AllStates, Told

ALL, PULSED = "all", "pulsed"


def _two_digits(value: object) -> object:
    """In a settings file, 00 is no number and 11 is one."""
    return f"{value:02d}" if isinstance(value, int) and not isinstance(value, bool) else value


class EightASettings(LockBoardSettings):
    """[devices.NAME] with driver = "locker-8a"."""

    driver: Literal["locker-8a"]
    """The name of this driver."""

    board: Annotated[int, Field(strict=True, ge=1, le=99)] = 1
    """The board's address, as its DIP switches say."""

    locks: Annotated[int, Field(strict=True, ge=1, le=48)] | None = None
    """How many locks the board has; not given: by the length of its answer, else as many as answer."""

    open_is: Annotated[Literal["00", "11"] | None, BeforeValidator(_two_digits)] = None
    """Which state byte is an open door; not given: doors are unknown until the action learn has told it."""


class EightALocker(LockBoard[lock_8a.Frame]):
    """One board."""

    driver: ClassVar[str] = "locker-8a"
    most_doors: ClassVar[int] = lock_8a.LOCKS[-1]
    signal_words: ClassVar[tuple[str, str]] = ("00", "11")

    def __init__(self, name: str, link: Link, settings: EightASettings, *, clock: Clock, random: Random) -> None:
        self._board = settings.board
        self._reader = lock_8a.Reader(settings.locks or 0)
        self._bits_are_contacts: bool | None = None  # whether a set bit is state 11; None: not learned
        self._bits: tuple[bool, ...] | None = None  # of the last answer for all
        self._one_by_one = False
        super().__init__(
            name,
            link,
            settings,
            self._reader,
            doors=settings.locks or 0,
            open_signal=None if settings.open_is is None else settings.open_is == "11",
            clock=clock,
            random=random,
        )

    @property
    def address(self) -> str:
        return f"board {self._board}"

    def understand(self, frame: lock_8a.Frame) -> Heard | None:
        if frame.board != self._board:
            return None
        if isinstance(frame, AllStates):
            self._bits = frame.bits
            if self._bits_are_contacts is None:
                return Reading(ALL)
            bits = enumerate(frame.bits[: self.count], 1)
            return Reading(ALL, {lock: bit is self._bits_are_contacts for lock, bit in bits})
        if frame.told is Told.PULSED:
            return Reply(PULSED)  # its state is not counted: it may be our own echo
        return Reading(REPORT if frame.told is Told.MOVED else frame.lock, {frame.lock: frame.contact})

    def first_question(self) -> Question:
        return self.door_question(1)

    def state_questions(self) -> Sequence[Question]:
        if self._one_by_one or not self.count:
            return [self.door_question(lock) for lock in self.doors()]
        return (self._question_for_all(),)

    def door_question(self, door: int) -> Question:
        return Question(lock_8a.QueryOne(self._board, door).to_bytes(), door, 5)

    def pulse_command(self, door: int) -> Question:
        return Question(lock_8a.Open(self._board, door).to_bytes(), PULSED, 5)

    def line_taken(self, question: Question) -> None:
        self._reader.expects_all = question.answered_by == ALL

    async def prepare(self) -> None:
        if not self.count:
            await self._learn_count()
        # The answer for eight locks is as long as the question, and can be the question: an echo would be believed.
        self._one_by_one = self.count <= lock_8a.LOCKS_A_BYTE
        if not self._one_by_one and self._bits_are_contacts is None:
            await self._learn_bits()

    async def _learn_count(self) -> None:
        """By the length of the answer for all: it is awaited as if it were the longest, and what came is looked at."""
        self._reader.locks = self.most_doors
        counts = []
        for _ in range(PREPARING_TRIES):
            whole = await self.reading(self._question_for_all(), tries=1) is not None
            every = None if whole else AllStates.from_bytes(self._reader.unfinished)
            counts.append(self.most_doors if whole else len(every.bits) if every else 0)
            if counts[-1] and counts.count(counts[-1]) == 2:
                self.has_doors(counts[-1])
                break
        else:
            self.count_by_asking()
        self._reader.locks = self.count

    async def _learn_bits(self) -> None:
        """Between two equal answers for lock 1, its bit is what they say, or the contrary."""
        self._bits = None
        before = await self.reading(self.door_question(1))
        await self.reading(self._question_for_all())
        after = await self.reading(self.door_question(1))
        every: tuple[bool, ...] | None = self._bits
        # Without all three, or when the door moved meanwhile, locks are asked one by one: slower, and never wrong.
        self._one_by_one = every is None or before is None or before != after
        if every is not None and before is not None and not self._one_by_one:
            self._bits_are_contacts = every[0] is before.signals[1]

    def _question_for_all(self) -> Question:
        return Question(lock_8a.QueryAll(self._board).to_bytes(), ALL, 4 + self.most_doors // lock_8a.LOCKS_A_BYTE)


def make(name: str, settings: EightASettings, table: str, line: Line) -> EightALocker:
    return EightALocker(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(EightASettings, make, actions(EightALocker.most_doors), shares_line=True)
