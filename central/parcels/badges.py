"""Badges: a QR that signs somebody of the staff in at every cabinet where they may work. The newest one counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, text, update

from central.clock import DAY_MS
from central.parcels.by import By
from central.parcels.keys import Keys
from central.parcels.settings import ParcelSettings
from central.parcels.tables import badges
from central.refusals import NotHere
from central.staff.audit import What, note
from central.staff.tables import staff
from kiosk.lockers.pass_code import BadgePass

_PUT = text(
    "INSERT INTO badges (staff, serial, until_ms, given_ms) VALUES (:staff, 1, :until, :now) ON CONFLICT (staff) "
    "DO UPDATE SET serial = badges.serial + 1, until_ms = excluded.until_ms, given_ms = excluded.given_ms, "
    "revoked_ms = NULL"
)


def give_badge(db: Connection, keys: Keys, account: int, by: By, settings: ParcelSettings) -> str:
    """What its QR says. The one before counts at no cabinet that has heard of this one. Raises NotHere."""
    row = enabled_account(db, account)
    until_ms = by.now_ms + settings.badge_days * DAY_MS
    db.execute(_PUT, {"staff": account, "until": until_ms, "now": by.now_ms})
    serial = db.execute(select(badges.c.serial).where(badges.c.staff == account)).scalar_one()
    note(db, by.now_ms, What.BADGE, account, by.address or by.name, by.account)
    return keys.write_pass(BadgePass(account=row.name, serial=serial, until=until_ms // 1000))


def revoke_badge(db: Connection, account: int, by: By) -> None:
    """Lost, or not to be used any more. Raises NotHere."""
    db.execute(update(badges).where(badges.c.staff == account).values(revoked_ms=by.now_ms))
    note(db, by.now_ms, What.BADGE_REVOKED, account, by.address or by.name, by.account)


def enabled_account(db: Connection, account: int) -> Any:
    """Raises NotHere."""
    row = db.execute(select(staff).where(staff.c.id == account, staff.c.disabled_ms.is_(None))).first()
    if row is None:
        raise NotHere("there is no such account, or it is disabled; an administrator can enable it")
    return row
