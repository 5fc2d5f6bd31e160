"""Sessions of signed-in people. The token is in the browser's cookie only; the database has its SHA-256.

A session ends by signing out, by its account (disabled, new password), or by time: idle, or old. Who sat at a counter
with it rises.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from central.quick import Quick
from central.staff.accounts import Account, account
from central.staff.audit import What, note
from central.staff.settings import StaffSettings
from central.staff.sittings import Ending, rise_with_session
from central.staff.tables import staff, staff_sessions
from central.tokens import new_token, token_hash

_SEE = Quick("UPDATE staff_sessions SET seen_ms = :now WHERE token_sha256 = :key")


@dataclass(frozen=True, slots=True)
class Session:
    """`key`: the token's SHA-256."""

    key: str
    account: Account
    seen_ms: int


def begin(db: Connection, account_id: int, now_ms: int) -> str:
    """The new session's token: 256 random bits."""
    token = new_token()
    row = {"token_sha256": token_hash(token), "staff": account_id, "begun_ms": now_ms, "seen_ms": now_ms}
    db.execute(staff_sessions.insert().values(row))
    db.execute(update(staff).where(staff.c.id == account_id).values(signed_in_ms=now_ms))
    return token


def find(db: Connection, key: str, now_ms: int, settings: StaffSettings) -> Session | None:
    """None for one that is over."""
    query = (
        select(staff, staff_sessions.c.seen_ms)
        .join(staff, staff.c.id == staff_sessions.c.staff)
        .where(staff_sessions.c.token_sha256 == key, staff.c.disabled_ms.is_(None), ~_over(now_ms, settings))
    )
    row = db.execute(query).first()
    return None if row is None else Session(key, account(row), row.seen_ms)


def see(db: Connection, key: str, now_ms: int) -> None:
    """Its person did something."""
    _SEE.count(db, {"key": key, "now": now_ms})


def end(db: Connection, key: str, ending: Ending, now_ms: int) -> None:
    rise_with_session(db, key, ending, now_ms)
    db.execute(delete(staff_sessions).where(staff_sessions.c.token_sha256 == key))


def end_all(db: Connection, account_id: int, now_ms: int, but: str = "") -> None:
    """Of one account. `but`: the key of one that goes on."""
    mine = select(staff_sessions.c.token_sha256).where(staff_sessions.c.staff == account_id)
    mine = mine.where(staff_sessions.c.token_sha256 != but)
    for key in db.execute(mine).scalars().all():
        end(db, key, Ending.ACCOUNT, now_ms)


def end_expired(db: Connection, now_ms: int, settings: StaffSettings) -> None:
    query = select(staff_sessions.c.token_sha256, staff_sessions.c.staff).where(_over(now_ms, settings))
    for row in db.execute(query).all():
        end(db, row.token_sha256, Ending.EXPIRED, now_ms)
        note(db, now_ms, What.EXPIRED, row.staff, "")


def any_expired(db: Connection, now_ms: int, settings: StaffSettings) -> bool:
    return db.execute(select(staff_sessions.c.staff).where(_over(now_ms, settings)).limit(1)).first() is not None


def form_token(token: str) -> str:
    """What every form of this session carries: from the session's token, and no way back to it."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def _over(now_ms: int, settings: StaffSettings) -> ColumnElement[bool]:
    """Idle or old; and one from the future, where the clock was set back by more than a day could explain."""
    idle = staff_sessions.c.seen_ms < now_ms - settings.session_idle_seconds * 1000
    old = staff_sessions.c.begun_ms < now_ms - settings.session_seconds * 1000
    ahead = staff_sessions.c.begun_ms > now_ms + settings.session_seconds * 1000
    return or_(idle, old, ahead)
