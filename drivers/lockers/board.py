"""Any lock board as the role `LockerBank`: its doors asked for, one opened, its sensor's meaning learned.

Its life is `polling.py`'s; the way of one opening is `pulsing.py`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import TypeVar

from drivers.clock import Clock
from drivers.errors import LinkError
from drivers.facts import DoorState
from drivers.link.contract import Link
from drivers.lockers.conversation import Sending
from drivers.lockers.learning import Learned, learn_polarity
from drivers.lockers.opening import Opening
from drivers.lockers.polling import PolledBoard
from drivers.lockers.pulsing import open_door
from drivers.lockers.settings import LockBoardSettings
from drivers.protocol.frame_reader import FrameReader
from drivers.roles import LockerBank, OpenResult, Outcome

Frame = TypeVar("Frame")


class LockBoard(PolledBoard[Frame], LockerBank):
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
        super().__init__(name, link, settings, frames, doors=doors, open_signal=open_signal, clock=clock, random=random)
        self.ask_again_seconds = settings.ask_again_ms / 1000
        self.opens_within_seconds = settings.opens_within_seconds
        self._one_opening = asyncio.Lock()

    # --- the role ---

    def doors(self) -> Mapping[int, DoorState]:
        known = self._doors.known()
        return known if self.online else dict.fromkeys(known, DoorState.UNKNOWN)

    def items(self) -> Mapping[int, bool]:
        return {}

    async def ask_doors(self, deadline_seconds: float) -> Mapping[int, DoorState]:
        began = self.clock.now()
        try:
            async with asyncio.timeout(deadline_seconds):
                while self.online and not self._all_told(began):
                    heard = self._heard
                    await self.look()
                    meaningless = self.open_signal is None or not self.has_sensors
                    if self._heard > heard and meaningless and not self._counting:
                        break  # it answers, and that is all there is to know
        except (TimeoutError, LinkError):
            pass
        return self._doors.states(since=began)

    def _all_told(self, since: float) -> bool:
        states = self._doors.states(since)
        return bool(states) and not self._counting and DoorState.UNKNOWN not in states.values()

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
