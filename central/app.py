"""The server as an ASGI application: put together here, run by central/serve.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware

from central import pages
from central.answers import handlers
from central.api import appointments, counters, feed, hall, journals, parcels, tickets
from central.centre import Centre
from central.clock import Clock, wall_clock
from central.database import Database
from central.feed import tell_anew
from central.forgetting import keep_forgetting
from central.guard import Guard
from central.migrate import migrate
from central.parcels.messages.choosing import choose_gateway
from central.parcels.work import keep_working
from central.settings import Settings
from central.staff.sweep import keep_swept


def create_app(settings: Settings, clock: Clock = wall_clock) -> Starlette:
    """The whole server over one database. Raises ValueError for a database address that nothing can be made of, and for
    a file of the messages' gateway that is wrong.

    `app.state.centre.watch.end()` ends its streams and long polls; the rest ends with the application's lifespan.
    """
    gateway = choose_gateway(settings.parcels.sms)
    centre = Centre(settings, Database(settings), clock)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            await asyncio.to_thread(migrate, centre.database)
            await centre.database.write(lambda db: tell_anew(db, clock()))
            await centre.watch.look()
            watching = asyncio.create_task(centre.watch.run())
            sweeping = asyncio.create_task(keep_swept(centre.database, settings.staff, clock))
            telling_phones = asyncio.create_task(centre.phones.run())
            forgetting = asyncio.create_task(keep_forgetting(centre.database, settings, clock))
            parcel_work = asyncio.create_task(keep_working(centre, gateway))
            yield
            sweeping.cancel()
            forgetting.cancel()
            parcel_work.cancel()
            centre.watch.end()
            await asyncio.wait((watching, sweeping, forgetting, telling_phones, parcel_work))
            await watching
            await telling_phones
        finally:
            await asyncio.to_thread(centre.database.close)

    app = Starlette(
        lifespan=lifespan,
        exception_handlers=handlers(centre),
        middleware=[Middleware(Guard)],
    )
    app.state.centre = centre
    for part in (journals, tickets, appointments, parcels, counters, feed, hall, pages):
        app.router.routes.extend(part.routes(centre))
    return app
