"""Which lock opens which cell, by the settings of this start and of the one before. Read at a cabinet's start.

Nobody can see from inside whether a board was replaced by one that counts its doors in another way, or whether cells
were renumbered with something in them. So a cell that hangs on another lock than before is not opened for its receiver,
and nothing is put in there, until a technician has looked and put it back into use.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kiosk.journal import Transaction
from kiosk.lockers import store, store_notes
from kiosk.lockers.works import Works

REWIRED = "rewired"

Locks = Mapping[int, str]  # by cell


def locks(works: Works) -> dict[int, str]:
    """By the settings as they are: the board, its driver, the door on it."""
    drivers = {name: bank.condition().driver for name, bank in works.banks.items()}
    return {number: f"{cell.board} {drivers[cell.board]} {cell.door}" for number, cell in works.places.items()}


def rewired(before: Locks, now: Locks, holding: Collection[int]) -> set[int]:
    """Cells with another lock than before, if something lies there, or lay behind that lock. `before` empty: nothing is
    known of it."""
    behind = {before[cell] for cell in holding if cell in before}
    other = {cell for cell, lock in now.items() if before and before.get(cell) != lock}
    return {cell for cell in other if cell in holding or now[cell] in behind}


def keep(tx: Transaction, now: Locks) -> None:
    """For the next start; also of cells that the settings do not have any more, while something lies there."""
    before: dict[str, str] = store_notes.noted(tx.sql, store_notes.LOCKS) or {}
    holding = {kept.cell for kept in store.read(tx.sql).inside}
    known = {cell: lock for cell, lock in before.items() if int(cell) in holding}
    store_notes.note(tx, store_notes.LOCKS, known | {str(cell): lock for cell, lock in now.items()})
