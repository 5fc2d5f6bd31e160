"""One-time codes: eight digits that sign somebody of the staff in at one cabinet, once, within minutes. Shown once."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection, insert, select

from central.database import Database
from central.parcels.badges import enabled_account
from central.parcels.by import By
from central.parcels.cabinets import EVERYWHERE
from central.parcels.codes import new_code
from central.parcels.settings import ParcelSettings
from central.parcels.tables import cabinet_staff, cabinets, once_passes
from central.refusals import NotAllowed, NotHere, UsedUp
from central.staff.audit import What, note
from kiosk.lockers.secret import code_hash

MINUTE_MS = 60_000


async def give_once_code(database: Database, terminal: str, account: int, by: By, settings: ParcelSettings) -> str:
    """As many digits as citizens type there: the keypad is the same. Raises NotHere, NotAllowed, or UsedUp where the
    cabinet's codes are being changed at this moment.
    """
    salt, cost, digits = await database.read(lambda db: _rules(db, terminal, account))
    code = new_code(digits)
    hashed = await asyncio.to_thread(code_hash, salt, cost, code)

    def keep(db: Connection) -> None:
        if _rules(db, terminal, account)[0] != salt:
            raise UsedUp("the codes of this cabinet are being changed; ask again")
        until_ms = by.now_ms + settings.once_code_minutes * MINUTE_MS
        row = {"terminal": terminal, "staff": account, "code_hash": hashed, "until_ms": until_ms}
        db.execute(insert(once_passes).values(row))
        note(db, by.now_ms, What.ONCE_CODE, account, by.address or by.name, by.account)

    await database.write(keep)
    return code


def _rules(db: Connection, terminal: str, account: int) -> tuple[str, int, int]:
    row = db.execute(select(cabinets).where(cabinets.c.terminal == terminal)).first()
    if row is None:
        raise NotHere(f"no cabinet has the code {terminal!r}")
    enabled_account(db, account)
    here = cabinet_staff.c.terminal.in_([terminal, EVERYWHERE]) & (cabinet_staff.c.staff == account)
    if db.execute(select(cabinet_staff.c.staff).where(here)).first() is None:
        raise NotAllowed("this account may not work at this cabinet; a manager can allow it")
    return row.salt, row.cost, row.digits
