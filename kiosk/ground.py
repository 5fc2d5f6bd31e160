"""What every life of the engine stands on: one journal, its way up, the feed down, outages, devices' reports, disk.

What the terminal is there for is a `Duty` on it: lobby visits (kiosk/life.py), one counter's window (kiosk/window/) or
the hall's voice (kiosk/announcer/).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from random import Random, SystemRandom
from typing import Any, Protocol

from structlog.typing import FilteringBoundLogger

from drivers.facts import Fact
from kiosk.clock import Clock
from kiosk.device_reports import DeviceReports
from kiosk.disk import Disk
from kiosk.events import TerminalStarted, TerminalStopped
from kiosk.glass import Glass
from kiosk.journal import Journal, JournalBroken, JournalError, Transaction, commands
from kiosk.local import Answered, Status
from kiosk.outages import Outages
from kiosk.parts import keep_running
from kiosk.settings import Settings
from kiosk.sync.centre import Centre
from kiosk.sync.commands import Act, Commands
from kiosk.sync.down import Feed
from kiosk.sync.up import Uplink
from kiosk.version import SOFTWARE
from kiosk.views import Outage
from kiosk.waiting import happens_within
from kiosk.wire import FeedRow

LAST_WORD_SECONDS = 2.0

Run = Callable[[], Awaitable[None]]


class Duty(Protocol):
    """What a terminal is there for, as the engine and the ground know it."""

    @property
    def quiet(self) -> bool:
        """Nobody is served at this instant: time to clear up."""

    def parts(self) -> Mapping[str, Run]:
        """What runs until the life ends; each is restarted when it fails."""

    async def settle(self) -> None:
        """The feed's rows of the last life are there; nobody is served yet."""

    def clear_up(self, tx: Transaction) -> None:
        """End what the last life left open."""

    def open(self) -> None:
        """Show the first screen; also when the journal takes nothing yet."""

    def told(self) -> None:
        """The feed's rows have changed."""

    def answered(self, message: Answered) -> None:
        """A touch on the face."""

    def fact(self, fact: Fact) -> None:
        """A device speaks."""

    async def close(self) -> None:
        """Let what is under way come to its end, within a deadline."""


class Ground:
    """Build it around an open journal; `run` it once, with its duty."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        glass: Glass,
        clock: Clock,
        log: FilteringBoundLogger,
        *,
        centre: Centre | None = None,
        random: Random | None = None,
    ) -> None:
        """`centre`, `random`: a simulation's own; else the settings' centre over HTTP, and the system's chance."""
        self.settings, self.journal, self.glass, self.clock, self.log = settings, journal, glass, clock, log
        self.random = random or SystemRandom()
        self.outages = Outages(clock, log)
        self.outages.on_broken = lambda error: self._broken.set()
        of_centre = settings.centre
        self.centre = centre or Centre(of_centre.url, settings.terminal.token_file, log)
        self.uplink = Uplink(settings.terminal.code, journal, self.centre, of_centre, self.random, log)
        self.acts: dict[str, Act] = {"command.refresh": self._refresh}  # a duty adds its own, before it is run
        self.feed = Feed(journal, self.centre, Commands(journal, clock, self.acts, log), of_centre, self.random, log)
        self._broken = asyncio.Event()
        self._devices = DeviceReports(journal, lambda: None)

    @property
    def fresh(self) -> bool:
        """Whether the centre was heard lately: what it told is still true."""
        told_at = self.feed.told_at
        return told_at is not None and time.monotonic() - told_at <= self.settings.centre.silent_seconds

    def fact(self, fact: Fact) -> None:
        """For the devices' reports; the duty hears it from the engine."""
        self._devices.fact(fact)

    async def run(self, duty: Duty, stop: asyncio.Event) -> None:
        """Until `stop`. Raises JournalBroken when only a new journal can go on. The journal is closed in any case."""
        self.feed.on_change = duty.told
        disk = Disk(
            self.settings.terminal.state_dir,
            self.journal,
            self.outages,
            self.settings.disk,
            self.clock,
            lambda: duty.quiet,
            self.log,
        )
        try:
            await self.centre.open()
            await self._settle(duty, disk, stop)
            await self._parts(duty, disk, stop)
        finally:
            await duty.close()
            await self._last_word(stop)
            await self.centre.close()
            await self.journal.close()

    def status(self) -> Status:
        told_at = self.centre.heard_at
        show = self.glass.show
        return Status(
            software=SOFTWARE,
            journal=self.journal.id,
            last_seq=self.journal.last_seq,
            acked_through=self.uplink.acked,
            feed_through=self.feed.through,
            centre_heard_seconds_ago=None if told_at is None else round(time.monotonic() - told_at, 1),
            view="" if show is None else type(show.view).__name__,
            outage=self.outages.worst,
            devices=self._devices.status(),
        )

    # --- start and end ---

    async def _settle(self, duty: Duty, disk: Disk, stop: asyncio.Event) -> None:
        """Clear up after the last life. Nobody is served before it is done; a full disk is waited for."""
        await self.feed.load()
        await duty.settle()
        while not stop.is_set():
            try:
                await self.journal.write(lambda tx: _begin(tx, duty))
                break
            except JournalBroken:
                raise
            except JournalError as error:
                self.outages.journal_failed(error)
                duty.open()
                await happens_within(self.settings.disk.check_seconds, stop.wait())
                self.outages.set(Outage.FAULT, False)
        self.outages.journal_refuses = False
        await disk.check()
        duty.open()

    async def _parts(self, duty: Duty, disk: Disk, stop: asyncio.Event) -> None:
        runs: dict[str, Run] = {
            "journal up": self.uplink.run,
            "feed down": self.feed.run,
            "devices": self._devices.run,
            "disk": disk.run,
            **duty.parts(),
        }
        tasks = [asyncio.create_task(keep_running(name, run, self.random, self.log)) for name, run in runs.items()]
        ends = [asyncio.ensure_future(event.wait()) for event in (stop, self._broken)]
        try:
            await asyncio.wait([*tasks, *ends], return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()  # only JournalBroken comes out of a part
            if self._broken.is_set():
                raise JournalBroken(f"{self.journal.path}: damaged")
        finally:
            every: list[asyncio.Future[Any]] = [*tasks, *ends]
            for each in every:
                each.cancel()
            await asyncio.gather(*every, return_exceptions=True)

    async def _last_word(self, stop: asyncio.Event) -> None:
        if not stop.is_set():
            return
        try:
            async with asyncio.timeout(LAST_WORD_SECONDS):
                await self.journal.append(TerminalStopped(reason="signal"))
        except (JournalError, TimeoutError) as error:
            self.log.warning("the stop is not in the journal", why=str(error))

    async def _refresh(self, row: FeedRow) -> None:
        self.feed.refetch()


def _begin(tx: Transaction, duty: Duty) -> None:
    duty.clear_up(tx)
    commands.end_unfinished(tx)
    tx.event(TerminalStarted(software=SOFTWARE))
