"""After a start: what the boards say, laid beside what the journal says. Nothing is pulsed."""

from __future__ import annotations

import asyncio

from drivers.facts import Cause
from drivers.roles import LockerBank
from kiosk.lockers.movements import Movements
from kiosk.lockers.wiring import REWIRED, Locks, locks, rewired
from kiosk.lockers.works import Works

JOURNAL_LOST = "journal_lost"
ORDER_LONGEST_SECONDS = 60.0  # so long an order to open counts at most (central/parcels/orders.py)


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


def distrusted(works: Works, before: Locks) -> dict[int, str]:
    """Cells that are not given away until somebody has looked into them and put them back into use, with their fault:
    the journal before this one was lost, and with it what lies where and which orders were carried out; or they hang on
    other locks than `before`."""
    if works.journal.generation > 1 and works.contents.empty:
        works.orders_from = works.clock.monotonic() + ORDER_LONGEST_SECONDS
        return dict.fromkeys(works.places, JOURNAL_LOST)
    holding = {kept.cell for kept in works.contents.inside}
    return dict.fromkeys(rewired(before, locks(works), holding), REWIRED)


def strangers(works: Works) -> list[int]:
    """Cells in which something lies, by the tables, and that the settings do not have (any more)."""
    return sorted({kept.cell for kept in works.contents.inside} - works.places.keys())
