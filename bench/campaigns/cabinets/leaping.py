"""The event loop that a schedule lives in: time leaps to the next thing to do, and the power can be cut between any two
turns of it.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.technician.virtual_time import VirtualLoop


class CabinetLoop(VirtualLoop):
    """`busy`: whether the journal's thread has something to do; time stands still until it has done it."""

    def __init__(self) -> None:
        self.turns = 0
        self.busy: Callable[[], bool] = lambda: False
        self._due: tuple[int, Callable[[], None]] | None = None
        super().__init__()

    def after_turns(self, count: int, call: Callable[[], None]) -> None:
        """Call this once, between two turns, so many turns from now; instead of what was to be called before."""
        self._due = (self.turns + count, call)

    def call_off(self) -> None:
        """What was to be called is not."""
        self._due = None

    def pass_by(self, seconds: float) -> None:
        """Time goes on at once, as if the machine had slept: whatever was due in it happens now."""
        self.seconds += seconds

    def stands_still(self) -> bool:
        still = super().stands_still() or self.busy()
        if not still:
            self.turns += 1
            if self._due is not None and self.turns >= self._due[0]:
                call, self._due = self._due[1], None
                call()
        return still
