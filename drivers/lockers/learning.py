"""Learn at installation what a board's sensor means, by one known door. Between `trying.py` and `pulsing.py`.

A pulse can open a door and never close it. So if the sensor's bit changes around a pulse, what it changed to is "open".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from drivers.lockers.pulsing import opening_of
from drivers.roles import Outcome

if TYPE_CHECKING:
    from drivers.lockers.board import LockBoard


@dataclass(frozen=True, slots=True)
class Learned:
    """`settings`: key -> value, to be pasted. Empty unless DONE."""

    outcome: Outcome
    error: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)


async def learn_polarity(board: LockBoard[Any], door: int, ends: float) -> Learned:
    """Pulse the closed `door`, and see what its bit becomes. Ends by `ends`, on the board's clock. Never raises."""
    opening, result = await opening_of(board, door, ends, open_signal=None)
    if opening.opened:
        board.understood_as(opening.after[-1])
        return Learned(Outcome.DONE, None, board.polarity(opening.after[-1]), result.evidence)
    if opening.settled:
        # Open already, or stuck: the bit says the same before and after, so it says nothing.
        return Learned(Outcome.FAILED, "locker.did_not_open", {}, result.evidence)
    return Learned(result.outcome, result.error, {}, result.evidence)
