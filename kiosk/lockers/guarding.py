"""The guard at work: keeps its count in the journal, so that a restart forgets nothing, and tells its alarm."""

from __future__ import annotations

import math
from datetime import datetime
from functools import partial
from typing import Any

from kiosk.journal import Transaction
from kiosk.lockers import store_notes
from kiosk.lockers.events import Alarm, CodeRefused, Way
from kiosk.lockers.guard import Guard, Limits, after_restart
from kiosk.lockers.views import Entry
from kiosk.lockers.works import Works

KEPT_SECONDS = 600.0  # how often the day's running time is kept: so much of it is lost by a power cut


class Guarding:
    def __init__(self, works: Works) -> None:
        self._works = works
        self._guard = Guard(at=works.clock.monotonic())
        self._kept_at = works.clock.monotonic()
        self._stopped_word = ""  # the centre's, as it stood when `_stopped_until` was worked out
        self._stopped_until = -math.inf  # monotonic seconds

    def settle(self, kept: dict[str, Any] | None) -> None:
        """The running pause begins again."""
        self._guard = after_restart(kept, self._works.clock.boot, self._works.clock.monotonic())

    def told(self) -> None:
        """The centre may have stopped codes in the whole hall. Its time is measured by our own from here on: a wall
        clock that is moved later lifts nothing."""
        cabinet = self._works.parcels.cabinet
        word = cabinet.codes_stopped_until if cabinet else ""
        if word == self._stopped_word:
            return
        self._stopped_word, self._stopped_until = word, -math.inf
        try:
            left = datetime.fromisoformat(word).timestamp() - self._works.time.seconds() if word else 0.0
        except ValueError:
            self._works.log.error("codes_stopped_until of the cabinet's row is no time", value=word)  # noqa: TRY400
            return
        self._stopped_until = self._works.clock.monotonic() + left

    # --- what holds now ---

    def closed(self) -> Entry | None:
        """Why no code counts now; None: codes count."""
        if self.stopped:
            return Entry.STOPPED
        return Entry.PAUSED if self._now().pause_left else None

    @property
    def stopped(self) -> bool:
        """No codes any more today, here or in the hall."""
        return self._now().stopped(self._limits()) or self._works.clock.monotonic() < self._stopped_until

    @property
    def pause_seconds(self) -> int | None:
        left = self._now().pause_left
        return math.ceil(left) if left else None

    @property
    def today(self) -> int:
        return self._now().wrong

    def tries_left(self, visit: str) -> int:
        return 0 if self.stopped else self._now().tries_left(visit, self._limits())

    # --- what happens ---

    async def refused(self, visit: str, way: Way, why: str) -> None:
        """One more wrong code. It counts at once, and is durable when this returns. Raises JournalError."""
        self._guard = self._now().refused(visit, self._limits())
        guard = self._guard
        told = CodeRefused(way=way, why=why, visit=visit, today=guard.wrong)
        if guard.stopped(self._limits()):
            self._works.alarms.begin(Alarm.GUESSING)
        await self._works.journal.write(partial(_keep, guard.kept(self._works.clock.boot), told))

    async def accepted(self) -> None:
        """A right code. Raises JournalError."""
        before, self._guard = self._now(), self._now().accepted()
        if before.level:
            await self._works.journal.write(partial(_keep, self._guard.kept(self._works.clock.boot), None))

    def watch(self) -> None:
        """Every second: a pause that has run out, a day that has ended, and time that has passed, are kept."""
        before, now = self._guard, self._now()
        if not now.stopped(self._limits()):
            self._works.alarms.end(Alarm.GUESSING)
        ended = (before.pause and not now.pause) or (before.wrong and not now.wrong)
        due = now.wrong and now.at - self._kept_at >= KEPT_SECONDS
        if ended or due:
            self._guard, self._kept_at = now, now.at
            self._works.record.tell(partial(_keep, now.kept(self._works.clock.boot), None), self._works.changed)

    def _now(self) -> Guard:
        return self._guard.as_of(self._works.clock.monotonic())

    def _limits(self) -> Limits:
        cabinet, pauses = self._works.parcels.cabinet, tuple(self._works.settings.pause_seconds)
        if cabinet is None:  # no code can be known before the centre has told its salt
            return Limits(1, 1, pauses)
        return Limits(cabinet.wrong_a_visit, cabinet.wrong_a_day, pauses)


def _keep(kept: dict[str, Any], told: CodeRefused | None, tx: Transaction) -> None:
    store_notes.note(tx, store_notes.GUARD, kept)
    if told is not None:
        tx.event(told)
