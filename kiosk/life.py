"""One life of the engine with one journal: opens it, clears up what the last life left, runs everything that needs it.

It ends when the engine stops, or when the journal can no longer be trusted; then the engine begins another life.
"""

from __future__ import annotations

import asyncio
import time
from random import SystemRandom
from typing import Any

from structlog.typing import FilteringBoundLogger

from drivers.layout import Layout
from drivers.roles import TicketPrinter
from kiosk.clock import Clock
from kiosk.day import BusinessDay
from kiosk.device_reports import DeviceReports
from kiosk.disk import Disk
from kiosk.events import TerminalStarted, TerminalStopped
from kiosk.glass import Glass
from kiosk.hall import Hall, hall_from
from kiosk.journal import Journal, JournalBroken, JournalError, Transaction, commands, prints, requests
from kiosk.lease_supply import LeaseSupply
from kiosk.local import Panel, Setup, Status
from kiosk.numbers import Numbers
from kiosk.outages import Outages
from kiosk.parts import keep_running
from kiosk.prints import Prints
from kiosk.settings import Settings
from kiosk.staff import StaffCalls
from kiosk.sync.centre import Centre
from kiosk.sync.commands import Commands
from kiosk.sync.down import Feed
from kiosk.sync.up import Uplink
from kiosk.trace import Trace
from kiosk.version import SOFTWARE
from kiosk.views import Language, Outage
from kiosk.visit import Visits
from kiosk.waiting import happens_within
from kiosk.wire import FeedRow

FRESHNESS_SECONDS = 5.0
PRINT_GRACE_SECONDS = 5.0
LAST_WORD_SECONDS = 2.0


