"""The feed: what the centre tells this terminal, long-polled, kept durably with its position.

People waiting and calls change every second and are old news after a restart: they stay in memory, and the durable
position stays before them, so that the next start asks for them again. Commands go to `commands`, not among the rows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from structlog.typing import FilteringBoundLogger

from kiosk.journal import Journal, feed_rows
from kiosk.settings.tables import Centre as CentreSettings
from kiosk.sync.backoff import Backoff
from kiosk.sync.centre import Centre, CentreAway
from kiosk.sync.commands import Commands
from kiosk.sync.verdict import understood
from kiosk.wire import FeedAnswer, FeedRow

FLEETING = {"waiting", "calls"}
COMMAND = "command."
Rows = dict[tuple[str, str], FeedRow]


class Feed:
    """Run it as one task. `rows` is what is known now, `on_change` is called with it after each change."""

    def __init__(
        self,
        journal: Journal,
        centre: Centre,
        commands: Commands,
        settings: CentreSettings,
        random: Random,
        log: FilteringBoundLogger,
    ) -> None:
        self.rows: Rows = {}
        self.through = 0
        self.told_at: float | None = None  # monotonic time of the last answer
        self.on_change: Callable[[], None] = lambda: None
        self._journal = journal
        self._centre = centre
        self._commands = commands
        self._settings = settings
        self._backoff = Backoff(settings.backoff_first_seconds, settings.backoff_limit_seconds, random)
        self._log = log
        self._last_failure = ""

    async def load(self) -> None:
        """What was known before this start."""
        self.rows = {(row.kind, row.key): row for row in await self._journal.read(feed_rows.all_rows)}
        self.through = await self._journal.read(feed_rows.through)

    async def run(self) -> None:
        """Never returns."""
        while True:
            try:
                answer = await self._ask()
            except CentreAway as error:
                await self._pause(str(error))
                continue
            if answer is not None:
                await self.take(answer)

    def refetch(self) -> None:
        """Ask for everything again with the next question."""
        self.through = 0

    async def take(self, answer: FeedAnswer) -> None:
        """Keep one answer, tell of it, and carry out its commands. Raises JournalError; then it is asked for again."""
        again = answer.through < self.through  # the centre's feed is younger than ours: its truth starts again
        self.told_at = time.monotonic()
        self._backoff.reset()
        self._last_failure = ""
        lasting = [row for row in answer.rows if row.kind not in FLEETING and not row.kind.startswith(COMMAND)]
        orders = [row for row in answer.rows if row.kind.startswith(COMMAND)]
        if orders:  # noted before the position moves past them
            self._commands.heard(answer.now_ms / 1000)
            await self._commands.note(orders)
        if lasting or orders or again:
            fleeting = [row.n for row in answer.rows if row.kind in FLEETING]
            position = min([answer.through, *(n - 1 for n in fleeting)])
            await self._journal.write(lambda tx: feed_rows.store(tx, lasting, position, again))
        self.through = answer.through
        if again:
            self.rows = {}
        for row in answer.rows:
            known = self.rows.get((row.kind, row.key))
            if not row.kind.startswith(COMMAND) and (known is None or known.n < row.n):
                self.rows[row.kind, row.key] = row
        self.on_change()
        for order in orders:
            await self._commands.carry_out(order)

    async def _ask(self) -> FeedAnswer | None:
        parameters = {"after": str(self.through), "wait": str(self._settings.feed_wait_seconds)}
        deadline = self._settings.feed_wait_seconds + self._settings.request_deadline_seconds
        reply = await self._centre.get("/feed", parameters, deadline)
        answer = understood(FeedAnswer, reply.body) if reply.ok else None
        if answer is None:
            await self._pause(f"the centre refuses the feed: {reply.told()}", reply.retry_after_seconds)
            return None
        self._centre.heard()
        return answer

    async def _pause(self, why: str, wished_seconds: float | None = None) -> None:
        if why != self._last_failure:
            self._log.warning("the feed does not come down", why=why)
            self._last_failure = why
        limit = self._settings.retry_after_limit_seconds
        await self._centre.pause(self._backoff.next_seconds() if wished_seconds is None else min(wished_seconds, limit))
