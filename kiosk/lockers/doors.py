"""Why a door moved: what the boards report, laid beside the pulses that were sent. Times are given; no device here.

One pulse explains one opening of its own door, from its intent until `late_seconds` after its end. What nothing
explains was a hand, or nobody looked.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.facts import Cause, DoorState
from kiosk.lockers.events import Moved
from kiosk.lockers.store import KeptCell


@dataclass(frozen=True, slots=True)
class Movement:
    """`first`: the first sight of this door in this life. `unexplained`: it was shut, is open, and nobody opened it."""

    cell: int
    state: DoorState
    cause: Moved
    intent: str = ""
    first: bool = False
    unexplained: bool = False


@dataclass(slots=True)
class _Pulse:
    intent: str
    until: float | None = None  # None: it is not ended yet


class Doors:
    """Every door of a cabinet, by its cell."""

    def __init__(self, late_seconds: float) -> None:
        self._late_seconds = late_seconds
        self._last: dict[int, DoorState] = {}  # open or closed, as seen last
        self._unseen: set[int] = set()  # told that it cannot be seen any more
        self._seen: set[int] = set()  # in this life
        self._pulses: dict[int, list[_Pulse]] = {}
        self._opened_by: dict[int, str] = {}
        self._open_ended: dict[int, str] = {}  # perhaps opened by that intent, and not seen since

    def settle(self, cell: KeptCell, unfinished: str, now: float) -> None:
        """What was known before this start; `unfinished`: an intent of this door without an end, or nothing."""
        if cell.door:
            self._last[cell.cell] = DoorState(cell.door)
        if cell.unseen:
            self._unseen.add(cell.cell)
        if unfinished:
            self._open_ended[cell.cell] = unfinished
            self._pulses[cell.cell] = [_Pulse(unfinished, now + self._late_seconds)]

    def seen(self, cell: int) -> bool:
        """Whether a sensor has ever said how this door stands."""
        return cell in self._last

    def shut(self, cell: int) -> bool:
        return self._last.get(cell) is DoorState.CLOSED

    def pulsing(self, cell: int, intent: str) -> None:
        """From now on its opening is ours."""
        self._pulses.setdefault(cell, []).append(_Pulse(intent))

    def news(self, cell: int, state: DoorState) -> bool:
        """Whether `saw` would learn something from this state."""
        if state is DoorState.UNKNOWN:
            return False
        return self._last.get(cell) is not state or cell in self._unseen or cell in self._open_ended

    def pulsed(self, cell: int, intent: str, now: float, *, left: bool, known: bool) -> None:
        """The pulse has its end; `left`: it can have reached the board; `known`: a sensor said what came of it."""
        if left and not known:
            self._open_ended[cell] = intent
        for pulse in self._pulses.get(cell, []):
            if pulse.intent == intent:
                pulse.until = now + self._late_seconds
        if not left:
            self._pulses[cell] = [pulse for pulse in self._pulses.get(cell, []) if pulse.intent != intent]

    def may_still_open(self, cell: int, now: float) -> bool:
        """Whether a pulse of this door may explain an opening yet to come."""
        return any(pulse.until is None or now <= pulse.until for pulse in self._pulses.get(cell, []))

    def lost(self, cell: int) -> Movement | None:
        """Its board has been away for too long: nobody can see it. None: that was told."""
        if cell in self._unseen or cell not in self._last:
            return None
        self._unseen.add(cell)
        return Movement(cell, DoorState.UNKNOWN, Moved.UNKNOWN)

    def saw(self, cell: int, state: DoorState, cause: Cause, now: float) -> Movement | None:
        """What that means. None: nothing moved, or nobody knows how it stands."""
        if state is DoorState.UNKNOWN:
            return None
        before, unseen, first = self._last.get(cell), cell in self._unseen, cell not in self._seen
        self._seen.add(cell)
        unfinished = self._open_ended.pop(cell, "")
        if before is state and not unseen:
            return None
        self._unseen.discard(cell)
        self._last[cell] = state
        looked = Moved.HAND if cause is Cause.HAND and not first else Moved.UNKNOWN
        if state is DoorState.CLOSED or before is state:
            return Movement(cell, state, looked, self._opened_by.get(cell, ""), first)
        pulse = self._explaining(cell, cause, now)
        if pulse is not None:
            self._pulses.pop(cell, None)
        intent = pulse.intent if pulse else "" if looked is Moved.HAND else unfinished
        self._opened_by[cell] = intent
        if pulse is not None:
            return Movement(cell, state, Moved.COMMAND, intent, first)
        return Movement(cell, state, looked, intent, first, unexplained=not intent and before is DoorState.CLOSED)

    def _explaining(self, cell: int, cause: Cause, now: float) -> _Pulse | None:
        """An ended pulse explains whatever the driver thinks, one under way not what a hand did before it left."""
        explain = [
            pulse
            for pulse in self._pulses.get(cell, [])
            if (pulse.until is None and cause is not Cause.HAND) or (pulse.until is not None and now <= pulse.until)
        ]
        return explain[-1] if explain else None
