"""Faults that are put into the terminal on purpose, to prove that the judge finds them: one a schedule, between the
terminal's services and its boards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from enum import StrEnum
from typing import cast

from drivers.facts import DeviceChanged, DoorChanged, DoorState, Fact
from drivers.roles import Device, Listener, LockerBank, OpenResult

REOPENS_AFTER_SECONDS = 6.0


class Sabotage(StrEnum):
    WRONG_DOOR = "wrong_door"  # the neighbour's lock is pulsed
    TWICE = "twice"  # each opening pulses the lock once more, without an intent
    LOST_INTENT = "lost_intent"  # the judge is shown a journal without one of its intents
    REOPENS = "reopens"  # after a start, the last opening before it is made again
    LATE_COMMAND = "late_command"  # the terminal is never told that an order has expired
    SWALLOWED = "swallowed"  # the services never hear that a door opened by hand


class _Through(LockerBank):
    """A board as it is."""

    def __init__(self, bank: LockerBank) -> None:
        self._bank = bank
        self.name = bank.name

    @property
    def port(self) -> str:
        return self._bank.port

    def listen(self, listener: Listener) -> None:
        self._bank.listen(listener)

    def condition(self) -> DeviceChanged:
        return self._bank.condition()

    async def start(self) -> None:
        await self._bank.start()

    async def stop(self) -> None:
        await self._bank.stop()

    def nudge(self) -> None:
        self._bank.nudge()

    async def hand_over(self) -> None:
        await self._bank.hand_over()

    def take_back(self) -> None:
        self._bank.take_back()

    def doors(self) -> Mapping[int, DoorState]:
        return self._bank.doors()

    def items(self) -> Mapping[int, bool]:
        return self._bank.items()

    async def ask_doors(self, deadline_seconds: float) -> Mapping[int, DoorState]:
        return await self._bank.ask_doors(deadline_seconds)

    async def open(self, door: int, deadline_seconds: float) -> OpenResult:
        return await self._bank.open(door, deadline_seconds)


class _WrongDoor(_Through):
    async def open(self, door: int, deadline_seconds: float) -> OpenResult:
        return await self._bank.open(door % max(len(self._bank.doors()), 1) + 1, deadline_seconds)


class _Twice(_Through):
    async def open(self, door: int, deadline_seconds: float) -> OpenResult:
        result = await self._bank.open(door, deadline_seconds)
        for _ in range(2):  # one more than the two pulses that an opening may have
            await self._bank.open(door, deadline_seconds)
        return result


class _Swallowed(_Through):
    """Doors that its own pulses did not open are told as closed, whatever the board says."""

    def __init__(self, bank: LockerBank) -> None:
        super().__init__(bank)
        self._opened: set[int] = set()

    def listen(self, listener: Listener) -> None:
        def told(fact: Fact) -> None:
            if not (isinstance(fact, DoorChanged) and fact.state is DoorState.OPEN and fact.door not in self._opened):
                listener(fact)

        self._bank.listen(told)

    def doors(self) -> Mapping[int, DoorState]:
        return self._shut(self._bank.doors())

    async def ask_doors(self, deadline_seconds: float) -> Mapping[int, DoorState]:
        return self._shut(await self._bank.ask_doors(deadline_seconds))

    async def open(self, door: int, deadline_seconds: float) -> OpenResult:
        self._opened.add(door)
        return await super().open(door, deadline_seconds)

    def _shut(self, states: Mapping[int, DoorState]) -> Mapping[int, DoorState]:
        hidden = {door for door, state in states.items() if state is DoorState.OPEN} - self._opened
        return {**states, **dict.fromkeys(hidden, DoorState.CLOSED)}


class _Reopens(_Through):
    """`last`: the door that each board's lock was pulsed for last, over all lives."""

    def __init__(self, bank: LockerBank, last: dict[str, int]) -> None:
        super().__init__(bank)
        self._last = last
        self._again: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await super().start()
        if self.name in self._last:
            self._again = asyncio.create_task(self._open_again(self._last[self.name]))

    async def stop(self) -> None:
        if self._again is not None:
            self._again.cancel()
            await asyncio.gather(self._again, return_exceptions=True)
        await super().stop()

    async def open(self, door: int, deadline_seconds: float) -> OpenResult:
        self._last[self.name] = door
        return await super().open(door, deadline_seconds)

    async def _open_again(self, door: int) -> None:
        await asyncio.sleep(REOPENS_AFTER_SECONDS)
        await self._bank.open(door, REOPENS_AFTER_SECONDS)


_IN_THE_WAY: Mapping[Sabotage, type[_Through]] = {
    Sabotage.WRONG_DOOR: _WrongDoor,
    Sabotage.TWICE: _Twice,
    Sabotage.SWALLOWED: _Swallowed,
}


def sabotaged(sabotage: Sabotage, devices: Mapping[str, Device], last: dict[str, int]) -> dict[str, Device]:
    """The devices with that fault in the way of their boards. `last`: kept from life to life."""
    banks = {name: cast(LockerBank, device) for name, device in devices.items() if LockerBank in type(device).__mro__}
    if sabotage is Sabotage.REOPENS:
        return {**devices, **{name: _Reopens(bank, last) for name, bank in banks.items()}}
    through = _IN_THE_WAY.get(sabotage, _Through)
    return {**devices, **{name: through(bank) for name, bank in banks.items()}}
