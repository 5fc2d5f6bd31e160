"""What cabinets told that somebody of the staff must look into, besides alarms: a citizen's complaint at an open door,
and words of a cabinet that do not fit what is known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from central.pages.lockers.words import CLASHES, PROBLEMS, Pair
from central.parcels.seen import Noted
from central.parcels.tables import cabinets, parcel_conflicts, parcel_disputes, parcels

MOST = 50  # of each kind


@dataclass(frozen=True, slots=True)
class NotedLine:
    """`parcel`: its id where it is registered, else empty."""

    what: Noted
    id: int
    cabinet: str
    cabinet_en: str
    terminal: str
    cell: int
    parcel: str
    case_number: str
    said: Pair
    at_ms: int


def read_noted(db: Connection, terminal: str = "") -> list[NotedLine]:
    """Those that nobody has seen, the newest first; of all cabinets unless `terminal` names one."""
    found = [
        (what, row, words.get(row.said, (row.said, row.said)))
        for what, words in ((Noted.DISPUTE, PROBLEMS), (Noted.CONFLICT, CLASHES))
        for row in db.execute(_unseen(what, terminal))
    ]
    lines = [
        NotedLine(
            what=what,
            id=row.id,
            cabinet=row.name or row.terminal,
            cabinet_en=row.name_en or row.name or row.terminal,
            terminal=row.terminal,
            cell=row.cell,
            parcel=row.known or "",
            case_number=row.case_number or "",
            said=said,
            at_ms=row.at_ms,
        )
        for what, row, said in found
    ]
    return sorted(lines, key=lambda line: line.at_ms, reverse=True)


def _unseen(what: Noted, terminal: str) -> Select[Any]:
    table = parcel_disputes if what is Noted.DISPUTE else parcel_conflicts
    said = parcel_disputes.c.problem if what is Noted.DISPUTE else parcel_conflicts.c.why
    query = (
        select(table.c.id, table.c.terminal, table.c.cell, table.c.at_ms, said.label("said"))
        .add_columns(cabinets.c.name, cabinets.c.name_en, parcels.c.id.label("known"), parcels.c.case_number)
        .outerjoin(cabinets, cabinets.c.terminal == table.c.terminal)
        .outerjoin(parcels, parcels.c.id == table.c.parcel)
        .where(table.c.seen_ms.is_(None))
        .order_by(table.c.id.desc())
        .limit(MOST)
    )
    return query.where(table.c.terminal == terminal) if terminal else query
