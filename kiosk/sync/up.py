"""The journal's way to the centre: batches in order, one in flight, for ever."""

from __future__ import annotations

import asyncio
from random import Random

import orjson
from structlog.typing import FilteringBoundLogger

from kiosk.journal import Journal, JournalBroken, cursor
from kiosk.journal.cursor import Waiting
from kiosk.settings.tables import Centre as CentreSettings
from kiosk.sync.backoff import Backoff
from kiosk.sync.centre import Centre, CentreAway
from kiosk.sync.verdict import Foreign, Reached, TryAgain, Verdict, verdict
from kiosk.waiting import happens_within


class Uplink:
    """Run it as one task. `acked` is how far the centre has come; `reached` waits for it."""

    def __init__(
        self,
        terminal: str,
        journal: Journal,
        centre: Centre,
        settings: CentreSettings,
        random: Random,
        log: FilteringBoundLogger,
    ) -> None:
        self.acked = 0
        self._terminal = terminal
        self._journal = journal
        self._centre = centre
        self._settings = settings
        self._backoff = Backoff(settings.backoff_first_seconds, settings.backoff_limit_seconds, random)
        self._limit_events = settings.batch_events
        self._log = log
        self._waiting: dict[asyncio.Future[None], int] = {}
        self._last_failure = ""
        self._hurry = asyncio.Event()  # somebody waits for an acknowledgement

    async def run(self) -> None:
        """Never returns. Raises JournalBroken when only a new journal can go on."""
        self.acked = await self._journal.read(cursor.acked_through)
        while True:
            await self._journal.beyond(self.acked)
            await self._gather()
            batch = await self._journal.read(lambda sql: cursor.after(sql, self.acked, self._limit_events))
            answer = await self._send(batch)
            if isinstance(answer, Reached):
                await self._reach(answer.seq)
            elif isinstance(answer, Foreign):
                raise JournalBroken(f"{self._journal.path}: {answer.why}; it is set aside and a new journal begun")
            else:
                await self._pause(answer, len(batch.events))

    async def reached(self, seq: int, deadline_seconds: float) -> bool:
        """Whether the centre acknowledges everything up to `seq` within the deadline."""
        if self.acked >= seq:
            return True
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[future] = seq
        self._hurry.set()
        try:
            return await happens_within(deadline_seconds, future)
        finally:
            del self._waiting[future]

    async def _gather(self) -> None:
        """Let what belongs together come together, and a ticket be finished before it is told of."""
        if self._waiting or self._journal.last_seq - self.acked >= self._limit_events:
            return
        self._hurry.clear()
        await happens_within(self._settings.gather_ms / 1000, self._hurry.wait())

    async def _send(self, batch: Waiting) -> Verdict:
        floor = await self._journal.read(cursor.floor)
        if not batch.events or batch.first <= floor:
            return Foreign(f"the events from {batch.first} to {floor} were removed before the centre had them")
        try:
            reply = await self._centre.post(
                f"/journals/{self._journal.id}/batches",
                batch_bytes(self._terminal, batch),
                self._settings.request_deadline_seconds,
            )
        except CentreAway as error:
            return TryAgain(str(error))
        return verdict(reply, batch.first, self._journal.last_seq, floor)

    async def _reach(self, seq: int) -> None:
        if seq < self.acked:
            self._log.warning("the centre has lost events; they are sent again", had=self.acked, has=seq)
        await self._journal.write(lambda tx: cursor.set_acked_through(tx, seq))
        stuck = seq == self.acked
        self.acked = seq
        self._limit_events = self._settings.batch_events
        if stuck:  # it said yes and took nothing: no busy loop with a centre like that
            await self._pause(TryAgain(f"the centre acknowledged nothing after {seq}"), 1)
            return
        self._centre.heard()
        self._backoff.reset()
        if self._last_failure:
            self._log.info("the journal goes up again", acked_through=seq)
            self._last_failure = ""
        for future, wanted in self._waiting.items():
            if seq >= wanted and not future.done():
                future.set_result(None)

    async def _pause(self, answer: TryAgain, sent_events: int) -> None:
        if answer.why != self._last_failure:
            self._log.warning("the journal does not go up", why=answer.why)
            self._last_failure = answer.why
        if answer.smaller:
            self._limit_events = max(1, sent_events // 2)
        seconds = self._backoff.longest_seconds() if answer.long else self._backoff.next_seconds()
        if answer.seconds is not None:
            wished = min(answer.seconds, self._settings.retry_after_limit_seconds)
            await asyncio.sleep(wished)  # its own wish: not cut short
            return
        await self._centre.pause(seconds)


def batch_bytes(terminal: str, batch: Waiting) -> bytes:
    """A wire.Batch around the canonical bytes of its events, which are not touched again."""
    head = b'{"terminal":' + orjson.dumps(terminal) + b',"first":' + str(batch.first).encode() + b',"events":['
    return head + b",".join(batch.events) + b"]}"
