"""The work about parcels that every server process does beside answering: codes, messages, tending."""

from __future__ import annotations

import asyncio

from central.centre import Centre
from central.parcels.codes import keep_giving_codes
from central.parcels.messages.gateway import Gateway
from central.parcels.messages.sending import keep_sending
from central.parcels.tending import keep_tended


async def keep_working(centre: Centre, gateway: Gateway | None) -> None:
    """Until it is cancelled. Without a gateway messages wait."""
    database, settings, path = centre.database, centre.settings.parcels, centre.vault.path
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(keep_giving_codes(database, path, settings, centre.clock))
        tasks.create_task(keep_tended(database, settings, centre.clock))
        if gateway is not None:
            tasks.create_task(keep_sending(database, path, gateway, settings, centre.clock))
