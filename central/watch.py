"""Look at the database again and again: wake the live pages and long polls of this process.

Another process may have made the change, so it is the database that is watched, by a mark that any commit moves.
"""

from __future__ import annotations

from sqlalchemy import select

from central.again import look_again
from central.database import Database
from central.pulse import Pulse
from central.settings import Settings
from central.tables import feed_head


class Watch:
    def __init__(self, database: Database, settings: Settings) -> None:
        self.changes = Pulse()  # anything at all was committed
        self.feed = Pulse()  # the feed has new rows
        self._database = database
        self._settings = settings
        self._mark = ""
        self._feed_n = -1

    def end(self) -> None:
        self.changes.end()
        self.feed.end()

    async def run(self) -> None:
        """Look every `look_ms` until the end."""
        await look_again(self.look, self._settings.look_ms / 1000, "watch", go_on=lambda: not self.changes.ended)

    async def look(self) -> None:
        """Look once, now. Raises DatabaseBusy or SQLAlchemyError."""
        mark = await self._database.mark()
        if mark != self._mark:
            self._mark = mark
            self.changes.beat()
            n = await self._database.read(lambda db: int(db.execute(select(feed_head.c.n)).scalar_one()))
            if n != self._feed_n:
                self._feed_n = n
                self.feed.beat()
