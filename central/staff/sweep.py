"""Now and then: write down the end of sessions that ran out, and forget old failures, links and audit rows."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from sqlalchemy import Connection, delete
from sqlalchemy.exc import SQLAlchemyError

from central.clock import DAY_MS, Clock
from central.database import Database, DatabaseBusy
from central.staff import attempts, links, sessions
from central.staff.settings import StaffSettings
from central.staff.tables import staff_audit

log = logging.getLogger("central.staff")
_FORGET_EVERY_MS = 60 * 60_000


async def keep_swept(database: Database, settings: StaffSettings, clock: Clock) -> None:
    """Until it is cancelled. A database that is away is swept later."""
    forgot_ms: int | None = None
    while True:
        now_ms = clock()
        try:
            if await database.read(partial(sessions.any_expired, now_ms=now_ms, settings=settings)):
                await database.write(partial(sessions.end_expired, now_ms=now_ms, settings=settings))
            if forgot_ms is None or abs(now_ms - forgot_ms) >= _FORGET_EVERY_MS:
                await database.write(partial(forget, now_ms=now_ms, settings=settings))
                forgot_ms = now_ms
        except (DatabaseBusy, SQLAlchemyError) as error:
            log.warning("sessions are not swept now: %s", error)
        await asyncio.sleep(settings.sweep_seconds)


def forget(db: Connection, now_ms: int, settings: StaffSettings) -> None:
    attempts.forget(db, now_ms, settings)
    links.forget(db, now_ms)
    db.execute(delete(staff_audit).where(staff_audit.c.at_ms < now_ms - settings.audit_days * DAY_MS))
