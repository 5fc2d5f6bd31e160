"""Keeps leased numbers in store for the time when the centre cannot be asked. Runs behind everybody's back."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from random import Random

from structlog.typing import FilteringBoundLogger

from kiosk.day import BusinessDay
from kiosk.journal import Journal, leases
from kiosk.settings.tables import Centre as CentreSettings
from kiosk.sync.backoff import Backoff
from kiosk.sync.centre import Centre, CentreAway, Reply
from kiosk.sync.verdict import understood
from kiosk.waiting import happens_within
from kiosk.wire import LeaseAnswer, LeaseRequest

KEY_BYTES = 16
REFUSED_FROM, REFUSED_BELOW = 400, 500
PASSING = (401, 403, 429)  # refusals that say nothing about the question itself


class LeaseSupply:
    """Run it as one task; `nudge` it when a lease was used or the catalogue changed."""

    def __init__(
        self,
        journal: Journal,
        centre: Centre,
        day: BusinessDay,
        prefixes: Callable[[], set[str]],
        settings: CentreSettings,
        random: Random,
        log: FilteringBoundLogger,
    ) -> None:
        self._journal = journal
        self._centre = centre
        self._day = day
        self._prefixes = prefixes
        self._settings = settings
        self._backoff = Backoff(settings.backoff_first_seconds, settings.backoff_limit_seconds, random)
        self._log = log
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        self._nudged.set()

    async def run(self) -> None:
        """Never returns."""
        while True:
            self._nudged.clear()
            if await self.top_up():
                self._backoff.reset()
                await happens_within(self._settings.lease_check_seconds, self._nudged.wait())
            else:
                await self._centre.pause(self._backoff.next_seconds())

    async def top_up(self) -> bool:
        """Fetch a block for each prefix that runs low. False: the centre did not answer one of them."""
        left = await self._journal.read(lambda sql: leases.left(sql, self._day.today()))
        for prefix in sorted(self._prefixes()):
            if left.get(prefix, 0) < self._settings.lease_low and not await self._fetch(prefix):
                return False
        return True

    async def _fetch(self, prefix: str) -> bool:
        wanted = LeaseRequest(key=secrets.token_hex(KEY_BYTES), prefix=prefix, count=self._settings.lease_block)
        asked = await self._journal.write(lambda tx: leases.ask(tx, wanted))
        try:
            reply = await self._centre.post(
                "/leases", asked.model_dump_json().encode(), self._settings.request_deadline_seconds
            )
        except CentreAway:
            return False
        answer = understood(LeaseAnswer, reply.body) if reply.ok else None
        if answer is not None and answer.prefix == prefix:
            await self._journal.write(lambda tx: leases.take(tx, asked, answer))
            self._day.heard(answer.day)
            self._centre.heard()
            return True
        self._log.warning("no lease", prefix=prefix, answer=reply.told())
        if refused(reply):
            await self._journal.write(lambda tx: leases.close(tx, asked))
        return False


def refused(reply: Reply) -> bool:
    """The same question will never be answered: no such prefix, or no numbers left."""
    return REFUSED_FROM <= reply.status < REFUSED_BELOW and reply.status not in PASSING
