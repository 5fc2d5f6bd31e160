"""One LED display: the newest call of its counter or zone, then its standing text. It does not wait for the voice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from structlog.typing import FilteringBoundLogger

from drivers.roles import CallDisplay, Outcome
from kiosk.announcer.words import shown
from kiosk.announcer.zones import within
from kiosk.settings.announcer import Announcer as AnnouncerSettings
from kiosk.settings.announcer import CallsDisplay
from kiosk.waiting import happens_within
from kiosk.wire import Called

AGAIN_SECONDS = 5.0  # until a text that the display did not take is sent again, while it is still the one to show


class Led:
    """Run `run` as one part."""

    def __init__(
        self,
        display: CallDisplay,
        of: CallsDisplay,
        settings: AnnouncerSettings,
        monotonic: Callable[[], float],
        log: FilteringBoundLogger,
    ) -> None:
        self._display = display
        self._of = of
        self._settings = settings
        self._monotonic = monotonic
        self._log = log
        self._text = of.standing
        self._back_at: float | None = None  # when the standing text comes back
        self._news = asyncio.Event()
        self._failed = ""

    def call(self, call: Called) -> None:
        """A fresh call; not of this display unless it is of its counter or zone."""
        if self._of.counter and call.counter != self._of.counter:
            return
        if not self._of.counter and not within(call, self._of.zone):
            return
        self._text = shown(call)
        self._back_at = self._monotonic() + self._settings.standing_after_seconds if self._of.standing else None
        self._news.set()

    def again(self) -> None:
        """The display is back: it may have been dark."""
        self._news.set()

    async def run(self) -> None:
        """Never returns."""
        on_it = ""
        self._news.set()
        while True:
            await happens_within(self._seconds(on_it), self._news.wait())
            if self._news.is_set():
                self._news.clear()
                on_it = ""
            if self._back_at is not None and self._monotonic() >= self._back_at:
                self._text, self._back_at = self._of.standing, None
            if self._text and self._text != on_it:
                text = self._text
                on_it = text if await self._show(text) else on_it

    def _seconds(self, on_it: str) -> float | None:
        """How long nothing has to be done, as far as is known now."""
        waits = [] if self._back_at is None else [max(0.0, self._back_at - self._monotonic())]
        if self._text and self._text != on_it:
            waits.append(AGAIN_SECONDS)
        return min(waits, default=None)

    async def _show(self, text: str) -> bool:
        done = await self._display.show(text, self._settings.show_deadline_seconds)
        failed = "" if done.outcome is Outcome.DONE else str(done.error)
        if failed and failed != self._failed:
            self._log.warning("a call is not on the display", device=self._display.name, error=failed)
        self._failed = failed
        return not failed
