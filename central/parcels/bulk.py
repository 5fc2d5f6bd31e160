"""Open many cells at once: asked for by one manager, approved by another one within two minutes; both names stand in
every order.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from sqlalchemy import Connection, insert, select, update

from central.parcels.by import By
from central.parcels.orders import give_opens, known_cells
from central.parcels.settings import ParcelSettings
from central.parcels.tables import bulk_openings
from central.refusals import NotAllowed, NotHere, NotUnderstood, UsedUp
from central.staff.audit import What, note


def ask_bulk(db: Connection, terminal: str, cells: Sequence[int], why: str, by: By, settings: ParcelSettings) -> int:
    """Opens nothing yet. Returns what `approve_bulk` names. Raises NotHere or NotUnderstood."""
    wanted = sorted(set(cells))
    if not wanted or len(wanted) > settings.bulk_cells:
        raise NotUnderstood(f"{len(wanted)} cells were chosen; choose 1 to {settings.bulk_cells}")
    if not why.strip():
        raise NotUnderstood("why are they opened? Write a reason")
    known_cells(db, terminal, wanted)
    row = {"terminal": terminal, "cells": orjson.dumps(wanted).decode(), "why": why.strip()}
    asked = insert(bulk_openings).values(**row, asked_by=by.name, asked_ms=by.now_ms).returning(bulk_openings.c.id)
    bulk = int(db.execute(asked).scalar_one())
    note(db, by.now_ms, What.CELLS_ASKED, by.account, by.address or by.name, by.account)
    return bulk


def approve_bulk(db: Connection, bulk: int, by: By, settings: ParcelSettings) -> list[str]:
    """The orders' keys. Raises NotHere, NotAllowed for the one who asked, UsedUp when it is too late or was done."""
    row = db.execute(select(bulk_openings).where(bulk_openings.c.id == bulk).with_for_update()).first()
    if row is None:
        raise NotHere("nobody asked for this opening")
    if row.asked_by == by.name:
        raise NotAllowed("another one of the staff approves: two people stand for a bulk opening")
    if row.approved_ms is not None:
        raise UsedUp(f"{row.approved_by} approved this opening already")
    if not 0 <= by.now_ms - row.asked_ms <= settings.bulk_approve_seconds * 1000:
        raise UsedUp(f"this was asked for more than {settings.bulk_approve_seconds} s ago; ask again")
    approved = {"approved_by": by.name, "approved_ms": by.now_ms}
    db.execute(update(bulk_openings).where(bulk_openings.c.id == bulk).values(approved))
    note(db, by.now_ms, What.CELLS_APPROVED, by.account, by.address or by.name, by.account)
    asked = By(by.now_ms, row.asked_by)
    return give_opens(db, row.terminal, orjson.loads(row.cells), row.why, asked, settings, by.name, bulk)
