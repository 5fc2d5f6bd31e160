"""A parcel is carried to another cabinet than it was registered for: before it was ever put in, or after staff took it
out of the first one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update

from central.clock import DAY_MS
from central.parcels.by import By
from central.parcels.changing import locked
from central.parcels.parcel_rows import end_row, tell_parcels
from central.parcels.settings import ParcelSettings
from central.parcels.states import ParcelState, Step
from central.parcels.steps import note_step
from central.parcels.tables import cabinets, parcels
from central.refusals import NotHere, NotUnderstood, UsedUp
from central.staff.audit import What, note
from kiosk.lockers.wire import ParcelFor, Standing


def move(db: Connection, parcel: str, cabinet: str, by: By, settings: ParcelSettings) -> None:
    """From now on it is expected at `cabinet`, and the one before opens for it no more. Its code was hashed with that
    one's salt, so it gets another; its receiver hears of both only when it lies there. One that lay too long, or
    nearly, may lie `kept_days` again.

    Raises NotHere, UsedUp for one that lies in a cell, is out of staff's hands or is expected there already, and
    NotUnderstood where the cabinet's codes need a phone number and there is none.
    """
    row = locked(db, parcel)
    if row.kind != ParcelFor.PICKUP or row.forgotten_ms is not None or not _in_our_hands(row):
        raise UsedUp("only what waits to be put in, or was taken out by staff, can be carried to another cabinet")
    place = db.execute(select(cabinets).where(cabinets.c.terminal == cabinet)).first()
    if place is None:
        raise NotHere(f"no cabinet has the code {cabinet!r}; `main.py cabinet add` makes one")
    if row.cabinet == cabinet:
        raise UsedUp("this parcel belongs to that cabinet already")
    if place.phone_tail and row.phone is None:
        raise NotUnderstood("codes of that cabinet end with the phone's last four digits, and there is no phone")
    became: dict[str, Any] = {"cabinet": cabinet, "state": ParcelState.REGISTERED, "standing": Standing.OPEN}
    became |= {"issue": row.issue + 1, "code": None, "code_hash": "", "cell": None, "way": ""}
    became |= {"deposited_ms": None, "deposited_by": "", "out_ms": None, "out_by": ""}
    became["expires_ms"] = max(row.expires_ms, by.now_ms + settings.kept_days * DAY_MS)
    db.execute(update(parcels).where(parcels.c.id == parcel).values(became))
    note_step(db, parcel, Step.MOVED, by, cabinet)
    note(db, by.now_ms, What.PARCEL_MOVED, by.account, by.address or by.name, by.account)
    end_row(db, row.cabinet, parcel, by.now_ms)
    tell_parcels(db, [parcel], by.now_ms)


def _in_our_hands(row: Any) -> bool:
    waits = row.state == ParcelState.REGISTERED and row.standing == Standing.OPEN
    return bool(waits or row.state == ParcelState.RECOVERED)
