"""What a hall does once, however many processes answer: publish, sweep, forget, codes and messages of parcels."""

from __future__ import annotations

import asyncio
import contextlib
import signal

from sqlalchemy import Connection

from central.again import look_again
from central.clock import Clock
from central.database import Database
from central.feed import tell_anew
from central.forgetting import keep_forgetting
from central.hall_key import hall_key
from central.migrate import migrate
from central.parcels.messages.choosing import choose_gateway
from central.parcels.work import keep_working
from central.publishing import Publisher
from central.settings import Settings
from central.staff.sweep import keep_swept
from central.truth import publish, read_news


class House:
    """Over a door to the database of its own. Raises ValueError for a file of the messages' gateway that is wrong."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._gateway = choose_gateway(settings.parcels.sms)
        self._database = Database(settings)
        self._settings = settings
        self._clock = clock

    def begin(self) -> None:
        """Before anybody is answered: the database has this version, the hall its key, the feed its rows."""

        def first(db: Connection) -> None:
            tell_anew(db, now_ms)
            hall_key(db)
            publish(db, read_news(db, self._settings, now_ms), now_ms)

        now_ms = self._clock()
        migrate(self._database)
        self._database.write_now(first)

    async def keep(self) -> None:
        """Until it is cancelled."""
        database, settings, clock = self._database, self._settings, self._clock
        publisher = Publisher(database, settings, clock)
        async with asyncio.TaskGroup() as works:
            works.create_task(look_again(publisher.look, settings.look_ms / 1000, "publishing"))
            works.create_task(keep_swept(database, settings.staff, clock))
            works.create_task(keep_forgetting(database, settings, clock))
            works.create_task(keep_working(database, settings, clock, self._gateway))

    def close(self) -> None:
        self._database.close()


def run_house(settings: Settings, clock: Clock) -> None:
    """As a process of its own, until SIGINT or SIGTERM."""

    async def run() -> None:
        keeping = asyncio.create_task(house.keep())
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, keeping.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await keeping

    house = House(settings, clock)
    try:
        asyncio.run(run())
    finally:
        house.close()
