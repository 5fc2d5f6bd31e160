"""One sign-in without a password, by an address that works once and not for long: made on the server's command line."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from central.staff import sessions
from central.staff.audit import What, note
from central.staff.tables import staff, staff_links
from central.tokens import new_token, token_hash


def new_link(db: Connection, account_id: int, expires_ms: int) -> str:
    """The token: /sign-in/link/TOKEN signs in."""
    token = new_token()
    row = {"token_sha256": token_hash(token), "staff": account_id, "expires_ms": expires_ms}
    db.execute(staff_links.insert().values(row))
    return token


def follow(db: Connection, token: str, address: str, now_ms: int) -> str | None:
    """A session's token; None for a link that was used, is too old, or never was."""
    gone = delete(staff_links).where(staff_links.c.token_sha256 == token_hash(token))
    link = db.execute(gone.returning(staff_links.c.staff, staff_links.c.expires_ms)).first()
    if link is not None and now_ms < link.expires_ms:
        enabled = select(staff.c.id).where(staff.c.id == link.staff, staff.c.disabled_ms.is_(None))
        if db.execute(enabled.with_for_update()).first() is not None:
            note(db, now_ms, What.SIGNED_IN_BY_LINK, link.staff, address)
            return sessions.begin(db, link.staff, now_ms)
    note(db, now_ms, What.REFUSED_LINK, None if link is None else link.staff, address)
    return None


def end_links(db: Connection, account_id: int) -> None:
    db.execute(delete(staff_links).where(staff_links.c.staff == account_id))


def forget(db: Connection, now_ms: int) -> None:
    db.execute(delete(staff_links).where(staff_links.c.expires_ms <= now_ms))
