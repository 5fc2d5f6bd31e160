"""After a start: what the boards say, laid beside what the journal says. Nothing is pulsed."""

from __future__ import annotations

import asyncio

from drivers.facts import Cause
from drivers.roles import LockerBank
from kiosk.lockers import store
from kiosk.lockers.movements import Movements
from kiosk.lockers.works import Works

JOURNAL_LOST = "journal_lost"


async def reconcile(works: Works, movements: Movements) -> None:
    """Ask every board for every door, all at once. A board that is away is compared when it comes back: its driver
    tells every door then."""
    await asyncio.gather(*(_ask(works, movements, name, bank) for name, bank in works.banks.items()))


async def _ask(works: Works, movements: Movements, name: str, bank: LockerBank) -> None:
    states = await bank.ask_doors(works.settings.open_deadline_seconds)
    for door, state in sorted(states.items()):
        cell = works.cells.get((name, door))
        if cell is not None:
            movements.saw(cell, state, Cause.UNKNOWN)


def distrust_cells(works: Works) -> None:
    """The journal before this one was lost, and with it what lies where: no cell is given away until somebody has
    looked into it and put it back into use."""
    for cell in works.places:
        if not works.contents.cell(cell).fault:
            _distrust(works, cell)


def _distrust(works: Works, cell: int) -> None:
    works.record.tell(
        lambda tx: store.set_fault(tx, cell, JOURNAL_LOST),
        lambda: works.contents.change_cell(cell, fault=JOURNAL_LOST),
    )


def strangers(works: Works) -> list[int]:
    """Cells in which something lies, by the tables, and that the settings do not have (any more)."""
    inside = {kept.cell for kept in works.contents.parcels.values() if works.contents.in_cell(kept.cell) is kept}
    return sorted(inside - works.places.keys())
