"""Now and then: write down the end of sessions that ran out, and forget old failures, links and audit rows."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection, delete

from central.again import look_again
from central.clock import DAY_MS, Clock
from central.database import Database
from central.staff import attempts, links, sessions
from central.staff.settings import StaffSettings
from central.staff.tables import staff_audit

_FORGET_EVERY_MS = 60 * 60_000


async def keep_swept(database: Database, settings: StaffSettings, clock: Clock) -> None:
    """Until it is cancelled."""
    forgot_ms: int | None = None

    async def look() -> None:
        nonlocal forgot_ms
        now_ms = clock()
        if await database.read(partial(sessions.any_expired, now_ms=now_ms, settings=settings)):
            await database.write(partial(sessions.end_expired, now_ms=now_ms, settings=settings))
        if forgot_ms is None or abs(now_ms - forgot_ms) >= _FORGET_EVERY_MS:
            await database.write(partial(forget, now_ms=now_ms, settings=settings))
            forgot_ms = now_ms

    await look_again(look, settings.sweep_seconds, "staff.sweep")


def forget(db: Connection, now_ms: int, settings: StaffSettings) -> None:
    attempts.forget(db, now_ms, settings)
    links.forget(db, now_ms)
    db.execute(delete(staff_audit).where(staff_audit.c.at_ms < now_ms - settings.audit_days * DAY_MS))
