"""What the parts of a cabinet share: its cells and boards, its tables' mirror, the centre's parcels, the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from structlog.typing import FilteringBoundLogger

from drivers.facts import DoorState, Link
from drivers.roles import LockerBank
from kiosk.clock import Clock
from kiosk.journal import Journal
from kiosk.lockers.alarms import Alarms
from kiosk.lockers.doors import Doors
from kiosk.lockers.hall_time import HallTime
from kiosk.lockers.parcels import Parcels
from kiosk.lockers.record import Record
from kiosk.lockers.store import Contents
from kiosk.settings.lockers import LockerCell, Lockers

if TYPE_CHECKING:
    from kiosk.lockers.openings import Opening

THERE = (Link.ONLINE,)


@dataclass(slots=True)
class Works:
    """`held`: openings that have not ended, by cell. `changed`: how the cabinet stands is another now. `orders_from`:
    monotonic seconds; an earlier order to open may be one that a lost journal carried out."""

    journal: Journal
    record: Record
    banks: Mapping[str, LockerBank]
    settings: Lockers
    clock: Clock
    time: HallTime
    log: FilteringBoundLogger
    parcels: Parcels
    doors: Doors
    alarms: Alarms
    changed: Callable[[], None]
    code: str  # this terminal's
    contents: Contents = field(default_factory=Contents)
    held: dict[int, Opening] = field(default_factory=dict)
    orders_from: float = 0.0
    places: dict[int, LockerCell] = field(init=False)
    cells: dict[tuple[str, int], int] = field(init=False)  # by board and door

    def __post_init__(self) -> None:
        self.places = {cell.number: cell for cell in self.settings.cells}
        self.cells = {(cell.board, cell.door): cell.number for cell in self.settings.cells}

    def bank(self, cell: int) -> LockerBank:
        return self.banks[self.places[cell].board]

    def give_back(self, cell: int, before: Opening | None) -> None:
        """The opening that held it never began: whoever held it before does again."""
        if before is None:
            del self.held[cell]
        else:
            self.held[cell] = before

    def away(self, board: str) -> bool:
        return self.banks[board].condition().link not in THERE

    def door(self, cell: int) -> DoorState:
        """As last heard; UNKNOWN while its board is away."""
        place = self.places[cell]
        return self.banks[place.board].doors().get(place.door, DoorState.UNKNOWN)

    def something(self, cell: int) -> bool | None:
        """The item sensor's word; None: there is none, or its board is away."""
        place = self.places[cell]
        return self.banks[place.board].items().get(place.door)
