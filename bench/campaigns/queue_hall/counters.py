"""A counter's day: its clerk sits down, calls one after the other, has a break, and goes when nobody is left."""

from __future__ import annotations

import random
from collections import deque
from contextlib import suppress

from bench.campaigns.queue_hall.agenda import Alarm
from bench.campaigns.queue_hall.catalogue import Counter
from bench.campaigns.queue_hall.clerk import Clerk
from bench.campaigns.queue_hall.floor import Floor, Holding
from bench.campaigns.queue_hall.quick_http import NoAnswer
from bench.campaigns.queue_hall.story import MINUTE_MS, Day, Fate
from bench.campaigns.queue_hall.window import Window
from kiosk.wire import CounterBody, Stage

PATIENCE_SECONDS = 40.0  # for one who was called and does not come, before and after calling again
LOOK_SECONDS = 420.0  # without anybody to call, the clerk tries all the same
BREAK_MINUTES = 12
PAGE_MINUTES = 60
FINISH_SHARE = 0.25  # of services: "finish" is pressed for them, while "next" finishes the others
FORM_SECONDS = 300.0  # to fill in a form
FIRST_SHARE, SHORT_SHARE = 0.3, 0.3  # of a service, before and after it goes on elsewhere


class CounterDay:
    """`has_box`: its clerk presses the keys of a caller box, which are next, again and finish."""

    def __init__(
        self, counter: Counter, clerk: Clerk, window: Window, floor: Floor, seed: int, *, has_box: bool
    ) -> None:
        self._counter = counter
        self._clerk = clerk
        self._looked_ms = 0
        self._window = window
        self._floor = floor
        self._rng = random.Random(f"{seed} {counter.code}")
        self._has_box = has_box
        self._serves = False  # the centre thinks so: the next press finishes
        self._alarm = Alarm()
        self._held: deque[tuple[float, str]] = deque()  # until when, and whom
        floor.may_call(counter.services, self._alarm)

    async def work(self, day: Day) -> None:
        """From opening until nobody is left."""
        agenda, floor = self._floor.agenda, self._floor
        await agenda.until(day.opens_ms + self._rng.randrange(20) * 1000)
        await self._window.look()
        breaks_ms = deque(day.opens_ms + int(hours * 60 * MINUTE_MS) for hours in self._break_hours())
        while True:
            if breaks_ms and agenda.now_ms >= breaks_ms[0]:
                breaks_ms.popleft()
                await self._rest()
            await self._look()
            called = await self._next()
            if called:
                continue
            if agenda.now_ms > day.closes_ms:
                over = not self._held and not floor.unfinished()
                if over or agenda.now_ms > day.drained_ms:
                    return
            seconds = LOOK_SECONDS
            if self._held:
                seconds = max(1.0, min(seconds, (self._held[0][0] - agenda.now_ms) / 1000))
            await agenda.until(agenda.now_ms + seconds * 1000, self._alarm)

    def _break_hours(self) -> tuple[float, float]:
        return self._rng.uniform(1.2, 2.8), self._rng.uniform(4.8, 6.4)

    async def _look(self) -> None:
        """Now and then at the counter's page: a session that nobody uses ends."""
        now_ms = self._floor.agenda.now_ms
        if now_ms - self._looked_ms >= PAGE_MINUTES * MINUTE_MS:
            with suppress(NoAnswer):
                await self._clerk.look()
                self._looked_ms = now_ms

    async def _rest(self) -> None:
        if self._serves:
            await self._press("finish")
        await self._press("pause")
        await self._floor.agenda.after(BREAK_MINUTES * 60)
        await self._press("resume")

    async def _press(self, deed: str, **what: object) -> CounterBody:
        self._serves = False
        return await self._window.do(deed, **what)

    async def _next(self) -> bool:
        """One person, if there is one."""
        agenda, ledger = self._floor.agenda, self._floor.ledger
        if self._held and agenda.now_ms >= self._held[0][0]:
            _, key = self._held.popleft()
            now = await self._press("take-up", ticket=key)
            if now.ticket == key and now.stage in (Stage.CALLED, Stage.SERVING):
                ledger.called(self._counter.code, key, now.number, agenda.now_ms, agenda.now_ms, (), in_turn=False)
                await self._go_on(key, now)
            return True
        asked_ms = agenda.now_ms
        now = await self._press("next")
        if now.stage is not Stage.CALLED or not now.ticket:
            return False
        code, services = self._counter.code, self._counter.services
        known = ledger.called(code, now.ticket, now.number, asked_ms, agenda.now_ms, services)
        await self._receive(self._floor.holdings.get(now.ticket) if known else None)
        return True

    async def _receive(self, holding: Holding | None) -> None:
        """Who was called comes, or does not. None: nobody has that number."""
        agenda = self._floor.agenda
        if holding is None or holding.gone:
            await agenda.after(PATIENCE_SECONDS)
            await self._press("recall")
            await agenda.after(PATIENCE_SECONDS)
            if holding is not None:
                self._floor.ledger.leaves(holding.key, agenda.now_ms)
            await self._press("no-show")
            return
        await agenda.after(holding.person.walk_s)
        await self._begin()
        await self._serve(holding)

    async def _begin(self) -> None:
        """The person has come; a caller box has no key for that."""
        if not self._has_box:
            await self._press("begin")

    async def _serve(self, holding: Holding) -> None:
        agenda, ledger, wish = self._floor.agenda, self._floor.ledger, holding.wish
        seconds = wish.minutes * 60
        if holding.leg:  # it came from another counter, or back from there
            returns = wish.fate is Fate.RETURN and holding.leg == 1
            await agenda.after(seconds * SHORT_SHARE)
            await self._finish(holding, moved=returns)
            return
        if wish.fate is Fate.HOLD:
            await agenda.after(seconds * FIRST_SHARE)
            ledger.leaves(holding.key, agenda.now_ms)
            await self._press("hold")
            self._held.append((agenda.now_ms + FORM_SECONDS * 1000, holding.key))
            return
        if wish.onward and wish.onward not in self._counter.services:
            await agenda.after(seconds * FIRST_SHARE)
            holding.leg = 1
            ledger.leaves(holding.key, agenda.now_ms, moved=True)
            await self._press("transfer", service=wish.onward, returns=wish.fate is Fate.RETURN)
            self._floor.wakes(wish.onward)
            return
        await agenda.after(seconds)
        await self._finish(holding)

    async def _go_on(self, key: str, now: CounterBody) -> None:
        """One who has filled in the form."""
        holding = self._floor.holdings[key]
        if now.stage is Stage.CALLED:
            await self._begin()
        await self._floor.agenda.after(holding.wish.minutes * 60 * (1 - FIRST_SHARE))
        await self._finish(holding)

    async def _finish(self, holding: Holding, *, moved: bool = False) -> None:
        """`moved`: the person goes back to the counter that sent them."""
        now_ms = self._floor.agenda.now_ms
        holding.leg += 1
        self._floor.ledger.leaves(holding.key, now_ms, moved=moved, served=not moved)
        self._serves = True
        if moved or self._rng.random() < FINISH_SHARE:
            await self._press("finish")
        if moved:
            self._floor.wakes(holding.wish.service.code)
