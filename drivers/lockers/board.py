"""Any lock board as the role `LockerBank`: its life, its questions, its doors. `dialect.py` is what a protocol adds.

Readings come from `conversation.py`, go through `doors.py`, and leave as `DoorChanged`. An opening is `pulsing.py`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import TypeVar

from drivers.clock import Clock
from drivers.device import Device, Works
from drivers.errors import DeviceError, LinkError, ProtocolError, SettingsError
from drivers.facts import DoorChanged, DoorState, Operational
from drivers.link.contract import Link
from drivers.lockers.conversation import Conversation, Sending
from drivers.lockers.dialect import Dialect
from drivers.lockers.doors import Doors
from drivers.lockers.learning import Learned, learn_polarity
from drivers.lockers.opening import Opening
from drivers.lockers.pulsing import open_door
from drivers.lockers.reading import Heard, Question, Reading, Reply
from drivers.lockers.settings import LockBoardSettings
from drivers.protocol.frame_reader import FrameReader
from drivers.roles import LockerBank, OpenResult, Outcome

Frame = TypeVar("Frame")

QUICK_TRIES, SLOW_TRIES = 3, 3  # of the first question: one after the other, then spread over the late answers' time
CONFIRMATIONS = 4  # rounds more in one poll, while two answers do not agree or may be older than the poll
SILENT_IN_A_ROW = 2  # unanswered questions after which the rest of a round is not asked
PREPARING_TRIES = 3


class LockBoard(Dialect[Frame], Device, LockerBank):
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
        self.ask_again_seconds = settings.ask_again_ms / 1000
        self.opens_within_seconds = settings.opens_within_seconds
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
        self._heard = 0  # what this board has said in all
        self._heard_at_poll = 0
        self._oldest_heard = 0.0  # as of when the oldest answer of a round may hold
        self._spoken = asyncio.Event()  # it said something on this connection
        self._connected = asyncio.Event()
        self._one_opening = asyncio.Lock()
        self._opening: Opening | None = None
        self._garbage_before = 0

    # --- the role ---

    @property
    def count(self) -> int:
        """How many doors; 0: not known."""
        return self._count

    def doors(self) -> Mapping[int, DoorState]:
        known = self._doors.known()
        return known if self.online else dict.fromkeys(known, DoorState.UNKNOWN)

    async def ask_doors(self, deadline_seconds: float) -> Mapping[int, DoorState]:
        began = self.clock.now()
        try:
            async with asyncio.timeout(deadline_seconds):
                while self.online and DoorState.UNKNOWN in self._doors.states(since=began).values():
                    heard = self._heard
                    await self.look()
                    if self._heard > heard and (self.open_signal is None or not self.has_sensors):
                        break  # it answers, and that is all there is to know
        except (TimeoutError, LinkError):
            pass
        return self._doors.states(since=began)

    async def open(self, door: int, deadline_seconds: float) -> OpenResult:
        if not self._has(door):
            return OpenResult(Outcome.FAILED, door, error="config.invalid", evidence={"pulses": 0})
        ends = self.clock.now() + deadline_seconds
        if not await self._first_in_line(deadline_seconds):
            return OpenResult(Outcome.FAILED, door, error="proto.timeout", evidence={"pulses": 0})
        try:
            return await open_door(self, door, ends)
        finally:
            self._one_opening.release()

    async def learn(self, door: int, deadline_seconds: float) -> Learned:
        """Find out what the sensor means, by pulsing a closed door. Never raises."""
        if not self._has(door):
            return Learned(Outcome.FAILED, "config.invalid")
        ends = self.clock.now() + deadline_seconds
        if not await self._first_in_line(deadline_seconds):
            return Learned(Outcome.FAILED, "proto.timeout")
        try:
            return await self._learn(door, ends)
        finally:
            self._one_opening.release()

    def _has(self, door: int) -> bool:
        return 1 <= door <= (self._count or self.most_doors)

    async def _learn(self, door: int, ends: float) -> Learned:
        return await learn_polarity(self, door, ends)

    async def _first_in_line(self, deadline_seconds: float) -> bool:
        """One opening at a time: two solenoids at once are more than some supplies give."""
        try:
            async with asyncio.timeout(deadline_seconds):
                await self._one_opening.acquire()
        except TimeoutError:
            return False
        return True

    async def hand_over(self) -> None:
        async with self._one_opening:
            await super().hand_over()

    # --- for an opening ---

    @contextmanager
    def watching(self, opening: Opening) -> Iterator[None]:
        """What the sensor says of the opening's door is told to it."""
        self._opening = opening
        try:
            yield
        finally:
            self._opening = None

    @property
    def reachable(self) -> bool:
        return self.online and self._connected.is_set()

    async def until_reachable(self, deadline_seconds: float) -> bool:
        return await self.clock.wait(self._connected, deadline_seconds)

    async def ask_of(self, door: int, within_seconds: float) -> bool:
        """Ask for one door; whether the board answered. A broken line is opened anew, and counts as silence."""
        try:
            return await self._talk.ask(self.door_question(door), within_seconds=within_seconds) is not None
        except LinkError as error:
            self.end_connection(error)
            return False

    async def pulse(self, opening: Opening, sending: Sending, within_seconds: float) -> None:
        """Send the one pulse. Raises LinkError; `sending` then says how much of it left."""
        command = self.pulse_command(opening.door)
        try:
            await self._talk.ask(command, within_seconds=within_seconds, sending=sending)
        except LinkError as error:
            self.end_connection(error)
            raise
        finally:
            if sending.begun_at is not None and sending.bytes_sent:
                # Any part counts: what arrived may be completed by the next bytes, whoever sends them.
                self._doors.pulsed(opening.door, sending.begun_at)
                opening.pulsed_at = self.clock.now()

    def understood_as(self, open_signal: bool) -> None:
        """What the sensor's bit means is known from now on."""
        self.open_signal = open_signal
        self.changed()

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
