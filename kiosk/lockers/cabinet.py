"""The heart of a cabinet's terminal, without screens: what lies where, who may open what, and every door's story.

It stands between the visits (kiosk/lockers/duty.py) and the boards (drivers.roles.LockerBank), on the journal and the
feed's rows. The terminal alone says what lies in which cell; the centre says whose it is and which code opens for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from structlog.typing import FilteringBoundLogger

from drivers.facts import Fact
from drivers.roles import LockerBank
from kiosk.clock import Clock
from kiosk.ground import Run
from kiosk.journal import Journal, Transaction
from kiosk.lockers.cells import CabinetState
from kiosk.lockers.events import OpenFor, Problem, Way
from kiosk.lockers.found import Found, NotFound, SignedIn
from kiosk.lockers.openings import Opening
from kiosk.lockers.views import Label
from kiosk.lockers.wire import CabinetBody, CellSize, ParcelBody
from kiosk.settings.lockers import Lockers
from kiosk.sync.commands import Act
from kiosk.sync.down import Rows


class Cabinet:
    """Build it in the loop around an open journal; `settle`, `clear_up` in the start's transaction, then `reconcile`.

    `banks`: the lock boards by their names under [devices]; `rows`: the feed's rows as they are at the moment; `code`:
    this terminal's. Every method belongs to the loop.
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
    ) -> None:
        self.on_change: Callable[[], None] = lambda: None  # `state` is another
        raise NotImplementedError

    # --- the life ---

    async def settle(self) -> None:
        """Read the tables and the feed's rows. Before `clear_up`. Raises JournalError."""

    def clear_up(self, tx: Transaction) -> None:
        """End what the last life left open: intents without an end are unknown, deposits are undone."""

    async def reconcile(self) -> None:
        """Ask every board for every door and compare with what was last told. Pulses nothing."""

    def parts(self) -> Mapping[str, Run]:
        """What runs until the life ends."""
        raise NotImplementedError

    def acts(self) -> Mapping[str, Act]:
        """The commands of the feed that it carries out."""
        raise NotImplementedError

    async def close(self) -> None:
        """Openings under way come to their end, what has happened into the journal; both within a deadline."""

    def told(self) -> None:
        """The feed's rows have changed."""

    def fact(self, fact: Fact) -> None:
        """A device speaks; what does not come from this cabinet's boards is not heard."""

    # --- how it stands ---

    @property
    def body(self) -> CabinetBody | None:
        """The centre's words on this cabinet; None: it has said none, and no code can be known."""
        raise NotImplementedError

    @property
    def state(self) -> CabinetState:
        raise NotImplementedError

    @property
    def quiet(self) -> bool:
        """No opening is under way and no code is being looked up."""
        raise NotImplementedError

    @property
    def pause_seconds(self) -> int | None:
        """Until a code may be typed again; None: it may be typed now."""
        raise NotImplementedError

    @property
    def stopped(self) -> bool:
        """No codes any more today: QR and card only."""
        raise NotImplementedError

    # --- who stands there ---

    async def by_code(self, typed: str, visit: str) -> Found | NotFound:
        """What this pickup code opens for. Raises JournalError: then nothing is found."""
        raise NotImplementedError

    async def by_once(self, typed: str, visit: str) -> SignedIn | NotFound:
        """Who signs in with this once-code, which is used up by it. Raises JournalError."""
        raise NotImplementedError

    async def by_pass(self, text: str, visit: str) -> Found | SignedIn | NotFound:
        """What a scanned code says: a pickup pass, or a badge. Raises JournalError."""
        raise NotImplementedError

    async def by_person(self, person: str, visit: str) -> Found | NotFound:
        """What lies here for whoever has this hash (kiosk.person.person_hash). Raises JournalError."""
        raise NotImplementedError

    def by_label(self, text: str) -> ParcelBody | Label:
        """The parcel with this barcode, if it may be put in here; else why not."""
        raise NotImplementedError

    async def signed_out(self, account: str, way: str) -> None:
        """Somebody of the staff has left. Raises JournalError."""

    # --- doors ---

    def choose(
        self, size: CellSize, low: bool, parcel: str = "", avoid: frozenset[int] = frozenset()
    ) -> int | None:
        """The cell to put it in; the one that `parcel` is doubted to lie in, if there is one. None of `avoid`."""
        raise NotImplementedError

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
        raise NotImplementedError

    async def deposited(self, opening: Opening, sensed: bool | None) -> None:
        """It lies in there and the door is shut. Raises JournalError."""

    async def undone(self, opening: Opening, why: str, *, sure: bool = True) -> None:
        """The deposit came to nothing; `why` as in events.DepositUndone. `sure` False: nobody said that the cell is
        empty, so it is not given away. Raises JournalError."""

    async def recovered(self, opening: Opening) -> None:
        """Staff took it out. Raises JournalError."""

    async def left(self, opening: Opening, department: str, receipt: str, person: str = "", case: str = "") -> None:
        """A citizen's papers lie in there and the door is shut. Raises JournalError."""

    async def disputed(self, parcel: str, problem: Problem) -> None:
        """The citizen's word at the open door; until staff has looked, the parcel stays. Raises JournalError."""

    def visit_over(self, visit: str) -> None:
        """Nobody stands there any more: every opening of the visit ends as `Opening.end` does."""

    async def set_cell(self, cell: int, disabled: bool, reason: str, by: str) -> None:
        """Take a cell out of use or back into it, which also ends its fault. Raises CannotOpen for no such cell,
        JournalError."""