class Life:
    """Build it around an open journal, `run` it once."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        printer: TicketPrinter | None,
        layout: Layout,
        glass: Glass,
        clock: Clock,
        log: FilteringBoundLogger,
        trace: Trace,
    ) -> None:
        random = SystemRandom()
        centre_settings = settings.centre
        self.journal = journal
        self._settings = settings
        self._glass = glass
        self._clock = clock
        self._log = log
        self._random = random
        self._broken = asyncio.Event()
        self._hall_n = 0
        self._faults: list[str] = []
        self.outages = Outages(clock, log)
        self.outages.on_broken = lambda error: self._broken.set()
        self.centre = Centre(centre_settings.url, settings.terminal.token_file, log)
        self.uplink = Uplink(settings.terminal.code, journal, self.centre, centre_settings, random, log)
        acts = {"command.refresh": self._refresh}
        self.feed = Feed(journal, self.centre, Commands(journal, clock, acts, log), centre_settings, random, log)
        self.feed.on_change = self._hall_changed
        self._hall = self._hall_now()
        self._day = BusinessDay(clock, None)
        self._leases = LeaseSupply(
            journal, self.centre, self._day, lambda: self._hall.prefixes, centre_settings, random, log
        )
        numbers = Numbers(journal, self.centre, self._day, clock, centre_settings.number_deadline_ms, log, trace)
        numbers.on_lease_used = self._leases.nudge
        self.visits = Visits(
            glass=glass,
            journal=journal,
            numbers=numbers,
            prints=Prints(printer, layout, journal, settings.visit.paper_deadline_seconds, log, trace),
            staff=StaffCalls(journal, self.uplink, centre_settings.staff_deadline_seconds),
            outages=self.outages,
            hall=lambda: self._hall,
            clock=clock,
            settings=settings.visit,
            log=log,
            trace=trace,
        )
        self.devices = DeviceReports(journal, self.visits.surroundings_changed)
        self._disk = Disk(
            settings.terminal.state_dir, journal, self.outages, settings.disk, clock, lambda: self.visits.quiet, log
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. Raises JournalBroken when only a new journal can go on. The journal is closed in any case."""
        try:
            await self.centre.open()
            await self._settle(stop)
            await self._parts(stop)
        finally:
            await self.visits.close(PRINT_GRACE_SECONDS)
            await self._last_word(stop)
            await self.centre.close()
            await self.journal.close()

    def status(self) -> Status:
        told_at = self.centre.heard_at
        show = self._glass.show
        return Status(
            software=SOFTWARE,
            journal=self.journal.id,
            last_seq=self.journal.last_seq,
            acked_through=self.uplink.acked,
            feed_through=self.feed.through,
            centre_heard_seconds_ago=None if told_at is None else round(time.monotonic() - told_at, 1),
            view="" if show is None else type(show.view).__name__,
            outage=self.outages.worst,
            devices=self.devices.status(),
        )

    # --- start and end ---

    async def _settle(self, stop: asyncio.Event) -> None:
        """Clear up after the last life. Nobody is served before it is done; a full disk is waited for."""
        await self.feed.load()
        self._hall = self._hall_now()
        self._name_the_glass()
        self.outages.set(Outage.NO_CATALOGUE, not self._hall.ready)
        latest = await self.journal.read(requests.latest_day)
        if latest is not None:
            self._day.used(latest)
        while not stop.is_set():
            try:
                await self.journal.write(clear_up)
                break
            except JournalBroken:
                raise
            except JournalError as error:
                self.outages.journal_failed(error)
                self.visits.open()
                await happens_within(self._settings.disk.check_seconds, stop.wait())
                self.outages.set(Outage.FAULT, False)
        self.outages.journal_refuses = False
        await self._disk.check()
        self.visits.open()

    async def _parts(self, stop: asyncio.Event) -> None:
        runs = {
            "journal up": self.uplink.run,
            "feed down": self.feed.run,
            "leases": self._leases.run,
            "visits": self.visits.run,
            "devices": self.devices.run,
            "disk": self._disk.run,
            "freshness": self._watch_freshness,
        }
        tasks = [asyncio.create_task(keep_running(name, run, self._random, self._log)) for name, run in runs.items()]
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
            self._log.warning("the stop is not in the journal", why=str(error))

    # --- what the centre tells ---

    def _hall_now(self) -> Hall:
        fresh = self.feed.told_at is not None
        fresh = fresh and time.monotonic() - (self.feed.told_at or 0) <= self._settings.centre.silent_seconds
        code = self._settings.terminal.code
        hall, faults = hall_from(self.feed.rows.values(), code, fresh, self._settings.hall)
        if faults != self._faults:
            self._faults = faults
            for fault in faults:
                self._log.error("the feed has a row that cannot be understood", why=fault)
        return hall

    def _hall_changed(self) -> None:
        before = self._hall
        self._hall = self._hall_now()
        row = self.feed.rows.get(("hall", ""))
        if self._hall.hall is not None and row is not None and row.n != self._hall_n:
            self._hall_n = row.n
            self._day.heard(self._hall.hall.day)
        if self._hall == before:
            return
        self._name_the_glass()
        self.outages.set(Outage.NO_CATALOGUE, not self._hall.ready)
        self.visits.hall_changed()
        if self._hall.prefixes != before.prefixes:
            self._leases.nudge()

    def _name_the_glass(self) -> None:
        self._glass.rename(setup_for(self._settings, self._hall))

    async def _watch_freshness(self) -> None:
        """People waiting become unknown when the centre has been silent too long."""
        while True:
            await asyncio.sleep(FRESHNESS_SECONDS)
            if self._hall.waiting is not None:
                self._hall_changed()

    async def _refresh(self, row: FeedRow) -> None:
        self.feed.refetch()


def clear_up(tx: Transaction) -> None:
    """What the last life left open, ended: nobody stands before the screen any more, and nobody prints again."""
    requests.abandon_open(tx, "restart")
    prints.end_unfinished(tx)
    commands.end_unfinished(tx)
    tx.event(TerminalStarted(software=SOFTWARE))


def setup_for(settings: Settings, hall: Hall | None) -> Setup:
    panel, fallback = settings.panel, settings.hall
    return Setup(
        panel=Panel(
            width_px=panel.width_px, height_px=panel.height_px, mm_per_px=panel.mm_per_px, fullscreen=panel.fullscreen
        ),
        hall=hall.name if hall else fallback.name,
        hall_en=hall.name_en if hall else fallback.name_en,
        unit=hall.unit if hall else fallback.unit,
        unit_en=hall.unit_en if hall else fallback.unit_en,
        languages=tuple(Language),
    )
