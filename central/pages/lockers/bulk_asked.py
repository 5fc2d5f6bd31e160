"""Bulk openings that wait for their second one of the staff: read from central.parcels.tables.bulk_openings."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, select

from central.parcels.settings import ParcelSettings
from central.parcels.tables import bulk_openings


@dataclass(frozen=True, slots=True)
class BulkAsked:
    """`mine`: asked by who looks, who can therefore not approve it. `until_ms`: later it cannot be approved."""

    id: int
    cells: tuple[int, ...]
    why: str
    asked_by: str
    until_ms: int
    mine: bool


def read_bulks(db: Connection, terminal: str, now_ms: int, settings: ParcelSettings, me: str) -> list[BulkAsked]:
    """The newest first."""
    lasts_ms = settings.bulk_approve_seconds * 1000
    rows = db.execute(
        select(bulk_openings)
        .where(
            bulk_openings.c.terminal == terminal,
            bulk_openings.c.approved_ms.is_(None),
            bulk_openings.c.asked_ms > now_ms - lasts_ms,
        )
        .order_by(bulk_openings.c.id.desc())
    )
    return [
        BulkAsked(
            row.id, tuple(orjson.loads(row.cells)), row.why, row.asked_by, row.asked_ms + lasts_ms, row.asked_by == me
        )
        for row in rows
    ]
