"""Sent by courier instead of being picked up (寄递): the waybill's number, and how far the parcel has come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, update

from central.parcels.by import By
from central.parcels.changing import locked
from central.parcels.parcel_rows import tell_parcels
from central.parcels.s10 import waybill_number
from central.parcels.states import NEXT_POST, ParcelState, PostState, Step
from central.parcels.steps import note_step
from central.parcels.tables import parcels
from central.refusals import NotUnderstood, UsedUp
from kiosk.lockers.wire import ParcelFor, Standing


def choose_post(db: Connection, parcel: str, by: By) -> None:
    """Its receiver wants it sent. One that lies in a cell is taken out by staff first; its code opens nothing from now
    on. Raises NotHere or UsedUp.
    """
    row = locked(db, parcel)
    may = row.state in (ParcelState.REGISTERED, ParcelState.INSIDE, ParcelState.RECOVERED)
    if row.kind != ParcelFor.PICKUP or not may:
        raise UsedUp("this parcel is out, or goes by post already")
    lies = row.state == ParcelState.INSIDE
    became: dict[str, Any] = {"kind": ParcelFor.POST, "post_state": PostState.REGISTERED, "code": None, "code_hash": ""}
    became["standing"] = Standing.CANCELLED if lies else Standing.ENDED
    if not lies:
        became["state"] = ParcelState.POSTED
    db.execute(update(parcels).where(parcels.c.id == parcel).values(became))
    note_step(db, parcel, Step.FOR_POST, by)
    tell_parcels(db, [parcel], by.now_ms)


def set_waybill(db: Connection, parcel: str, waybill: str, by: By) -> str:
    """Returns the number as it is kept. Raises NotHere, UsedUp, or NotUnderstood for a wrong check digit."""
    try:
        number = waybill_number(waybill)
    except ValueError as error:
        raise NotUnderstood(str(error)) from error
    row = _posted(db, parcel)
    if row.post_state != PostState.REGISTERED:
        raise UsedUp("the courier has it already: its waybill stays as it is")
    db.execute(update(parcels).where(parcels.c.id == parcel).values(waybill=number))
    note_step(db, parcel, Step.WAYBILL, by, number)
    return number


def advance(db: Connection, parcel: str, state: PostState, by: By) -> None:
    """The courier has it, it is under way, delivered or came back. Raises NotHere, or UsedUp for a state that does not
    follow, without a waybill, or while it still lies in a cell.
    """
    row = _posted(db, parcel)
    if state not in NEXT_POST[PostState(row.post_state)]:
        raise UsedUp(f"this parcel is {row.post_state}: {state} does not follow")
    if not row.waybill:
        raise UsedUp("this parcel has no waybill yet")
    if row.state != ParcelState.POSTED:
        raise UsedUp(f"this parcel still lies in cell {row.cell}: take it out first")
    became: dict[str, Any] = {"post_state": state}
    if state is PostState.HANDED_OVER:
        became |= {"out_ms": by.now_ms, "out_by": by.name, "standing": Standing.ENDED}
    db.execute(update(parcels).where(parcels.c.id == parcel).values(became))
    note_step(db, parcel, Step(state.value), by)


def _posted(db: Connection, parcel: str) -> Any:
    row = locked(db, parcel)
    if row.kind != ParcelFor.POST:
        raise UsedUp("this parcel is to be picked up; choose the post for it first")
    return row
