"""A lock board's life: found, asked in rounds, heard. What it says of its doors leaves as `DoorChanged`.

Readings come from `conversation.py` and go through `doors.py`. `board.py` makes a `LockerBank` of it; `dialect.py` is
what a protocol adds.
"""

from __future__ import annotations

import asyncio
from random import Random
from typing import TypeVar

from drivers.clock import Clock
from drivers.device import Device, Works
from drivers.errors import DeviceError, ProtocolError, SettingsError
from drivers.facts import DoorChanged, DoorState, Operational
from drivers.link.contract import Link
from drivers.lockers.conversation import Conversation
from drivers.lockers.dialect import Dialect
from drivers.lockers.doors import Doors
from drivers.lockers.opening import Opening
from drivers.lockers.reading import Heard, Question, Reading, Reply
from drivers.lockers.settings import LockBoardSettings
from drivers.protocol.frame_reader import FrameReader

Frame = TypeVar("Frame")

QUICK_TRIES, SLOW_TRIES = 3, 3  # of the first question: one after the other, then spread over the late answers' time
CONFIRMATIONS = 4  # rounds more in one poll, while two answers do not agree or may be older than the poll
SILENT_IN_A_ROW = 2  # unanswered questions after which the rest of a round is not asked
PREPARING_TRIES = 3


