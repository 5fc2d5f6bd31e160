"""What one protocol of lock boards fills in; `board.py` does the rest. Pure, but for `prepare`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from drivers.lockers.reading import Heard, Question

Frame = TypeVar("Frame")


class Dialect(ABC, Generic[Frame]):
    most_doors: ClassVar[int]
    only_answers: ClassVar[bool] = False  # nothing that comes unasked can be believed
    polarity_setting: ClassVar[str] = "open_is"
    signal_words: ClassVar[tuple[str, str]] = ("0", "1")  # how a sensor's bit is spelled in the settings: clear, set

    @property
    @abstractmethod
    def address(self) -> str:
        """Which board it is, for sentences: "board 1"."""

    @abstractmethod
    def understand(self, frame: Frame) -> Heard | None:
        """What a frame says of this board; None: it is another board's."""

    @abstractmethod
    def first_question(self) -> Question:
        """What every such board answers, with bytes that cannot be the question's own."""

    @abstractmethod
    def state_questions(self) -> Sequence[Question]:
        """What to ask to know every door."""

    @abstractmethod
    def door_question(self, door: int) -> Question:
        """What to ask to know one door."""

    @abstractmethod
    def pulse_command(self, door: int) -> Question:
        """The command that pulses one lock. Raises ValueError for a door that no such board has."""

    async def prepare(self) -> None:
        """Learn what the settings do not say, once the board has answered. Raises DeviceError."""
        return

    def line_taken(self, question: Question) -> None:
        """The question leaves now."""
        return

    def more_state(self) -> Mapping[str, Any]:
        """What the board tells besides doors, for the action `state`: plain JSON values."""
        return {}

    def polarity(self, open_signal: bool) -> Mapping[str, str]:
        """The setting that says that this bit of a sensor is an open door."""
        return {self.polarity_setting: self.signal_words[open_signal]}
