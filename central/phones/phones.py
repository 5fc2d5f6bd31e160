"""The phones that look at this process now: each is answered from memory, and waits for news of its own ticket only.

After every change of the hall the database is read once for all of them; whose place changed is woken, who is called
at once, who is far back within `phone_spread_seconds`, so that one call does not make two thousand phones ask in the
same instant.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time

from sqlalchemy.exc import SQLAlchemyError

from central.clock import Clock
from central.database import Database, DatabaseBusy
from central.phones.place import Place, is_urgent, read_places
from central.pulse import Pulse
from central.settings import Settings

log = logging.getLogger("central.phones")
Places = dict[str, Place]


class Phones:
    def __init__(self, changes: Pulse, database: Database, settings: Settings, clock: Clock) -> None:
        self._changes = changes
        self._database = database
        self._settings = settings
        self._clock = clock
        self._places: Places = {}
        self._count = -1
        self._read_seconds = 0.0
        self._reading = asyncio.Lock()
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._waits = 0

    async def run(self) -> None:
        """Tell waiting phones their news until the pulse ends. A database that is away is asked again."""
        count = -1
        while not self._changes.ended:
            count = await self._changes.after(count, self._settings.repaint_seconds)
            if self._waiting:
                try:
                    await self._newest()
                except (DatabaseBusy, SQLAlchemyError) as error:
                    log.warning("phones are told nothing new now: %s", error)
            await asyncio.sleep(self._settings.phone_look_ms / 1000)
        for token in list(self._waiting):
            self._wake(token, 0.0)

    async def place(self, token: str) -> Place | None:
        """None for a ticket that is over, or that the centre has not heard of. Raises DatabaseBusy."""
        return (await self._newest()).get(token)

    async def news(self, token: str, version: str, wait_seconds: float) -> Place | None:
        """The place once it is another than that of `version`, or at the deadline. At once when too many wait."""
        place = await self.place(token)
        wait_seconds = min(wait_seconds, self._settings.phone_wait_seconds)
        is_old = place is not None and place.version == version and not self._changes.ended
        if not is_old or wait_seconds <= 0 or self._waits >= self._settings.phones_waiting:
            return place
        woken = asyncio.Event()
        self._waiting.setdefault(token, set()).add(woken)
        self._waits += 1
        try:
            async with asyncio.timeout(wait_seconds):
                await woken.wait()
        except TimeoutError:
            pass
        finally:
            self._waits -= 1
            self._waiting[token].discard(woken)
            if not self._waiting[token]:
                del self._waiting[token]
        return self._places.get(token)

    async def _newest(self) -> Places:
        """As of the last change, or of `phone_look_ms` ago."""
        async with self._reading:
            count, age_seconds = self._changes.count, time.monotonic() - self._read_seconds
            is_due = age_seconds >= self._settings.phone_look_ms / 1000 and self._count != count
            if self._count < 0 or is_due or age_seconds >= self._settings.repaint_seconds:
                now_ms = self._clock()
                before = self._places
                self._places = await self._database.read(lambda db: read_places(db, now_ms))
                self._count, self._read_seconds = count, time.monotonic()
                self._tell(before)
            return self._places

    def _tell(self, before: Places) -> None:
        for token in list(self._waiting):
            then, now = before.get(token), self._places.get(token)
            if then != now:
                self._wake(token, 0.0 if is_urgent(then, now) else self._settings.phone_spread_seconds)

    def _wake(self, token: str, within_seconds: float) -> None:
        for woken in self._waiting.get(token, ()):
            if within_seconds:
                asyncio.get_running_loop().call_later(within_seconds * random.random(), woken.set)  # noqa: S311 (no secret)
            else:
                woken.set()
