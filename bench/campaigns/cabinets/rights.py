"""Who may have which door opened at this moment, by what people did: nothing else may pulse a lock.

A person's act gives a right to some cells, for so many pulses; the first pulse narrows it to its cell. The right ends
when the person goes, when the power goes, and when an order expires.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PULSES_AN_OPENING = 2


@dataclass(slots=True)
class Right:
    """`cells`: any one of them, unless `each`. `until`: seconds of the bench's clock; None: until it is revoked.

    `emptied`: cells whose parcel (by its id) its receiver has had already: they may open once more only as long as the
    terminal has not seen that. `begun`: when it was given. `receivers`: it is somebody's who takes what is theirs;
    `whose`: their name.
    """

    why: str
    cells: frozenset[int]
    each: bool = False
    until: float | None = None
    pulses: int = PULSES_AN_OPENING
    used: dict[int, int] | None = None
    emptied: Mapping[int, str] = field(default_factory=dict)
    begun: float = 0.0
    receivers: bool = False
    whose: str = ""

    def covers(self, cell: int, now: float) -> bool:
        used = self.used or {}
        if cell not in self.cells or (self.until is not None and now > self.until):
            return False
        if not self.each and used and cell not in used:
            return False
        return used.get(cell, 0) < self.pulses

    def use(self, cell: int) -> None:
        self.used = self.used or {}
        self.used[cell] = self.used.get(cell, 0) + 1

    def renew(self, cell: int) -> None:
        """Its holder asks for this door once more."""
        if self.used:
            self.used[cell] = 0


class Rights:
    def __init__(self) -> None:
        self._live: list[Right] = []

    def give(self, right: Right) -> Right:
        self._live.append(right)
        return right

    def end(self, right: Right) -> None:
        if right in self._live:
            self._live.remove(right)

    def end_all(self) -> None:
        """The power is gone: only an order that has not reached the terminal yet may still open something, in time."""
        self._live = [right for right in self._live if right.until is not None and not right.receivers]

    def end_visits(self) -> None:
        """Nobody stands there any more; what has an end of its own goes on until then."""
        self._live = [right for right in self._live if right.until is not None]

    def use(self, cell: int, now: float) -> Right | None:
        """The right that this pulse is by; None: nobody has one."""
        for right in reversed(self._live):
            if right.covers(cell, now):
                right.use(cell)
                return right
        return None

    def told(self) -> str:
        return "; ".join(f"{right.why}: {sorted(right.cells)}" for right in self._live) or "nobody may open anything"
