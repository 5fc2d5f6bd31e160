"""What is known of a board's doors, and why one moved. Pure: times are given. Fed by `board.py`.

A door's state is believed when two answers in a row agree on it, since a checksum of one byte, or none, lets noise
through. An answer that may be older than what is known already is not taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from drivers.facts import Cause, DoorState


@dataclass(frozen=True, slots=True)
class Moved:
    door: int
    state: DoorState
    cause: Cause


@dataclass(slots=True)
class _Door:
    told: DoorState = DoorState.UNKNOWN
    told_as_of: float = -inf  # of the last answer that said so
    seen: DoorState = DoorState.UNKNOWN  # by the last answer
    seen_as_of: float = -inf
    seen_at: float = -inf  # when the first answer of those that say so came
    agreed_as_of: float = -inf  # of the older of the last two answers, if they agree
    pulsed_at: float | None = None


class Doors:
    """`opens_within_seconds`: how long after its pulse a door's opening counts as commanded."""

    def __init__(self, opens_within_seconds: float) -> None:
        self._opens_within_seconds = opens_within_seconds
        self._doors: dict[int, _Door] = {}
        self._away_at = -inf
        self._known: dict[int, DoorState] | None = None  # as last asked for, while that holds

    def count_to(self, doors: int) -> None:
        """The board has so many doors, from 1."""
        self._known = None
        self._doors = {door: self._doors.get(door, _Door()) for door in range(1, doors + 1)}

    @property
    def unsure(self) -> bool:
        """Whether the last answer said something of a door that no second one has confirmed yet."""
        return any(door.seen is not door.told for door in self._doors.values())

    def __len__(self) -> int:
        return len(self._doors)

    def known(self) -> Mapping[int, DoorState]:
        """Each door's state as it was told; unknown if no answer has said the same since the board was away."""
        if self._known is None:
            self._known = {
                number: door.told if door.told_as_of >= self._away_at else DoorState.UNKNOWN
                for number, door in self._doors.items()
            }
        return self._known

    def states(self, since: float) -> dict[int, DoorState]:
        """Each door's state; unknown if no two answers that agree hold as of `since` or later."""
        return {
            number: door.told if door.agreed_as_of >= since else DoorState.UNKNOWN
            for number, door in self._doors.items()
        }

    def disagrees(self, door: int, state: DoorState) -> bool:
        known = self._doors.get(door)
        return known is not None and state is not DoorState.UNKNOWN and known.told is not state

    def looked_away(self, now: float) -> None:
        """The board was out of reach until now."""
        self._away_at = now
        self._known = None

    def pulsed(self, door: int, now: float) -> None:
        if door in self._doors:
            self._doors[door].pulsed_at = now

    def observe(self, number: int, state: DoorState, as_of: float, now: float) -> Moved | None:
        """An answer came `now` and holds as of `as_of`. What is sure by it and was told otherwise before."""
        door = self._doors.get(number)
        if door is None or state is DoorState.UNKNOWN or as_of < door.seen_as_of:
            return None
        agrees = state is door.seen
        door.agreed_as_of = door.seen_as_of if agrees else -inf
        if not agrees:
            door.seen, door.seen_at = state, now
        door.seen_as_of = as_of
        if state is door.told:
            if door.told_as_of < self._away_at:
                self._known = None
            door.told_as_of = as_of
            return None
        if not agrees:
            return None
        cause = self._cause(door, state)
        door.told, door.told_as_of = state, as_of
        self._known = None
        return Moved(number, state, cause)

    def _cause(self, door: _Door, state: DoorState) -> Cause:
        """It moved after the last answer that told the old state, and before the first that told the new one."""
        pulsed_at = door.pulsed_at
        if state is DoorState.OPEN and pulsed_at is not None:
            until = pulsed_at + self._opens_within_seconds
            if pulsed_at <= door.seen_at <= until:
                return Cause.COMMAND
            if pulsed_at <= door.seen_at and door.told_as_of <= until:
                return Cause.UNKNOWN  # by our pulse or after it, nobody looked
        if door.told is DoorState.UNKNOWN or door.told_as_of < self._away_at:
            return Cause.UNKNOWN
        return Cause.HAND
