"""Why the terminal as a whole cannot serve, and since when. Fed by the disk watch, the feed and the visits."""

from __future__ import annotations

from collections.abc import Callable

from structlog.typing import FilteringBoundLogger

from kiosk.clock import Clock
from kiosk.journal import JournalBroken, JournalError, JournalFull
from kiosk.views import Outage

GRAVEST_FIRST = (Outage.MAINTENANCE, Outage.FAULT, Outage.DISK_FULL, Outage.NO_CATALOGUE)


class Outages:
    def __init__(self, clock: Clock, log: FilteringBoundLogger) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self.on_broken: Callable[[JournalBroken], None] = lambda error: None
        self.journal_refuses = False  # the last change was not taken: only one that is taken proves it well again
        self.since = ""  # "09:32", the hall's time
        self._clock = clock
        self._log = log
        self._now: set[Outage] = set()

    @property
    def worst(self) -> Outage | None:
        return next((outage for outage in GRAVEST_FIRST if outage in self._now), None)

    def set(self, outage: Outage, holds: bool) -> None:
        before = self.worst
        if holds:
            self._now.add(outage)
        else:
            self._now.discard(outage)
        if self.worst is before:
            return
        if before is None:
            self.since = self._clock.now().strftime("%H:%M")
        self._log.warning("out of service" if self.worst else "in service", outage=self.worst)
        self.on_change()

    def journal_failed(self, error: JournalError) -> None:
        """A change was not written: no new visit until one is."""
        self._log.error("journal", error=str(error))
        self.journal_refuses = True
        if isinstance(error, JournalBroken):
            self.on_broken(error)
        self.set(Outage.DISK_FULL if isinstance(error, JournalFull) else Outage.FAULT, True)
