"""What happened to parcels, a row each: for the staff's page, and for whoever asks later."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from central.parcels.by import By
from central.parcels.states import Step
from central.parcels.tables import parcel_steps


def note_step(db: Connection, parcel: str, step: Step, by: By, detail: str = "") -> None:
    note_steps(db, [parcel], step, by, detail)


def note_steps(db: Connection, parcels: Iterable[str], step: Step, by: By, detail: str = "") -> None:
    rows = [{"parcel": parcel, "at_ms": by.now_ms, "step": step, "by": by.name, "detail": detail} for parcel in parcels]
    if rows:
        db.execute(parcel_steps.insert(), rows)
