"""The cells as the settings wire them, told to the centre once, and again when a technician has changed them."""

from __future__ import annotations

from typing import Any

from kiosk.journal import Transaction
from kiosk.lockers import store_notes
from kiosk.lockers.events import CabinetFitted
from kiosk.settings.lockers import LockerCell, Lockers


def fitted(settings: Lockers) -> CabinetFitted:
    """What the centre is to know: where each cell is, not which lock opens it."""
    return CabinetFitted(
        cells=[_told(cell, settings) for cell in settings.cells],
        screen_column=settings.screen_column,
        screen_floor_mm=settings.screen_floor_mm,
        screen_height_mm=settings.screen_height_mm,
    )


def reachable(cell: LockerCell, settings: Lockers) -> bool:
    """From a wheelchair: by the height of the door's middle."""
    return settings.reach_from_mm <= cell.floor_mm + cell.height_mm / 2 <= settings.reach_to_mm


def tell(tx: Transaction, settings: Lockers) -> None:
    """Nothing, when it is what was told last."""
    told = fitted(settings)
    noted = told.model_dump(mode="json")
    if store_notes.noted(tx.sql, store_notes.FITTED) != noted:
        store_notes.note(tx, store_notes.FITTED, noted)
        tx.event(told)


def _told(cell: LockerCell, settings: Lockers) -> dict[str, Any]:
    return {
        "number": cell.number,
        "size": cell.size.value,
        "column": cell.column,
        "floor_mm": cell.floor_mm,
        "height_mm": cell.height_mm,
        "low": reachable(cell, settings),
    }
