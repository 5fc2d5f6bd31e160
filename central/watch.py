"""Look at the database again and again: wake the live pages and long polls of this process, and tell terminals what
changed.

Another process may have made the change, so it is the database that is watched, by a mark that any commit moves.
"""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from central.clock import Clock
from central.database import Database, DatabaseBusy
from central.pulse import Pulse
from central.settings import Settings
from central.tables import feed_head
from central.truth import publish

log = logging.getLogger("central.watch")


class Watch:
    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self.changes = Pulse()  # anything at all was committed
        self.feed = Pulse()  # the feed has new rows
        self._database = database
        self._settings = settings
        self._clock = clock
        self._mark = ""
        self._feed_n = -1
        self._published_ms = 0
        self._published_mark = ""

    def end(self) -> None:
        self.changes.end()
        self.feed.end()

    async def run(self) -> None:
        """Look every `look_ms` until the end. A database that is away is looked for again."""
        away = False
        while not self.changes.ended:
            try:
                await self.look()
                away = False
            except (DatabaseBusy, SQLAlchemyError) as error:
                if not away:
                    log.warning("the database does not answer: %s", error)
                away = True
            except Exception:
                log.exception("the watch failed at a look and goes on")
            await asyncio.sleep(self._settings.look_ms / 1000)

    async def look(self) -> None:
        """Look once, now."""
        mark = await self._database.mark()
        now_ms = self._clock()
        if self._is_time_to_publish(mark, now_ms):
            self._published_ms, self._published_mark = now_ms, mark
            await self._database.write(lambda db: publish(db, self._settings, now_ms))
            mark = await self._database.mark()
        if mark != self._mark:
            self._mark = mark
            self.changes.beat()
            n = await self._database.read(lambda db: int(db.execute(select(feed_head.c.n)).scalar_one()))
            if n != self._feed_n:
                self._feed_n = n
                self.feed.beat()

    def _is_time_to_publish(self, mark: str, now_ms: int) -> bool:
        """After a change, but not more often than `publish_ms`; and now and then without one, because days pass."""
        since_ms = abs(now_ms - self._published_ms)
        if mark != self._published_mark:
            return since_ms >= self._settings.publish_ms
        return since_ms >= self._settings.repaint_seconds * 1000
