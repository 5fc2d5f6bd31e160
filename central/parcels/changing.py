"""What staff changes about a parcel after it was registered: another code, not any more, a later day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, select, update

from central.parcels.by import By
from central.parcels.outbox import queue
from central.parcels.parcel_rows import tell_parcels
from central.parcels.states import OUT, MessageKind, MessageState, ParcelState, Step
from central.parcels.steps import note_step
from central.parcels.tables import messages, parcels
from central.refusals import NotHere, UsedUp
from central.staff.audit import What, note
from kiosk.lockers.wire import ParcelFor, Standing


def reissue(db: Connection, parcel: str, by: By) -> None:
    """The code and QR of before open nothing from now on; another code is made within seconds and told to its receiver
    where the parcel lies ready. Raises NotHere or UsedUp.
    """
    row = locked(db, parcel)
    if row.standing != Standing.OPEN or row.kind != ParcelFor.PICKUP:
        raise UsedUp("this parcel is not waiting to be picked up: it has no code")
    db.execute(update(parcels).where(parcels.c.id == parcel).values(issue=row.issue + 1, code=None, code_hash=""))
    note_step(db, parcel, Step.REISSUED, by)
    note(db, by.now_ms, What.PARCEL_REISSUED, by.account, by.address or by.name, by.account)
    queue_reissued(db, [parcel], by.now_ms)
    tell_parcels(db, [parcel], by.now_ms)


def cancel(db: Connection, parcel: str, by: By) -> None:
    """Nobody collects it any more. What lies in a cell is for staff to take out; one that never was there is over.

    Raises NotHere or UsedUp.
    """
    row = locked(db, parcel)
    if row.standing != Standing.OPEN or row.state in OUT:
        raise UsedUp("this parcel is not waiting to be picked up any more")
    gone: dict[str, Any] = {"standing": Standing.CANCELLED, "code": None, "code_hash": ""}
    if row.state == ParcelState.REGISTERED:
        # Its cabinet may be about to tell that it was put in: it stays cancelled, not ended, until that is known.
        gone |= {"state": ParcelState.CANCELLED, "out_ms": by.now_ms, "out_by": by.name}
    db.execute(update(parcels).where(parcels.c.id == parcel).values(gone))
    note_step(db, parcel, Step.CANCELLED, by)
    note(db, by.now_ms, What.PARCEL_CANCELLED, by.account, by.address or by.name, by.account)
    tell_parcels(db, [parcel], by.now_ms)


def set_expiry(db: Connection, parcel: str, expires_ms: int, by: By) -> None:
    """Raises NotHere or UsedUp."""
    row = locked(db, parcel)
    if row.state in OUT:
        raise UsedUp("this parcel is out already")
    db.execute(update(parcels).where(parcels.c.id == parcel).values(expires_ms=expires_ms))
    reminder = (messages.c.parcel == parcel) & (messages.c.kind == MessageKind.REMINDER)
    db.execute(delete(messages).where(reminder, messages.c.state != MessageState.SENDING))  # there may be another one
    note_step(db, parcel, Step.EXPIRY, by)
    tell_parcels(db, [parcel], by.now_ms)


def queue_reissued(db: Connection, ids: Iterable[str], now_ms: int) -> None:
    """Of those that lie ready; who has not been told a code yet hears the new one when it is put in."""
    inside = parcels.c.id.in_(list(ids)) & (parcels.c.state == ParcelState.INSIDE)
    queue(db, db.execute(select(parcels.c.id).where(inside)).scalars(), MessageKind.REISSUED, now_ms)


def locked(db: Connection, parcel: str) -> Any:
    """Its row, kept from others until the transaction ends. Raises NotHere."""
    row = db.execute(select(parcels).where(parcels.c.id == parcel).with_for_update()).first()
    if row is None:
        raise NotHere("there is no such parcel")
    return row
