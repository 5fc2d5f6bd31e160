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
from central.guard import Guard
from central.house import House
from central.settings import Settings


def create_app(settings: Settings, clock: Clock = wall_clock, house: House | None = None) -> Starlette:
    """The whole server over one database. Raises ValueError for a database address that nothing can be made of.

    `house`: kept beside the answering; None where another process keeps it, or nobody needs it.
    `app.state.centre.watch.end()` ends its streams and long polls; the rest ends with the application's lifespan.
    """
    centre = Centre(settings, Database(settings), clock)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            async with _kept(house):
                await centre.watch.look()
                watching = asyncio.create_task(centre.watch.run())
                telling_phones = asyncio.create_task(centre.phones.run())
                yield
            centre.watch.end()
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


@asynccontextmanager
async def _kept(house: House | None) -> AsyncIterator[None]:
    if house is None:
        yield
        return
    try:
        await asyncio.to_thread(house.begin)
        keeping = asyncio.create_task(house.keep())
        yield
        keeping.cancel()
        await asyncio.wait((keeping,))
    finally:
        await asyncio.to_thread(house.close)
