"""Look again and again, whatever a look comes to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from central.database import DatabaseBusy


async def look_again(look: Callable[[], Awaitable[None]], every_ms: int, go_on: Callable[[], bool], what: str) -> None:
    """Until `go_on` says no. A database that is away is told once and looked for again; `what`: for the log."""
    log = logging.getLogger(f"central.{what}")
    away = False
    while go_on():
        try:
            await look()
            away = False
        except (DatabaseBusy, SQLAlchemyError) as error:
            if not away:
                log.warning("the database does not answer: %s", error)
            away = True
        except Exception:
            log.exception("a look failed, and the next one is tried")
        await asyncio.sleep(every_ms / 1000)
