"""Which free cell a parcel goes into. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.facts import DoorState
from kiosk.lockers.cells import CellState
from kiosk.lockers.wire import CellSize

SIZES = tuple(CellSize)  # from small to large


def choose(cells: Iterable[CellState], size: CellSize, low: bool) -> int | None:
    """The number of a free cell that fits, or None.

    Its own size before larger ones; for whom it must be `low`, what can be reached comes before the size. Then a door
    that is seen to be shut before one that nobody sees, and the least worn lock.
    """
    fitting = [cell for cell in cells if cell.free and SIZES.index(cell.size) >= SIZES.index(size)]

    def rank(cell: CellState) -> tuple[bool, int, bool, int, int]:
        out_of_reach = low and not cell.reachable
        return out_of_reach, SIZES.index(cell.size), cell.door is not DoorState.CLOSED, cell.pulses, cell.number

    return min(fitting, key=rank).number if fitting else None
