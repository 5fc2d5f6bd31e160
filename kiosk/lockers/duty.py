"""A cabinet of pickup lockers at work, as a duty on kiosk/ground.py: the cabinet, its visits, and what both stand on.

Chosen by kiosk/duties.py where the settings have a table [lockers]. What lies where and which door moves is the
`Cabinet`'s; people and their screens are `LockerVisits`'; this joins them with the feed, the devices' facts and the
outages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers import facts
from drivers.facts import Fact, Link
from drivers.roles import CallDisplay, LockerBank, Speaker
from kiosk.fitted import Fitted
from kiosk.ground import Ground, Run
from kiosk.hall import Bodies, Hall, hall_from
from kiosk.journal import Transaction
from kiosk.journal import prints as journal_prints
from kiosk.life import setup_for
from kiosk.local import Answered
from kiosk.lockers.aloud import Aloud
from kiosk.lockers.cabinet import Cabinet
from kiosk.lockers.deeds import LockerDeeds
from kiosk.lockers.flow.around import Around
from kiosk.lockers.flow.happenings import OutageChanged, ReaderSaid
from kiosk.lockers.readers import LockerReaders
from kiosk.lockers.receipt import Layouts, Receipts
from kiosk.lockers.reminder import Reminder
from kiosk.lockers.surroundings import around, drawing
from kiosk.lockers.technician import CabinetTechnician
from kiosk.lockers.views import Slot
from kiosk.lockers.visits import LockerVisits, seconds_are_shown
from kiosk.print_jobs import PrintJobs
from kiosk.settings.lockers import Lockers as LockerSettings
from kiosk.staff import StaffCalls
from kiosk.views import Outage, Paper
from kiosk.waiting import happens_within

GRACE_SECONDS = 3.0
EACH_SECOND, EACH_MINUTE = 1.0, 60.0
SERVING = (Paper.OK, Paper.LOW)


@dataclass(frozen=True, slots=True)
class CabinetDevices:
    """What a cabinet's terminal has: its boards by their names under [devices], and what else is fitted."""

    banks: Mapping[str, LockerBank]
    fitted: Fitted = field(default_factory=Fitted)
    speaker: Speaker | None = None
    light: CallDisplay | None = None


