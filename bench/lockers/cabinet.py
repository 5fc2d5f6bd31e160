"""The doors behind a simulated lock board: springs, hands, sensors. What time does is worked out when it is asked."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

PULSES_KEPT = 10_000


@dataclass(slots=True)
class Door:
    open: bool = False
    springs_at: float | None = None  # it was pulsed, and opens then
    item: bool = False
    stuck_sensor: bool | None = None  # what the sensor says whatever the door does


@dataclass(slots=True)
class Cabinet:
    """`doors`, from 1. `spring_seconds`: from the pulse until the sensor sees the door open."""

    count: int
    spring_seconds: float = 0.03
    stuck: bool = False  # locks click, and doors stay shut
    doors: dict[int, Door] = field(init=False)
    pulses: deque[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.doors = {number: Door() for number in range(1, self.count + 1)}
        self.pulses = deque(maxlen=PULSES_KEPT)

    def pulse(self, number: int, now: float) -> None:
        """The lock is powered. A door that the cabinet does not have is none of its business."""
        door = self.doors.get(number)
        if door is None:
            return
        self.pulses.append({"door": number, "at": round(now, 3)})
        if not self.stuck and not self.is_open(number, now):
            door.springs_at = now + self.spring_seconds

    def is_open(self, number: int, now: float) -> bool:
        door = self.doors.get(number)
        return door is not None and (door.open or (door.springs_at is not None and door.springs_at <= now))

    def senses_open(self, number: int, now: float) -> bool:
        """What the sensor says."""
        door = self.doors.get(number)
        if door is None or door.stuck_sensor is None:
            return self.is_open(number, now)
        return door.stuck_sensor

    def move(self, number: int, now: float, *, opens: bool) -> bool:
        """A hand pulls or shuts the door; whether that moved it."""
        door, was_open = self.doors[number], self.is_open(number, now)
        door.open, door.springs_at = opens, None
        return was_open is not opens

    def stick_sensors(self, now: float, *, on: bool) -> None:
        for number, door in self.doors.items():
            door.stuck_sensor = self.is_open(number, now) if on else None
