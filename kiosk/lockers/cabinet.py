"""The heart of a cabinet's terminal, without screens: what lies where, who may open what, and every door's story.

It stands between the visits (kiosk/lockers/duty.py) and the boards (drivers.roles.LockerBank), on the journal and the
feed's rows. The terminal alone says what lies in which cell; the centre says whose it is and which code opens for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from structlog.typing import FilteringBoundLogger

from drivers.facts import DoorChanged, Fact
from drivers.roles import LockerBank
from kiosk.clock import Clock
from kiosk.ground import Run
from kiosk.journal import Journal, JournalError, Transaction
from kiosk.lockers import fitted, intents, store, store_notes, wiring
from kiosk.lockers.alarms import Alarms
from kiosk.lockers.cells import CabinetState
from kiosk.lockers.choosing import choose
from kiosk.lockers.doors import Doors
from kiosk.lockers.entry import Entrance
from kiosk.lockers.errands import Errands
from kiosk.lockers.events import Alarm, OpenFor, Problem, StaffAtCabinet, Way
from kiosk.lockers.found import Found, NotFound, SignedIn
from kiosk.lockers.guarding import Guarding
from kiosk.lockers.hall_time import HallTime, Told
from kiosk.lockers.inside import Picture, alarms
from kiosk.lockers.movements import Movements
from kiosk.lockers.openings import Opening
from kiosk.lockers.orders import acts
from kiosk.lockers.parcels import Parcels
from kiosk.lockers.reconcile import distrusted, reconcile, strangers
from kiosk.lockers.record import Record
from kiosk.lockers.store import Lies
from kiosk.lockers.views import Label
from kiosk.lockers.watch import Watch
from kiosk.lockers.wire import CabinetBody, CellSize, ParcelBody, Standing
from kiosk.lockers.works import Works
from kiosk.settings.lockers import Lockers
from kiosk.sync.commands import Act
from kiosk.sync.down import Rows

GRACE_SECONDS = 3.0


class Cabinet:
    """Build it in the loop around an open journal; `settle`, `clear_up` in the start's transaction, then `reconcile`.

    `banks`: the lock boards by their names under [devices]; `rows`: the feed's rows as they are at the moment; `code`:
    this terminal's; `centre_time`: what the centre said last of the time. Every method belongs to the loop.
    """

    def __init__(
        self,
        journal: Journal,
        banks: Mapping[str, LockerBank],
        settings: Lockers,
        rows: Callable[[], Rows],
        code: str,
        clock: Clock,
        log: FilteringBoundLogger,
        centre_time: Callable[[], Told | None] = lambda: None,
    ) -> None:
        self.on_change: Callable[[], None] = lambda: None  # `state` is another
        self.on_journal_failed: Callable[[JournalError], None] = lambda error: None
        self._rows = rows
        self._settled = False
        self._distrusted: dict[int, str] = {}  # by this start, with their fault
        record = Record(journal, lambda error: self.on_journal_failed(error))
        self._works = works = Works(
            journal=journal,
            record=record,
            banks=banks,
            settings=settings,
            clock=clock,
            time=HallTime(clock, centre_time),
            log=log,
            parcels=Parcels(code, log.error),
            doors=Doors(settings.late_opening_seconds),
            alarms=Alarms(record, lambda: self.on_change()),
            changed=lambda: self.on_change(),
            code=code,
        )
        self._guarding = Guarding(works)
        self._entrance = Entrance(works, self._guarding)
        self._movements = Movements(works)
        self._watch = Watch(works, self._movements, self._guarding)
        self._errands = Errands(works)
        self._picture = Picture(works)

    # --- the life ---

    async def settle(self) -> None:
        """Read the tables and the feed's rows. Before `clear_up`. Raises JournalError."""
        works, read = self._works, self._works.journal.read
        works.contents = await read(store.read)
        for kept in [kept for kept in works.contents.parcels.values() if kept.lies is Lies.PUTTING]:
            works.contents.put(intents.unsure(kept))  # as `clear_up` will have it
        unfinished = {one.cell: one for one in await read(intents.unfinished)}
        for cell in works.places:
            intent = unfinished[cell].intent if cell in unfinished else ""
            works.doors.settle(works.contents.cell(cell), intent, works.clock.monotonic())
        self._movements.settle(unfinished)
        works.alarms.settle(await read(store_notes.alarms))
        works.alarms.end_strangers(works.places, works.banks)
        works.time.settle(await read(lambda sql: store_notes.noted(sql, store_notes.TIME) or 0.0))
        self._entrance.settle(await read(store_notes.used_up))
        self._guarding.settle(await read(lambda sql: store_notes.noted(sql, store_notes.GUARD)))
        noted: dict[str, str] = await read(lambda sql: store_notes.noted(sql, store_notes.LOCKS)) or {}
        self._distrusted = distrusted(works, {int(cell): lock for cell, lock in noted.items()})
        for cell, fault in self._distrusted.items():
            works.contents.change_cell(cell, fault=fault)  # as `clear_up` will have it
            works.log.error("this cell is not trusted before a technician has looked into it", cell=cell, why=fault)
        for cell in strangers(works):
            works.log.error("something lies in a cell that the settings do not have; a technician adds it", cell=cell)
        self._settled = True
        self.told()

    def clear_up(self, tx: Transaction) -> None:
        """End what the last life left open: intents without an end are unknown, deposits are undone. Cells that are not
        trusted are marked all at once."""
        intents.clear_up(tx)
        for cell, fault in self._distrusted.items():
            store.set_fault(tx, cell, fault)
        wiring.keep(tx, wiring.locks(self._works))
        fitted.tell(tx, self._works.settings)

    async def reconcile(self) -> None:
        """Ask every board for every door and compare with what was last told. Pulses nothing."""
        await reconcile(self._works, self._movements)

    def parts(self) -> Mapping[str, Run]:
        """What runs until the life ends."""
        return {"cabinet": self._watch.run}

    def acts(self) -> Mapping[str, Act]:
        """The commands of the feed that it carries out."""
        return acts(self._works, self.open, self.set_cell)

    async def close(self) -> None:
        """Openings under way are left as they are, what has happened goes into the journal, within a deadline."""
        for opening in list(self._works.held.values()):
            await opening.stop()
        await self._works.record.close(GRACE_SECONDS)

    def told(self) -> None:
        """The feed's rows have changed."""
        changed = self._works.parcels.told(self._rows())
        self._guarding.told()
        for parcel in changed:
            self._forget_if_ended(parcel)
        self.on_change()

    def fact(self, fact: Fact) -> None:
        """A device speaks; what does not come from this cabinet's boards is not heard. Nor is what comes before it is
        known how the doors stood: every board is asked after that."""
        if not self._settled:
            return
        if isinstance(fact, DoorChanged):
            cell = self._works.cells.get((fact.device, fact.door))
            if cell is not None:
                self._movements.saw(cell, fact.state, fact.cause)
        elif getattr(fact, "device", None) in self._works.banks:
            self.on_change()

    # --- how it stands ---

    @property
    def body(self) -> CabinetBody | None:
        """The centre's words on this cabinet; None: it has said none, and no code can be known."""
        return self._works.parcels.cabinet

    @property
    def state(self) -> CabinetState:
        return self._picture.state()

    @property
    def alarms(self) -> frozenset[tuple[Alarm, int]]:
        """Those that stand, with their cells: also `state.alarms`, without the cells being looked at."""
        return alarms(self._works)

    @property
    def quiet(self) -> bool:
        """No opening is under way and no code is being looked up."""
        return not self._works.held and not self._entrance.busy

    @property
    def pause_seconds(self) -> int | None:
        """Until a code may be typed again; None: it may be typed now."""
        return self._guarding.pause_seconds

    @property
    def stopped(self) -> bool:
        """No codes any more today: QR and card only."""
        return self._guarding.stopped

    # --- who stands there ---

    async def by_code(self, typed: str, visit: str) -> Found | NotFound:
        """What this pickup code opens for. Raises JournalError: then nothing is found."""
        return await self._entrance.by_code(typed, visit)

    async def by_once(self, typed: str, visit: str) -> SignedIn | NotFound:
        """Who signs in with this once-code, which is used up by it. Raises JournalError."""
        return await self._entrance.by_once(typed, visit)

    async def by_pass(self, text: str, visit: str) -> Found | SignedIn | NotFound:
        """What a scanned code says: a pickup pass, or a badge. Raises JournalError."""
        return await self._entrance.by_pass(text, visit)

    async def by_person(self, person: str, visit: str) -> Found | NotFound:
        """What lies here for whoever has this hash (kiosk.person.person_hash). Raises JournalError."""
        return await self._entrance.by_person(person, visit)

    def by_label(self, text: str) -> ParcelBody | Label:
        """The parcel with this barcode, if it may be put in here; else why not."""
        return self._entrance.by_label(text)

    async def signed_out(self, account: str, way: str) -> None:
        """Somebody of the staff has left. Raises JournalError."""
        await self._works.journal.append(StaffAtCabinet(account=account, way=way, there=False))

    # --- doors ---

    def choose(self, size: CellSize, low: bool, parcel: str = "", avoid: frozenset[int] = frozenset()) -> int | None:
        """The cell to put it in; the one that `parcel` is doubted to lie in, if there is one. None of `avoid`."""
        kept = self._works.contents.parcels.get(parcel)
        if kept is not None and kept.lies is Lies.UNSURE:
            return kept.cell
        return choose((cell for cell in self.state.cells.values() if cell.number not in avoid), size, low)

    async def open(
        self,
        cell: int,
        for_what: OpenFor,
        way: Way,
        parcel: str = "",
        *,
        by: str = "",
        second: str = "",
        visit: str = "",
    ) -> Opening:
        """Begin to open a door; returns once the intent is durable. Raises CannotOpen, JournalError."""
        return await self._errands.open(
            cell=cell, for_what=for_what, way=way, parcel=parcel, by=by, second=second, visit=visit
        )

    async def deposited(self, opening: Opening, sensed: bool | None) -> None:
        """It lies in there and the door is shut. Raises CannotOpen when the opening is not a deposit that is under
        way, JournalError."""
        await self._errands.deposited(opening, sensed)

    async def undone(self, opening: Opening, why: str, *, sure: bool = True) -> None:
        """The deposit came to nothing; `why` as in events.DepositUndone. `sure` False: nobody said that the cell is
        empty, so it is not given away. Raises as `deposited` does."""
        await self._errands.undone(opening, why, sure=sure)

    async def recovered(self, opening: Opening) -> None:
        """Staff took it out. Raises as `deposited` does."""
        await self._errands.recovered(opening)

    async def still_inside(self, opening: Opening) -> None:
        """Staff looked, and leaves it there: whatever doubt there was is over. Raises as `deposited` does."""
        await self._errands.still_inside(opening)

    async def left(self, opening: Opening, department: str, receipt: str, person: str = "", case: str = "") -> None:
        """A citizen's papers lie in there and the door is shut. Raises as `deposited` does."""
        await self._errands.left(opening, department, receipt, person, case)

    async def disputed(self, parcel: str, problem: Problem) -> None:
        """The citizen's word at the open door; until staff has looked, the parcel stays. Raises CannotOpen for a parcel
        that was never here, JournalError."""
        await self._errands.disputed(parcel, problem)

    def visit_over(self, visit: str) -> None:
        """Nobody stands there any more: every opening of the visit ends as `Opening.end` does."""
        for opening in list(self._works.held.values()):
            if opening.wanted.visit == visit:
                opening.end()

    async def set_cell(self, cell: int, disabled: bool, reason: str, by: str) -> None:
        """Take a cell out of use or back into it, which also ends its fault. Raises CannotOpen for no such cell,
        JournalError."""
        await self._errands.set_cell(cell, disabled, reason, by)

    # --- inside ---

    def _forget_if_ended(self, parcel: str) -> None:
        """The centre has ended what is gone from here."""
        works, body = self._works, self._works.parcels.bodies.get(parcel)
        kept = works.contents.parcels.get(parcel)
        ended = body is not None and body.standing is Standing.ENDED
        if ended and (kept is None or kept.lies is Lies.GONE):
            works.record.tell(lambda tx: store.forget(tx, parcel), lambda: works.contents.drop(parcel))
