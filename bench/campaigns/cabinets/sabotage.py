"""Faults that are put into the terminal on purpose, to prove that the judge finds them: one a schedule, between the
terminal's services and its boards.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import cast

from drivers.facts import DeviceChanged, DoorChanged, DoorState, Fact
from drivers.roles import Device, Listener, LockerBank, OpenResult


class Sabotage(StrEnum):
    WRONG_DOOR = "wrong_door"  # the neighbour's lock is pulsed
    TWICE = "twice"  # each opening pulses the lock once more, without an intent
    LOST_INTENT = "lost_intent"  # the judge is shown a journal without one of its intents
    REOPENS = "reopens"  # after a start, the last opening before it is made again
    LATE_COMMAND = "late_command"  # the terminal's clock is held back when it looks at an order's expiry
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
    def listen(self, listener: Listener) -> None:
        def told(fact: Fact) -> None:
            if not isinstance(fact, DoorChanged):
                listener(fact)

        self._bank.listen(told)


_IN_THE_WAY: Mapping[Sabotage, type[_Through]] = {
    Sabotage.WRONG_DOOR: _WrongDoor,
    Sabotage.TWICE: _Twice,
    Sabotage.SWALLOWED: _Swallowed,
}


def sabotaged(sabotage: Sabotage, devices: Mapping[str, Device]) -> dict[str, Device]:
    """The devices with that fault in the way of their boards."""
    through = _IN_THE_WAY.get(sabotage)
    if through is None:
        return dict(devices)
    banks = {name: cast(LockerBank, device) for name, device in devices.items() if LockerBank in type(device).__mro__}
    return {**devices, **{name: through(bank) for name, bank in banks.items()}}
