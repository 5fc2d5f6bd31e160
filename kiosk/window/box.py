"""The clerk's box and the citizen's pad at a window: shows whom the counter serves, or how many wait, and invites to
rate. The newest wish counts; a box that is away is told when it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from drivers.roles import CounterPad, Outcome, RatingPad
from kiosk.waiting import happens_within
from kiosk.wire import CounterBody

SHOW_SECONDS = 2.0
AGAIN_SECONDS = 10.0  # until what could not be shown is tried again


class Box:
    """Run `run` as one part. None: this window has no pad, or one without a clerk's side."""

    def __init__(self, pad: RatingPad | None, box: CounterPad | None) -> None:
        self.on_rated: Callable[[int], None] = lambda level: None  # a rating that was invited
        self._pad = pad
        self._box = box
        self._wanted: CounterBody | None = None
        self._news = asyncio.Event()
        self._asking: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """As the settings have it; empty: none."""
        return self._pad.name if self._pad is not None else ""

    def show(self, counter: CounterBody | None) -> None:
        """The number that is served, else how many wait."""
        if counter is not None and _shown(counter) != (self._wanted and _shown(self._wanted)):
            self._wanted = counter
            self._news.set()

    def again(self) -> None:
        """The box is back: it may have been dark."""
        self._news.set()

    async def run(self) -> None:
        """Never returns."""
        undone = False
        while True:
            await happens_within(AGAIN_SECONDS if undone else None, self._news.wait())
            self._news.clear()
            undone = not await self._show()

    async def _show(self) -> bool:
        if self._wanted is None or self._box is None:
            return True
        number, waiting = _shown(self._wanted)
        if any(character.isdigit() for character in number):
            done = await self._box.show_ticket(number, SHOW_SECONDS)
        else:
            done = await self._box.show_waiting(waiting, SHOW_SECONDS)
        return done.outcome is Outcome.DONE

    def invite(self, deadline_seconds: float) -> None:
        """Let the citizen rate on the pad, until `let_go`."""
        self.let_go()
        if self._pad is not None:
            self._asking = asyncio.get_running_loop().create_task(self._ask(self._pad, deadline_seconds))

    def let_go(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    async def _ask(self, pad: RatingPad, deadline_seconds: float) -> None:
        result = await pad.ask(deadline_seconds)
        if result.outcome is Outcome.DONE and result.level is not None:
            self.on_rated(result.level)

    async def close(self) -> None:
        asking = self._asking
        self.let_go()
        if asking is not None:
            await asyncio.gather(asking, return_exceptions=True)


def _shown(counter: CounterBody) -> tuple[str, int]:
    return counter.number, 0 if counter.number else counter.waiting
