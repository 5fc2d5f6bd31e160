"""When a day is over: the hashes of who came are emptied, and old appointments deleted. A task of the house.

What the events of the journals hold of it stays with their bytes, which are hashed: a keyed hash, and nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection, delete, update

from central.again import look_again
from central.clock import Clock, business_day
from central.database import Database
from central.hall import read_hall
from central.settings import Settings
from central.tables import appointments, tickets


async def keep_forgetting(database: Database, settings: Settings, clock: Clock) -> None:
    """Until it is cancelled."""

    async def look() -> None:
        await database.write(partial(forget, settings=settings, now_ms=clock()))

    await look_again(look, settings.forget_every_seconds, "forgetting")


def forget(db: Connection, settings: Settings, now_ms: int) -> None:
    today = business_day(now_ms, read_hall(db).time_zone)
    over = (today - timedelta(days=settings.persons_kept_days)).isoformat()
    for table in (tickets, appointments):
        db.execute(update(table).where(table.c.day < over, table.c.person != "").values(person=""))
    gone = (today - timedelta(days=settings.appointments_kept_days)).isoformat()
    db.execute(delete(appointments).where(appointments.c.day < gone))
