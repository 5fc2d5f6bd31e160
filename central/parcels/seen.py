"""Staff has seen to what a cabinet told: an alarm, a citizen's complaint, or two words that do not fit."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, Table, update

from central.parcels.by import By
from central.parcels.tables import cabinet_alarms, parcel_conflicts, parcel_disputes


class Noted(StrEnum):
    ALARM = "alarm"
    DISPUTE = "dispute"
    CONFLICT = "conflict"


_TABLES: dict[Noted, Table] = {
    Noted.ALARM: cabinet_alarms,
    Noted.DISPUTE: parcel_disputes,
    Noted.CONFLICT: parcel_conflicts,
}


def see(db: Connection, what: Noted, row_id: int, by: By) -> bool:
    """Whether this was the first one to do so; a second press changes nothing."""
    table = _TABLES[what]
    unseen = (table.c.id == row_id) & table.c.seen_ms.is_(None)
    return db.execute(update(table).where(unseen).values(seen_ms=by.now_ms, seen_by=by.name)).rowcount > 0
