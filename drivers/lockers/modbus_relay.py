"""Modbus relay boards that drive locks, with doors at their inputs. Facts: docs/devices/locker-modbus-relay.md."""

from __future__ import annotations

import logging
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
from drivers.protocol import lock_modbus_relay, modbus
from drivers.protocol.modbus import Bits, ReadBits, Refused, Table

log = logging.getLogger(__name__)

RELAYS, INPUTS, WRITTEN, NOTHING = "relays", "inputs", "written", "nothing"
WRITE_BYTES = 8


class ModbusRelaySettings(LockBoardSettings):
    """[devices.NAME] with driver = "locker-modbus-relay"."""

    driver: Literal["locker-modbus-relay"]
    """The name of this driver."""

    board: Annotated[int, Field(strict=True, ge=1, le=247)] = 1
    """The board's Modbus address."""

    locks: Annotated[int, Field(strict=True, ge=1, le=32)] = 8
    """How many relays drive locks, from the first; the door of each is at the input with the same number."""

    pulse_ms: Annotated[int, Field(strict=True, ge=100, le=5000, multiple_of=100)] = 500
    """How long the board powers a lock, timed by itself. Sources recommend 300 to 500; no lock bears seconds often."""

    input_open_is: Bit | None = None
    """Which input is an open door; not given: doors are unknown until the action learn has told it."""


class ModbusRelayLocker(LockBoard[modbus.Frame]):
    """One board."""

    driver: ClassVar[str] = "locker-modbus-relay"
    only_answers: ClassVar[bool] = True
    most_doors: ClassVar[int] = lock_modbus_relay.CHANNELS[-1]
    polarity_setting: ClassVar[str] = "input_open_is"

    def __init__(self, name: str, link: Link, settings: ModbusRelaySettings, *, clock: Clock, random: Random) -> None:
        self._slave = settings.board
        self._steps = settings.pulse_ms // lock_modbus_relay.STEP_MS
        self._bits = -(-settings.locks // 8) * 8
        super().__init__(
            name,
            link,
            settings,
            modbus.Reader(),
            doors=settings.locks,
            open_signal=None if settings.input_open_is is None else settings.input_open_is == "1",
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
            kind = {Table.COILS.value: RELAYS, Table.INPUTS.value: INPUTS}.get(frame.function, WRITTEN)
            return Reply(kind, f"exception {frame.code:02X}")
        if not isinstance(frame, Bits):
            return Reply(WRITTEN)
        if len(frame.bits) != self._bits:
            return Reading(NOTHING)
        if frame.table is Table.COILS:
            return Reading(RELAYS)
        return Reading(INPUTS, dict(enumerate(frame.bits[: self.count], 1)))

    def first_question(self) -> Question:
        """Its answer has another length than itself, unlike that of a write."""
        return self._ask_for(Table.COILS, RELAYS)

    def state_questions(self) -> Sequence[Question]:
        return (self.door_question(1),)

    def door_question(self, door: int) -> Question:
        return self._ask_for(Table.INPUTS, INPUTS) if self.has_sensors else self.first_question()

    def pulse_command(self, door: int) -> Question:
        return Question(lock_modbus_relay.pulse(self._slave, door, self._steps).to_bytes(), WRITTEN, WRITE_BYTES)

    async def prepare(self) -> None:
        off = await self.reply(Question(lock_modbus_relay.all_off(self._slave).to_bytes(), WRITTEN, WRITE_BYTES))
        if off is None or off.refusal:
            log.warning("%s at %s did not confirm that all its relays are off", self.name, self.link.port)
        # A board without inputs refuses the question, or does not know it: then no sensor ever says anything.
        self.has_sensors = await self.reading(self._ask_for(Table.INPUTS, INPUTS)) is not None

    def _ask_for(self, table: Table, kind: str) -> Question:
        return Question(ReadBits(self._slave, table, 0, self._bits).to_bytes(), kind, 5 + self._bits // 8)


def make(name: str, settings: ModbusRelaySettings, table: str, line: Line) -> ModbusRelayLocker:
    return ModbusRelayLocker(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(ModbusRelaySettings, make, actions(ModbusRelayLocker.most_doors), shares_line=True)
