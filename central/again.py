"""Look again and again, whatever a look comes to: the one loop of everything that the centre does beside answering."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from central.database import DatabaseBusy

AWAY = (DatabaseBusy, SQLAlchemyError)


async def look_again(
    look: Callable[[], Awaitable[object]],
    every_seconds: float,
    what: str,
    *,
    go_on: Callable[[], bool] = lambda: True,
    passing: tuple[type[Exception], ...] = AWAY,
) -> None:
    """Until `go_on` says no, or it is cancelled. A look that found something to do is followed by the next one at once.

    What is `passing` (a database that is away) is told once and tried again. `what`: for the log.
    """
    log = logging.getLogger(f"central.{what}")
    said = ""
    while go_on():
        found: object = None
        try:
            found = await look()
            said = ""
        except passing as error:
            if str(error) != said:
                log.warning("cannot be done now, and is tried again: %s", error)
            said = str(error)
        except Exception:
            log.exception("a look failed, and the next one is tried")
        if not found:
            await asyncio.sleep(every_seconds)
