"""The hall's voice at work: hears of calls, speaks them one after the other, and writes what became of each.

On kiosk/ground.py, chosen by kiosk/engine.py where the settings have a table [announcer]. A dead loudspeaker or display
is a failed announcement; the queue goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from drivers.facts import DeviceBack, DeviceChanged, Fact, Link
from drivers.roles import CallDisplay, Outcome, Speaker
from kiosk.announcer import announced
from kiosk.announcer.heard import age_seconds
from kiosk.announcer.led import Led
from kiosk.announcer.waiting import Announcement, Waiting, hear, take
from kiosk.announcer.words import english, mandarin
from kiosk.announcer.zones import within
from kiosk.ground import Ground, Run
from kiosk.journal import JournalError, Transaction
from kiosk.local import Answered
from kiosk.settings.announcer import Announcer as AnnouncerSettings
from kiosk.settings.announcer import CallsDisplay
from kiosk.waiting import happens_within
from kiosk.wire import Called, CallsBody


class Announcer:
    """A `kiosk.ground.Duty`. `displays` by their names in the settings."""

    def __init__(
        self, ground: Ground, settings: AnnouncerSettings, speaker: Speaker, displays: Mapping[str, CallDisplay]
    ) -> None:
        self._ground = ground
        self._settings = settings
        self._speaker = speaker
        clock, log = ground.clock, ground.log
        self._leds = {
            name: Led(display, settings.displays.get(name, CallsDisplay()), settings, clock.monotonic, log)
            for name, display in displays.items()
        }
        self._waiting = Waiting()
        self._heard_at: float | None = None  # monotonic: the last answer of the feed
        self._n = 0  # of the feed's row that was taken last
        self._news = asyncio.Event()
        self._speaking = asyncio.Lock()
        self._voice_there = asyncio.Event()
        self.fact(speaker.condition())

    # --- the duty ---

    @property
    def quiet(self) -> bool:
        return not self._waiting.queue and not self._speaking.locked()

    def parts(self) -> Mapping[str, Run]:
        return {"voice": self._speak_all, **{f"display {name}": led.run for name, led in self._leds.items()}}

    async def settle(self) -> None:
        self._waiting = replace(self._waiting, known=await self._ground.journal.read(announced.known))

    def clear_up(self, tx: Transaction) -> None:
        announced.end_unfinished(tx)

    def open(self) -> None:
        """It has no screen."""

    def told(self) -> None:
        now = self._ground.clock.monotonic()
        unheard = None if self._heard_at is None else now - self._heard_at
        self._heard_at = now
        row = self._ground.feed.rows.get(("calls", ""))
        if row is None or row.n == self._n:
            return
        self._n = row.n
        try:
            calls = CallsBody.model_validate(row.body).calls
        except ValueError as error:
            why = f"feed row {row.n} (calls) cannot be understood: {error}"
            self._ground.log.error(why)  # noqa: TRY400 - the sentence is whole
            return
        self._hear(calls, now, unheard)

    def answered(self, message: Answered) -> None:
        """It has no screen."""

    def fact(self, fact: Fact) -> None:
        match fact:
            case DeviceBack(device=name) if name in self._leds:
                self._leds[name].again()
            case DeviceChanged(device=name, link=Link.ONLINE) if name == self._speaker.name:
                self._voice_there.set()
            case _:
                pass

    async def close(self) -> None:
        """What is being said is cut off; the next life notes that nobody knows how far it was heard."""

    # --- calls ---

    def _hear(self, calls: list[Called], now: float, unheard_seconds: float | None) -> None:
        wall = self._ground.clock.now()
        fresh = [call for call in calls if call.n not in self._waiting.known]
        made_at = {call.n: now - age_seconds(call.at, wall, unheard_seconds) for call in fresh}
        zones = self._settings.zones or [""]
        ours = [call for call in fresh if any(within(call, zone) for zone in zones)]
        others = {call.n for call in fresh} - {call.n for call in ours}
        waiting = hear(self._waiting, [(call, made_at[call.n]) for call in ours])
        self._waiting = replace(waiting, known=waiting.known | others)
        for call in fresh:
            if now - made_at[call.n] <= self._settings.late_seconds:
                for led in self._leds.values():
                    led.call(call)
        self._news.set()

    async def _speak_all(self) -> None:
        """Never returns. A loudspeaker that is still being opened after the start is waited for, once."""
        await happens_within(self._settings.say_deadline_seconds, self._voice_there.wait())
        while True:
            now = self._ground.clock.monotonic()
            self._waiting, next_one, late = take(self._waiting, now, self._settings.late_seconds)
            if next_one is None:
                self._news.clear()
                await self._news.wait()
            else:
                await self._announce(next_one, late)

    async def _announce(self, announcement: Announcement, late: bool) -> None:
        """Raises JournalError before a sound is made, and keeps its place: what cannot be noted could be said twice."""
        calls = announcement.calls
        async with self._speaking:
            try:
                await self._ground.journal.write(lambda tx: announced.begin(tx, calls))
            except JournalError:
                self._waiting = replace(self._waiting, queue=(announcement, *self._waiting.queue))
                raise
            outcome = announced.SKIPPED if late else (await self._say(announcement.call)).value
            await self._ground.journal.write(lambda tx: announced.end(tx, calls, outcome))

    async def _say(self, call: Called) -> Outcome:
        texts = [mandarin(call), english(call)] if self._settings.english else [mandarin(call)]
        for text in texts:
            done = await self._speaker.say(text, self._settings.say_deadline_seconds)
            if done.outcome is not Outcome.DONE:
                self._ground.log.warning("a call was not spoken to its end", number=call.number, error=done.error)
                return done.outcome
        return Outcome.DONE
