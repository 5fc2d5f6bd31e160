"""The engine's parts, each a task that never ends: one that fails is logged and started again, the others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

from structlog.typing import FilteringBoundLogger

from kiosk.journal import JournalBroken
from kiosk.sync.backoff import Backoff

FIRST_SECONDS = 0.1
LIMIT_SECONDS = 10.0
WELL_AFTER_SECONDS = 60.0


async def keep_running(
    name: str, run: Callable[[], Awaitable[None]], random: Random, log: FilteringBoundLogger
) -> None:
    """Run `run` for ever. Raises JournalBroken only: that ends the engine's life with this journal."""
    backoff = Backoff(FIRST_SECONDS, LIMIT_SECONDS, random)
    loop = asyncio.get_running_loop()
    while True:
        since = loop.time()
        try:
            await run()
        except JournalBroken:
            raise
        except Exception:  # a part's boundary: a failing part is restarted, not the whole
            log.exception("a part failed; it is started again", part=name)
        if loop.time() - since > WELL_AFTER_SECONDS:
            backoff.reset()
        await asyncio.sleep(backoff.next_seconds())
