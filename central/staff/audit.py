"""What is kept of signing in, of changes to accounts and of deeds that open doors: when, what, whose account, from
where. Never a password, nor a name that nobody has (people type passwords into the wrong field).
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection

from central.staff.tables import staff_audit


class What(StrEnum):
    SIGNED_IN = "signed-in"
    SIGNED_IN_BY_LINK = "signed-in-by-link"
    SIGNED_OUT = "signed-out"
    EXPIRED = "expired"
    REFUSED = "refused"  # wrong name or password, or a disabled account
    REFUSED_PAUSED = "refused-paused"  # too many failures before
    REFUSED_LINK = "refused-link"
    ADDED = "added"
    DISABLED = "disabled"
    ENABLED = "enabled"
    PASSWORD = "password"  # noqa: S105 (what was done, no password)
    LINK = "link"
    ROLE_CLERK = "role-clerk"
    ROLE_MANAGER = "role-manager"
    ROLE_ADMINISTRATOR = "role-administrator"
    CELL_OPENED = "cell-opened"  # which one and why: `cabinet_orders`
    CELLS_ASKED = "cells-asked"  # a bulk opening: `bulk_openings`
    CELLS_APPROVED = "cells-approved"
    CELL_SET = "cell-set"
    BADGE = "badge"
    BADGE_REVOKED = "badge-revoked"
    ONCE_CODE = "once-code"
    CABINET_STAFF = "cabinet-staff"
    PARCEL_REISSUED = "parcel-reissued"  # which one: `parcel_steps`
    PARCEL_CANCELLED = "parcel-cancelled"
    PARCEL_MOVED = "parcel-moved"  # which one and where to: `parcel_steps`
    CABINET_REISSUED = "cabinet-reissued"
    CODE_SHOWN = "code-shown"  # of which parcel: `parcel_steps`


COMMAND_LINE = "command line"


def note(
    db: Connection, at_ms: int, what: What, account: int | None, address: str, by_account: int | None = None
) -> None:
    row = {"at_ms": at_ms, "what": what, "staff": account, "address": address, "by_staff": by_account}
    db.execute(staff_audit.insert().values(row))
