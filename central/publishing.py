"""Tell terminals what changed in the hall: look at the database again and again, and put what is news into the feed.

Done by one process (central/house.py); those who wait for the news are woken by central/watch.py of each.
"""

from __future__ import annotations

from central.clock import Clock
from central.database import Database
from central.settings import Settings
from central.truth import publish, read_news


class Publisher:
    """`look` again and again."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._published_ms = 0
        self._published_mark = ""

    async def look(self) -> None:
        """Publish where it is time to. Raises DatabaseBusy or SQLAlchemyError."""
        mark = await self._database.mark()
        now_ms = self._clock()
        if not self._is_time(mark, now_ms):
            return
        news = await self._database.read(lambda db: read_news(db, self._settings, now_ms))
        await self._database.write(lambda db: publish(db, news, now_ms))
        self._published_ms, self._published_mark = now_ms, mark

    def _is_time(self, mark: str, now_ms: int) -> bool:
        """After a change, but not more often than `publish_ms`; and now and then without one, because days pass."""
        since_ms = abs(now_ms - self._published_ms)
        if mark != self._published_mark:
            return since_ms >= self._settings.publish_ms
        return since_ms >= self._settings.repaint_seconds * 1000