class Lockers:
    """A `kiosk.ground.Duty`. `technician`: what a technician may ask of it."""

    def __init__(self, ground: Ground, settings: LockerSettings, devices: CabinetDevices, layouts: Layouts) -> None:
        journal, clock, log, terminal = ground.journal, ground.clock, ground.log, ground.settings
        self._ground = ground
        self._settings = settings
        self._banks = devices.banks
        self._bodies = Bodies()
        self._faults: list[str] = []
        self._hall = self._hall_now()
        self._drawing = drawing(settings)
        self._reconciled = False
        self._silent_since = ""  # no board answers, the hall's time
        self._woken = asyncio.Event()
        self._stale = True  # something around has changed since the screen was made
        self.cabinet = Cabinet(
            journal,
            devices.banks,
            settings,
            lambda: ground.feed.rows,
            terminal.terminal.code,
            clock,
            log,
            lambda: ground.centre.time_told,
        )
        ground.acts.update(self.cabinet.acts())
        self.technician = CabinetTechnician(self.cabinet, settings)
        fitted, aloud = devices.fitted, Aloud(devices.speaker, devices.light, log)
        self._jobs = PrintJobs(fitted.printer, journal, terminal.visit.paper_deadline_seconds, log)
        self._readers = LockerReaders(
            fitted.card_reader, fitted.scanner, terminal.readers, settings.code_read_seconds, self._known, clock, log
        )
        deeds = LockerDeeds(
            self.cabinet,
            StaffCalls(journal, ground.uplink, terminal.centre.staff_deadline_seconds),
            Receipts(self._jobs, layouts, journal, self._known),
            lambda: self.visits.state.visit,
            self._known,
            clock,
            log,
        )
        self.visits = LockerVisits(
            glass=ground.glass,
            deeds=deeds,
            readers=self._readers,
            aloud=aloud,
            outages=ground.outages,
            around=self._around,
            outage=self._outage,
            settings=settings,
            clock=clock,
            log=log,
        )
        self._reminder = Reminder(
            aloud,
            lambda: self.cabinet.alarms,
            settings.remind_every_seconds,
            clock.monotonic,
            lambda: self.visits.language,
        )
        self._aloud = aloud
        self.cabinet.on_change = self._changed
        self.cabinet.on_journal_failed = ground.outages.journal_failed
        self.visits.on_step = self._woken.set
        ground.outages.on_change = self._look_out

    # --- the duty ---

    @property
    def quiet(self) -> bool:
        return self.visits.quiet and self.cabinet.quiet

    def parts(self) -> Mapping[str, Run]:
        return {
            "visits": self.visits.run,
            "doors at the start": self._reconcile,
            "seconds": self._refresh,
            "voice and light": self._aloud.run,
            "reminder": self._reminder.run,
            **self.cabinet.parts(),
        }

    async def settle(self) -> None:
        await self.cabinet.settle()
        self.told()

    def clear_up(self, tx: Transaction) -> None:
        """Nothing is pulsed, nothing is printed again."""
        self.cabinet.clear_up(tx)
        journal_prints.end_unfinished(tx)

    def open(self) -> None:
        self.visits.open()

    def told(self) -> None:
        self._hall = self._hall_now()
        self._ground.glass.rename(setup_for(self._ground.settings, self._hall))
        self.cabinet.told()
        self._ground.outages.set(Outage.NO_CATALOGUE, self.cabinet.body is None)
        self._changed()

    def answered(self, message: Answered) -> None:
        self.visits.answered(message)

    def fact(self, fact: Fact) -> None:
        self.cabinet.fact(fact)
        if isinstance(fact, facts.DeviceBack) or (isinstance(fact, facts.DeviceChanged) and fact.link is Link.ONLINE):
            reader = self._readers.reader_of(fact.device)
            if reader is not None and self.visits.slot(reader) is Slot.AWAY:
                self.visits.happen(ReaderSaid(reader, Slot.READY))
        if isinstance(fact, facts.DeviceBack | facts.DeviceLost | facts.DeviceChanged):
            self._look_out()

    async def close(self) -> None:
        """Openings end as the cabinet ends them."""
        await self.visits.close(GRACE_SECONDS)
        await self.cabinet.close()

    # --- what stands around ---

    def _known(self) -> Hall:
        return self._hall

    def _hall_now(self) -> Hall:
        ground = self._ground
        rows, code = ground.feed.rows.values(), ground.settings.terminal.code
        hall, faults = hall_from(rows, code, ground.fresh, ground.settings.hall, self._bodies)
        if faults != self._faults:
            self._faults = faults
            for fault in faults:
                ground.log.error("the feed has a row that cannot be understood", why=fault)
        return hall

    def _around(self, seconds_left: int | None) -> Around:
        outages = self._ground.outages
        return around(
            self._settings,
            self._drawing,
            self.cabinet.state,
            self.cabinet.body,
            self._hall,
            readers=self._readers.fitted,
            printer=self._jobs.paper() in SERVING,
            pause_seconds=self.cabinet.pause_seconds,
            stopped=self.cabinet.stopped,
            seconds_left=seconds_left,
            centre_away=not self._ground.fresh,
            out_since=outages.since if outages.worst else self._silent_since,
        )

    def _outage(self) -> Outage | None:
        """One dead board takes its own cells out; only without any board, or before they were asked, nothing works."""
        answers = self._reconciled and any(bank.condition().link is Link.ONLINE for bank in self._banks.values())
        if answers:
            self._silent_since = ""
        elif not self._silent_since:
            self._silent_since = self._ground.clock.now().strftime("%H:%M")
        return self._ground.outages.worst or (None if answers else Outage.FAULT)

    def _look_out(self) -> None:
        outage = self._outage()
        if outage is not self.visits.state.outage:
            self.visits.happen(OutageChanged(outage))

    def _changed(self) -> None:
        self._stale = True
        self._reminder.look()
        self._woken.set()

    # --- parts ---

    async def _reconcile(self) -> None:
        """Once, before anybody is served; then it only waits for the life's end."""
        await self.cabinet.reconcile()
        self._reconciled = True
        self._look_out()
        await asyncio.Event().wait()

    async def _refresh(self) -> None:
        """What changes by itself: seconds of a pause or of an open door, what stands in the cabinet, the night."""
        while True:
            if self._stale:
                self._stale = False
                self.visits.refresh()
            counted = self.cabinet.pause_seconds is not None or seconds_are_shown(self.visits.state)
            woken = await happens_within(EACH_SECOND if counted else EACH_MINUTE, self._woken.wait())
            self._woken.clear()
            self._stale = self._stale or not woken  # a step has shown itself; it only changes what is counted
