"""A cabinet at one instant, as frozen values: what the boards say, what lies where, what may be given away. Pure.

Made by kiosk/lockers/cabinet.py from its tables, the feed and the boards; read by the visits, by `choosing.py` and by
whoever shows a cabinet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drivers.facts import DoorState
from kiosk.lockers.events import Alarm
from kiosk.lockers.wire import CellSize, ParcelBody, ParcelFor, Standing

SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies in a cell, by the terminal's own word. `body`: what the centre says of it; None: nothing (any more).

    `doubt`: why nobody can be sure that it (still) lies there, empty when it does: "restart" (a deposit or a pickup was
    cut off), "disputed" (its receiver said that the cell was empty), "not_confirmed" (staff did not say what it did
    there), "unseen" (pulsed for its receiver, and no sensor said anything). Neither it nor its cell is given away;
    staff who looks ends the doubt.
    """

    parcel: str
    cell: int
    body: ParcelBody | None = None
    receipt: str = ""  # of supplementary papers that were left here
    doubt: str = ""
    deposited: bool = True  # False: a deposit under way, or one that nobody confirmed; no code opens for it

    @property
    def supplement(self) -> bool:
        return bool(self.receipt) or (self.body is not None and self.body.for_ is ParcelFor.SUPPLEMENT)

    @property
    def for_pickup(self) -> bool:
        """Whether its receiver may open for it."""
        body = self.body
        return self.deposited and body is not None and body.for_ is ParcelFor.PICKUP and body.standing is Standing.OPEN

    def overdue_days(self, now: datetime) -> int:
        """Full days since it ran out, counted from 1; 0: it has not, or nobody said when it does."""
        try:
            since = now - datetime.fromisoformat(self.body.expires_at) if self.body else None
        except (ValueError, TypeError):  # no expiry, or one without an offset
            return 0
        return 0 if since is None or since.total_seconds() < 0 else int(since.total_seconds() // SECONDS_A_DAY) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CellState:
    """One cell. `door`: as last heard, UNKNOWN while its board is away; `board_away`: nothing can be opened there."""

    number: int
    size: CellSize
    reachable: bool  # from a wheelchair
    door: DoorState
    board_away: bool = False
    something: bool | None = None  # the item sensor's word; None: there is none
    lying: Lying | None = None
    disabled: bool = False
    reason: str = ""  # why it is disabled
    fault: str = ""  # "did_not_open", "journal_lost"; empty: none
    held: bool = False  # by an opening that has not ended
    pulses: int = 0  # that its lock had: how worn it is

    @property
    def free(self) -> bool:
        """Whether something may be put in."""
        return not (
            self.lying
            or self.disabled
            or self.fault
            or self.held
            or self.board_away
            or self.something
            or self.door is DoorState.OPEN
        )


@dataclass(frozen=True, slots=True)
class CabinetState:
    cells: Mapping[int, CellState]  # by the number on the door
    alarms: frozenset[tuple[Alarm, int]]  # that stand; cell 0: the whole cabinet's
    now: datetime

    @property
    def free(self) -> dict[CellSize, int]:
        """How many cells of each size are free, from small to large; a size that the cabinet does not have is left
        out."""
        return {
            size: sum(cell.free for cell in self.cells.values() if cell.size is size)
            for size in CellSize
            if any(cell.size is size for cell in self.cells.values())
        }

    @property
    def inside(self) -> tuple[Lying, ...]:
        """Everything that lies here or may lie here, by cell; not what is being put in at this moment."""
        lying = (cell.lying for _, cell in sorted(self.cells.items()))
        return tuple(one for one in lying if one and (one.deposited or one.doubt))

    @property
    def overdue(self) -> int:
        return sum(lying.overdue_days(self.now) > 0 for lying in self.inside)

    @property
    def disabled(self) -> int:
        """Cells that are out of use: by somebody's word or by a fault."""
        return sum(cell.disabled or bool(cell.fault) for cell in self.cells.values())

    @property
    def open_doors(self) -> tuple[int, ...]:
        return tuple(sorted(number for number, cell in self.cells.items() if cell.door is DoorState.OPEN))
