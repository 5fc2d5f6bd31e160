"""What all simulated lock boards are: doors, hands, faults, power. A protocol makes answers of it, one a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from bench.lockers.cabinet import Cabinet
from bench.lockers.framing import Hearing
from bench.machine import Conversation, Said, WrongAct

STUCK_DOOR = {"stuck_door": "The lock clicks and the door stays shut."}
SENSOR_LIES = {"sensor_lies": "Every sensor stays at what it says now."}


class LockBoard(ABC):
    """`reports`: it tells by itself when a door moves. `items`: it senses what lies behind its doors."""

    kind = "lock_board"

    def __init__(
        self,
        address: int,
        doors: int,
        hearing: Hearing,
        *,
        spring_seconds: float,
        reports: bool = False,
        items: bool = False,
        faults: Mapping[str, str] | None = None,
    ) -> None:
        which = {"door": f"1 to {doors}"}
        self.faults: Mapping[str, str] = {**STUCK_DOOR, **SENSOR_LIES, **(faults or {})}
        self.acts: Mapping[str, Mapping[str, str]] = {
            "pull_door": which,
            "close_door": which,
            **({"put_in": which, "take_out": which} if items else {}),
        }
        self.address = address
        self.cabinet = Cabinet(doors, spring_seconds)
        self.on: set[str] = set()  # the faults that are switched on
        self._hearing = hearing
        self._reports = reports

    # --- the machine ---

    def power_up(self, now: float) -> Conversation:
        self._hearing.forget()
        self.forget()
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        said: list[Said] = []
        for command in self._hearing.commands(data, now):
            said += self.obey(command, now)
        return said

    def act(self, name: str, values: Mapping[str, Any], now: float) -> Conversation:
        if name not in self.acts:
            raise WrongAct(f"{name!r} is none of {', '.join(self.acts)}")
        number = values.get("door")
        door = self.cabinet.doors.get(number) if isinstance(number, int) else None
        if door is None or number is None:
            raise WrongAct(f"{name} needs a door from 1 to {self.cabinet.count}, not {number!r}")
        if name in ("put_in", "take_out"):
            door.item = name == "put_in"
            return ()
        moved = self.cabinet.move(number, now, opens=name == "pull_door")
        return self.tell_of(number, now) if moved and self._reports else ()

    def set_fault(self, name: str, now: float, *, on: bool) -> Conversation:
        if name not in self.faults:
            raise KeyError(name)
        (self.on.add if on else self.on.discard)(name)
        self.cabinet.stuck = "stuck_door" in self.on
        if name == "sensor_lies":
            self.cabinet.stick_sensors(now, on=on)
        return ()

    def state(self, now: float) -> dict[str, Any]:
        cabinet = self.cabinet
        state: dict[str, Any] = {
            "board": self.address,
            "doors": {str(number): "open" if cabinet.is_open(number, now) else "closed" for number in cabinet.doors},
            "pulses": list(cabinet.pulses),
        }
        if "put_in" in self.acts:
            state["items"] = {str(number): door.item for number, door in cabinet.doors.items()}
        return state

    # --- for a protocol ---

    def pulse(self, numbers: Sequence[int], now: float) -> Conversation:
        """Power these locks. What the board says of doors that spring open, if it reports."""
        said: list[Said] = []
        for number in numbers:
            was_open = self.cabinet.is_open(number, now)
            self.cabinet.pulse(number, now)
            if self._reports and not was_open and not self.cabinet.stuck and number in self.cabinet.doors:
                later = now + self.cabinet.spring_seconds
                said += [
                    Said(report.data, self.cabinet.spring_seconds, aside=True) for report in self.tell_of(number, later)
                ]
        return said

    def senses(self, now: float) -> list[bool]:
        """Every door's sensor, door 1 first: True is open."""
        return [self.cabinet.senses_open(number, now) for number in self.cabinet.doors]

    def forget(self) -> None:
        """What is lost without power."""
        return

    def tell_of(self, number: int, now: float) -> Conversation:
        """The report of a door that moved."""
        return ()

    @abstractmethod
    def obey(self, command: bytes, now: float) -> Conversation:
        """A whole, good command, perhaps for another board of the line."""
