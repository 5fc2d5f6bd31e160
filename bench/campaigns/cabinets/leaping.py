"""The event loop that a schedule lives in: time leaps to the next thing to do, and the power can be cut between any two
turns of it.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.technician.virtual_time import VirtualLoop


class CabinetLoop(VirtualLoop):
    """`busy`: whether the journal's thread has something to do; time stands still until it has done it."""

    has_ports = False

    def __init__(self) -> None:
        self.busy: Callable[[], bool] = lambda: False
        self._due: tuple[float, int, Callable[[], None]] | None = None  # when, turns still to come, what
        super().__init__()

    def call_after(self, seconds: float, turns: int, call: Callable[[], None]) -> None:
        """Call this once, so many turns after the first one of that time; instead of what was to be called before."""
        self._due = (self.seconds + seconds, turns, call)

    def call_off(self) -> None:
        """What was to be called is not."""
        self._due = None

    def pass_by(self, seconds: float) -> None:
        """Time goes on at once, as if the machine had slept: whatever was due in it happens now."""
        self.seconds += seconds

    def stands_still(self) -> bool:
        still = super().stands_still() or self.busy()
        if not still and self._due is not None and self.seconds >= self._due[0]:
            at, turns, call = self._due
            self._due = (at, turns - 1, call) if turns > 0 else None
            if turns <= 0:
                call()
        return still