class PolledBoard(Dialect[Frame], Device):
    """`doors`: how many there are, as far as the settings know; 0: the board will tell."""

    def __init__(
        self,
        name: str,
        link: Link,
        settings: LockBoardSettings,
        frames: FrameReader[Frame],
        *,
        doors: int,
        open_signal: bool | None,
        clock: Clock,
        random: Random,
    ) -> None:
        super().__init__(name, link, settings, clock, random)
        self.has_sensors = True  # whether the board has any; found out by those that may have none
        self.open_signal = open_signal  # the sensor's bit that means open; None: not known yet
        self._late_seconds = settings.late_answer_seconds
        self._frames = frames
        self._talk = Conversation(
            link,
            clock,
            frames,
            settings,
            self.understand,
            self._hear,
            self.line_taken,
            only_answers=self.only_answers,
        )
        self._doors = Doors(settings.opens_within_seconds)
        self._doors.count_to(doors)
        self._count = doors
        self._counting = False
        self._one_round = asyncio.Lock()
        self._heard = 0  # what this board has said in all
        self._heard_at_poll = 0
        self._oldest_heard = 0.0  # as of when the oldest answer of a round may hold
        self._spoken = asyncio.Event()  # it said something on this connection
        self._connected = asyncio.Event()
        self._opening: Opening | None = None
        self._garbage_before = 0

    @property
    def count(self) -> int:
        """How many doors; 0: not known."""
        return self._count

    @property
    def reachable(self) -> bool:
        return self.online and self._connected.is_set()

    async def until_reachable(self, deadline_seconds: float) -> bool:
        return await self.clock.wait(self._connected, deadline_seconds)

    # --- the life ---

    def received(self, data: bytes) -> None:
        self._talk.received(data)

    def line_broke(self, error: DeviceError) -> None:
        self._connected.clear()
        self._talk.fail(error)

    async def identify(self) -> None:
        self._spoken.clear()
        self._garbage_before = self._frames.garbage_bytes
        self._talk.begin()
        self._doors.looked_away(self.clock.now())
        for pause_seconds in (0.0,) * QUICK_TRIES + (self._late_seconds / SLOW_TRIES,) * SLOW_TRIES:
            await self._talk.ask(self.first_question(), learn_echo=True)
            if await self.clock.wait(self._spoken, pause_seconds):
                break
        else:
            raise self._silence()
        await self.prepare()
        self._connected.set()
        self.poll_soon()  # the doors are asked for at once, and told of after the board itself

    async def poll(self) -> bool:
        began = self.clock.now()
        for _ in range(1 + CONFIRMATIONS):
            heard, self._oldest_heard = self._heard, began
            await self.look()
            stale = self._oldest_heard < began
            if self._heard == heard or not (stale or self._doors.unsure):
                break
        answered = self._heard != self._heard_at_poll  # since the last poll: late answers are answers
        self._heard_at_poll = self._heard
        return answered

    async def soft_reset(self) -> None:
        """These boards have no reset that moves nothing; what came in is dropped."""
        self._frames.forget()

    def works(self) -> Works:
        if self.open_signal is None:
            message = f"{self.name} at {self.link.port}: nobody has said which state of a sensor is an open door"
            return Works(
                Operational.ATTENTION,
                error=SettingsError(f"{message}; a technician runs the action learn and pastes the line that it tells"),
            )
        return Works(Operational.READY)

    def _silence(self) -> ProtocolError:
        where = f"{self.name} at {self.link.port}"
        garbage, others = self._frames.garbage_bytes - self._garbage_before, self._talk.others
        if garbage and not others:
            sentence = f"{where} sent {garbage} bytes that are no frames of {self.driver}"
            return ProtocolError(
                "proto.garbage", f"{sentence}: another device or another baud rate; a technician checks"
            )
        heard = f" ({others} frames of other boards came)" if others else ""
        sentence = f"{where} does not answer as {self.address}{heard}"
        return ProtocolError("proto.timeout", f"{sentence}: switched off, or another address; a technician checks")

    # --- asking ---

    async def look(self) -> None:
        """One round of questions for all doors, cut short when the board says nothing. Raises LinkError."""
        async with self._one_round:
            silent = 0
            for question in self.state_questions():
                answered = await self._talk.ask(question) is not None
                silent = 0 if answered else silent + 1
                if silent == SILENT_IN_A_ROW:
                    return
            if self._counting:
                await self._look_further()

    async def _look_further(self) -> None:
        """Doors that nobody has counted: one after the other, until the board has no answer any more."""
        silent, door = 0, len(self._doors)
        while silent < SILENT_IN_A_ROW and door < self.most_doors:
            door += 1
            silent = 0 if await self.reading(self.door_question(door)) is not None else silent + 1
        self._counting = False

    async def reading(self, question: Question, tries: int = PREPARING_TRIES) -> Reading | None:
        """For a hook that prepares: asked until it is answered, a few times. Raises LinkError."""
        for _ in range(tries):
            heard = await self._talk.ask(question)
            if isinstance(heard, Reading):
                return heard
        return None

    async def reply(self, question: Question) -> Reply | None:
        """The same for a command that may be repeated."""
        for _ in range(PREPARING_TRIES):
            heard = await self._talk.ask(question)
            if isinstance(heard, Reply):
                return heard
        return None

    def count_by_asking(self) -> None:
        """Neither the settings nor the board say how many doors there are: those that answer are there."""
        self._counting = True

    def has_doors(self, count: int) -> None:
        """The board told how many it has."""
        self._count = count
        self._doors.count_to(count)

    # --- hearing ---

    def _hear(self, heard: Heard, as_of: float | None) -> None:
        self._heard += 1
        self._spoken.set()
        self.answered()
        if isinstance(heard, Reading):
            self._read(heard, as_of)
        elif self._opening is not None and heard.kind == self.pulse_command(self._opening.door).answered_by:
            self._opening.acknowledged, self._opening.refusal = True, heard.refusal

    def _read(self, reading: Reading, as_of: float | None) -> None:
        now = self.clock.now()
        if as_of is not None:
            self._oldest_heard = min(self._oldest_heard, as_of)
        for door, signal in reading.signals.items():
            if door > self.most_doors:
                continue
            state = self._means(signal)
            if as_of is None:  # a report, or noise: the board is asked, and believed then
                if self._doors.disagrees(door, state):
                    self.poll_soon()
                continue
            if self._opening is not None and door == self._opening.door:
                self._opening.see(signal, as_of)
            if not self._count:
                self._doors.count_to(max(door, len(self._doors)))
            moved = self._doors.observe(door, state, as_of, now)
            if moved is not None:
                self.tell(DoorChanged(self.name, moved.door, moved.state, moved.cause))

    def _means(self, signal: bool) -> DoorState:
        if self.open_signal is None:
            return DoorState.UNKNOWN
        return DoorState.OPEN if signal is self.open_signal else DoorState.CLOSED
