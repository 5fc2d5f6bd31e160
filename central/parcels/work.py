"""The work about parcels that a hall's server does beside answering: codes, messages, tending."""

from __future__ import annotations

import asyncio

from central.clock import Clock
from central.database import Database
from central.parcels.codes import keep_giving_codes
from central.parcels.keys import keys_path
from central.parcels.messages.gateway import Gateway
from central.parcels.messages.sending import keep_sending
from central.parcels.tending import keep_tended
from central.settings import Settings


async def keep_working(database: Database, settings: Settings, clock: Clock, gateway: Gateway | None) -> None:
    """Until it is cancelled. Without a gateway messages wait."""
    path, parcels = keys_path(settings), settings.parcels
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(keep_giving_codes(database, path, parcels, clock))
        tasks.create_task(keep_tended(database, parcels, clock))
        if gateway is not None:
            tasks.create_task(keep_sending(database, path, gateway, parcels, clock))
