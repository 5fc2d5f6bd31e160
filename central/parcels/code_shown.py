"""Show a parcel's code to staff, who reads it to its receiver: noted, with the name of who looked."""

from __future__ import annotations

from sqlalchemy import Connection

from central.parcels.by import By
from central.parcels.changing import locked
from central.parcels.keys import Keys
from central.parcels.states import Step
from central.parcels.steps import note_step
from central.refusals import UsedUp
from central.staff.audit import What, note
from kiosk.lockers.wire import Standing


def show_code(db: Connection, keys: Keys, parcel: str, by: By) -> str:
    """Without the phone's last digits, which its receiver knows. Raises NotHere, or UsedUp where there is none."""
    row = locked(db, parcel)
    if row.code is None or row.standing != Standing.OPEN:
        raise UsedUp("this parcel has no code: it is out, or the code is being made")
    note_step(db, parcel, Step.CODE_SHOWN, by)
    note(db, by.now_ms, What.CODE_SHOWN, by.account, by.address or by.name, by.account)
    return keys.unseal(row.code, f"code of {parcel}")
