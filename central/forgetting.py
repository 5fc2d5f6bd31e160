"""When a day is over: the hashes of who came are emptied, and old appointments deleted. A task of every server process.

What the events of the journals hold of it stays with their bytes, which are hashed: a keyed hash, and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection, delete, update
from sqlalchemy.exc import SQLAlchemyError

from central.clock import Clock, business_day
from central.database import Database, DatabaseBusy
from central.hall import read_hall
from central.settings import Settings
from central.tables import appointments, tickets

log = logging.getLogger("central.forgetting")


async def keep_forgetting(database: Database, settings: Settings, clock: Clock) -> None:
    """Until it is cancelled. A database that is away is seen to later."""
    while True:
        try:
            await database.write(partial(forget, settings=settings, now_ms=clock()))
        except (DatabaseBusy, SQLAlchemyError) as error:
            log.warning("days that are over are not seen to now: %s", error)
        await asyncio.sleep(settings.forget_every_seconds)


def forget(db: Connection, settings: Settings, now_ms: int) -> None:
    today = business_day(now_ms, read_hall(db).time_zone)
    over = (today - timedelta(days=settings.persons_kept_days)).isoformat()
    for table in (tickets, appointments):
        db.execute(update(table).where(table.c.day < over, table.c.person != "").values(person=""))
    gone = (today - timedelta(days=settings.appointments_kept_days)).isoformat()
    db.execute(delete(appointments).where(appointments.c.day < gone))
