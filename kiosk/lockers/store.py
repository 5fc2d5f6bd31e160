"""What lies in which cell, and the cells' own story: the tables of a cabinet in the journal's file, and their mirror.

Every change of these tables is in one transaction with the event that tells it. `Contents` mirrors them in memory and
is changed only once a transaction is durable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

import apsw

from drivers.facts import DoorState
from kiosk.journal import Transaction
from kiosk.lockers.events import CellSet, DoorMoved

HISTORY_MOVES = 20  # kept of each door


class Lies(StrEnum):
    PUTTING = "putting"  # a deposit is under way
    UNSURE = "unsure"  # a deposit that nobody confirmed: look inside
    INSIDE = "inside"
    GONE = "gone"  # collected; remembered until the centre has ended it


@dataclass(frozen=True, slots=True)
class Kept:
    """A parcel. `intent`, `way`: by which its receiver opened the door that is not shut yet. `by`: who puts it in."""

    parcel: str
    cell: int
    lies: Lies
    doubt: str = ""
    receipt: str = ""
    intent: str = ""
    way: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class KeptCell:
    """`door`: "open" or "closed" as seen last, empty before; `unseen`: that it cannot be seen was told since."""

    cell: int
    door: str = ""
    unseen: bool = False
    pulses: int = 0
    disabled: bool = False
    reason: str = ""
    fault: str = ""


@cache
def untouched(number: int) -> KeptCell:
    """A cell of which nothing is written."""
    return KeptCell(number)


class Contents:
    """The tables' mirror."""

    def __init__(self, parcels: Iterable[Kept] = (), cells: Iterable[KeptCell] = ()) -> None:
        self.parcels: dict[str, Kept] = {}
        self._cells = {cell.cell: cell for cell in cells}
        self._in_cell: dict[int, Kept] = {}
        for kept in parcels:
            self.put(kept)

    @property
    def empty(self) -> bool:
        """Nothing was ever kept here."""
        return not self._cells and not self.parcels

    @property
    def inside(self) -> tuple[Kept, ...]:
        """What lies, or may lie, in a cell."""
        return tuple(self._in_cell.values())

    def cell(self, number: int) -> KeptCell:
        return self._cells.get(number) or untouched(number)

    def in_cell(self, number: int) -> Kept | None:
        """What lies there, or may lie there."""
        return self._in_cell.get(number)

    def change_cell(self, number: int, **fields: Any) -> None:
        self._cells[number] = replace(self.cell(number), **fields)

    def change(self, parcel: str, **fields: Any) -> None:
        """Nothing for a parcel that has been dropped."""
        if parcel in self.parcels:
            self.put(replace(self.parcels[parcel], **fields))

    def put(self, kept: Kept) -> None:
        self.drop(kept.parcel)
        self.parcels[kept.parcel] = kept
        if kept.lies is not Lies.GONE:
            self._in_cell[kept.cell] = kept

    def drop(self, parcel: str) -> None:
        before = self.parcels.pop(parcel, None)
        if before is not None and self._in_cell.get(before.cell) is before:
            del self._in_cell[before.cell]


def read(sql: apsw.Connection) -> Contents:
    parcels = [
        Kept(row[0], row[1], Lies(row[2]), *row[3:])
        for row in sql.execute("SELECT parcel, cell, lies, doubt, receipt, intent, way, staff FROM locker_parcels")
    ]
    cells = [
        KeptCell(cell, door, bool(unseen), pulses, bool(disabled), reason, fault)
        for cell, door, unseen, pulses, disabled, reason, fault in sql.execute(
            "SELECT cell, door, unseen, pulses, disabled, reason, fault FROM locker_cells"
        )
    ]
    return Contents(parcels, cells)


def put(tx: Transaction, kept: Kept) -> None:
    """Raises apsw.ConstraintError when something else lies in that cell."""
    tx.sql.execute("DELETE FROM locker_parcels WHERE parcel = ?", (kept.parcel,))
    tx.sql.execute("INSERT INTO locker_parcels VALUES (?, ?, ?, ?, ?, ?, ?, ?)", astuple(kept))


def drop(tx: Transaction, parcel: str) -> None:
    tx.sql.execute("DELETE FROM locker_parcels WHERE parcel = ?", (parcel,))


def forget(tx: Transaction, parcel: str) -> None:
    """The centre has ended it: neither the parcel nor what the centre said of it is needed any more."""
    drop(tx, parcel)
    tx.sql.execute("DELETE FROM feed WHERE kind = 'parcel' AND key = ?", (parcel,))


def opened_by(tx: Transaction, parcel: str, intent: str, way: str) -> None:
    """Its receiver has opened the door; with two empty words: the door is shut again, and it was not taken."""
    tx.sql.execute("UPDATE locker_parcels SET intent = ?, way = ? WHERE parcel = ?", (intent, way, parcel))


def doubt(tx: Transaction, parcel: str, why: str) -> None:
    tx.sql.execute("UPDATE locker_parcels SET doubt = ? WHERE parcel = ?", (why, parcel))


def count_pulse(tx: Transaction, cell: int) -> None:
    tx.sql.execute(
        "INSERT INTO locker_cells (cell, pulses) VALUES (?, 1) ON CONFLICT DO UPDATE SET pulses = pulses + 1", (cell,)
    )


def set_fault(tx: Transaction, cell: int, fault: str) -> None:
    tx.sql.execute(
        "INSERT INTO locker_cells (cell, fault) VALUES (?, ?) ON CONFLICT DO UPDATE SET fault = excluded.fault",
        (cell, fault),
    )


def set_cell(tx: Transaction, told: CellSet) -> None:
    """Taken out of use, or back into it: then its fault is over too."""
    tx.sql.execute(
        "INSERT INTO locker_cells (cell, disabled, reason) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET"
        " disabled = excluded.disabled, reason = excluded.reason, fault = iif(excluded.disabled, fault, '')",
        (told.cell, told.disabled, told.reason),
    )
    tx.event(told)


def moved(tx: Transaction, movement: DoorMoved) -> None:
    """The movement's event, its line in the door's history, and how the door stands since."""
    tx.event(movement)
    unseen = movement.state == DoorState.UNKNOWN
    tx.sql.execute(
        "INSERT INTO locker_cells (cell, door, unseen) VALUES (?1, iif(?3, '', ?2), ?3)"
        " ON CONFLICT DO UPDATE SET door = iif(?3, door, ?2), unseen = ?3",
        (movement.cell, movement.state, unseen),
    )
    tx.sql.execute(
        "INSERT INTO locker_moves (cell, state, cause, at) VALUES (?, ?, ?, ?)",
        (movement.cell, movement.state, movement.cause, tx.stamp.at),
    )
    tx.sql.execute(
        "DELETE FROM locker_moves WHERE cell = ?1 AND n NOT IN"
        " (SELECT n FROM locker_moves WHERE cell = ?1 ORDER BY n DESC LIMIT ?2)",
        (movement.cell, HISTORY_MOVES),
    )


def history(sql: apsw.Connection, cell: int) -> list[dict[str, int | str]]:
    """The door's last movements, oldest first: cell, state, cause, at."""
    rows = sql.execute("SELECT cell, state, cause, at FROM locker_moves WHERE cell = ? ORDER BY n", (cell,))
    return [{"cell": cell, "state": state, "cause": cause, "at": at} for cell, state, cause, at in rows]
