"""The cabinet's voice and its light: the newest sentence is spoken and shown, an older one that waits is dropped.

Both are beside the visit: a speaker that is away keeps nobody from a parcel.
"""

from __future__ import annotations

import asyncio

from structlog.typing import FilteringBoundLogger

from drivers.roles import CallDisplay, Outcome, Speaker
from kiosk.lockers.sayings import REST, Saying, shown, spoken
from kiosk.views import Language

SPEAK_SECONDS = 15.0
SHOW_SECONDS = 3.0


class Aloud:
    """Run `run` as one part. None: this cabinet has none."""

    def __init__(self, speaker: Speaker | None, light: CallDisplay | None, log: FilteringBoundLogger) -> None:
        self._speaker = speaker
        self._light = light
        self._log = log
        self._wanted: tuple[str, str] | None = None  # to speak, to show
        self._news = asyncio.Event()

    def say(self, what: Saying, cell: int, language: Language) -> None:
        self._wanted = (spoken(what, cell, language), shown(what, cell))
        self._news.set()

    def rest(self) -> None:
        """Nobody stands there any more: nothing is said, the light says what this is."""
        self._wanted = ("", REST)
        self._news.set()

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self._news.wait()
            self._news.clear()
            if self._wanted is not None:
                words, text = self._wanted
                self._wanted = None
                await asyncio.gather(self._show(text), self._speak(words))

    async def _speak(self, text: str) -> None:
        if self._speaker is not None and text:
            done = await self._speaker.say(text, SPEAK_SECONDS)
            if done.outcome is Outcome.FAILED:
                self._log.info("the cabinet's voice did not speak", error=done.error)

    async def _show(self, text: str) -> None:
        if self._light is not None:
            done = await self._light.show(text, SHOW_SECONDS)
            if done.outcome is Outcome.FAILED:
                self._log.info("the cabinet's light did not show it", error=done.error)
