"""The life of a lobby terminal: numbers, prints and visits, on the ground of one journal.

It ends when the engine stops, or when the journal can no longer be trusted; then the engine begins another life.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from drivers.facts import Fact
from drivers.layout import Layout
from kiosk.day import BusinessDay
from kiosk.deeds import Deeds
from kiosk.fitted import Fitted
from kiosk.ground import Ground, Run
from kiosk.hall import Bodies, Hall, hall_from
from kiosk.journal import Transaction, requests
from kiosk.journal import prints as journal_prints
from kiosk.lease_supply import LeaseSupply
from kiosk.local import Answered, Panel, Setup
from kiosk.numbers import Numbers
from kiosk.prints import Prints
from kiosk.readers import Readers
from kiosk.settings import Settings
from kiosk.staff import StaffCalls
from kiosk.trace import Trace
from kiosk.views import Language, Outage
from kiosk.visit import Visits

FRESHNESS_SECONDS = 5.0
PRINT_GRACE_SECONDS = 5.0


class Life:
    """A `kiosk.ground.Duty`."""

    def __init__(self, ground: Ground, devices: Fitted, layout: Layout, trace: Trace) -> None:
        settings, journal, clock, log = ground.settings, ground.journal, ground.clock, ground.log
        centre_settings = settings.centre
        self._ground = ground
        self._settings = settings
        self._hall_n = 0
        self._faults: list[str] = []
        self._bodies = Bodies()
        self._hall = self._hall_now()
        self._day = BusinessDay(clock, None)
        self._leases = LeaseSupply(
            journal, ground.centre, self._day, lambda: self._hall.prefixes, centre_settings, ground.random, log
        )
        queued_for = timedelta(minutes=settings.visit.queued_minutes)
        deadline_ms = centre_settings.number_deadline_ms
        numbers = Numbers(journal, ground.centre, self._day, clock, deadline_ms, log, trace, queued_for)
        numbers.on_lease_used = self._leases.nudge
        prints = Prints(devices.printer, layout, journal, settings.visit.paper_deadline_seconds, log, trace)
        staff = StaffCalls(journal, ground.uplink, centre_settings.staff_deadline_seconds)
        self.visits = Visits(
            glass=ground.glass,
            journal=journal,
            deeds=Deeds(journal, numbers, prints, staff, lambda: self._hall, trace),
            prints=prints,
            readers=Readers(devices, settings.readers, lambda: self._hall, clock, log),
            outages=ground.outages,
            hall=lambda: self._hall,
            clock=clock,
            settings=settings.visit,
            log=log,
            trace=trace,
        )

    # --- the duty ---

    @property
    def quiet(self) -> bool:
        return self.visits.quiet

    def parts(self) -> Mapping[str, Run]:
        return {"leases": self._leases.run, "visits": self.visits.run, "freshness": self._watch_freshness}

    async def settle(self) -> None:
        self._hall = self._hall_now()
        self._name_the_glass()
        self._ground.outages.set(Outage.NO_CATALOGUE, not self._hall.ready)
        latest = await self._ground.journal.read(requests.latest_day)
        if latest is not None:
            self._day.used(latest)

    def clear_up(self, tx: Transaction) -> None:
        clear_up(tx)

    def open(self) -> None:
        self.visits.open()

    def told(self) -> None:
        before = self._hall
        self._hall = self._hall_now()
        row = self._ground.feed.rows.get(("hall", ""))
        if self._hall.hall is not None and row is not None and row.n != self._hall_n:
            self._hall_n = row.n
            self._day.heard(self._hall.hall.day)
        if self._hall == before:
            return
        self._name_the_glass()
        self._ground.outages.set(Outage.NO_CATALOGUE, not self._hall.ready)
        self.visits.hall_changed()
        if self._hall.prefixes != before.prefixes:
            self._leases.nudge()

    def answered(self, message: Answered) -> None:
        self.visits.answered(message)

    def fact(self, fact: Fact) -> None:
        self.visits.surroundings_changed()

    async def close(self) -> None:
        await self.visits.close(PRINT_GRACE_SECONDS)

    # --- what the centre tells ---

    def _hall_now(self) -> Hall:
        rows, code = self._ground.feed.rows, self._settings.terminal.code
        hall, faults = hall_from(rows.values(), code, self._ground.fresh, self._settings.hall, self._bodies)
        if faults != self._faults:
            self._faults = faults
            for fault in faults:
                self._ground.log.error("the feed has a row that cannot be understood", why=fault)
        return hall

    def _name_the_glass(self) -> None:
        self._ground.glass.rename(setup_for(self._settings, self._hall))

    async def _watch_freshness(self) -> None:
        """People waiting become unknown when the centre has been silent too long; the hall opens and closes."""
        while True:
            await asyncio.sleep(FRESHNESS_SECONDS)
            if self._hall.waiting is not None:
                self.told()
            self.visits.surroundings_changed()


def clear_up(tx: Transaction) -> None:
    """What the last life left open, ended: nobody stands before the screen any more, and nobody prints again."""
    requests.abandon_open(tx, "restart")
    journal_prints.end_unfinished(tx)


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
        window=settings.window is not None,
        cabinet=settings.lockers is not None,
    )
