"""Where a cabinet's visit stands: one scene, and the few things that outlive a scene. Frozen values for the flow.

What was typed stands in the scene that needs it and goes with it; it has no `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from kiosk.lockers.events import Way
from kiosk.lockers.views import Asks, Door, Entry, Errand, Label, ReceiptState, Slot
from kiosk.lockers.wire import CellSize
from kiosk.staff_called import Staff
from kiosk.views import Language, Outage


class Reader(Enum):
    CARD = auto()
    CODE = auto()


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a screen may say of a parcel. `cell` 0: it lies in none yet."""

    id: str
    cell: int = 0
    title: str = ""
    title_en: str = ""
    receiver: str = ""  # masked


# --- what a door is open for -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pickup:
    """One parcel of those that were found together; the others wait, one door at a time."""

    parcel: Parcel
    way: Way
    waiting: tuple[Parcel, ...] = ()
    taken: tuple[Parcel, ...] = ()
    nth: int = 1
    of: int = 1
    reopened: bool = False  # once more after it was shut; only once


@dataclass(frozen=True, slots=True)
class Deposit:
    """`undoing`: why nothing stays in this cell (DepositUndone.why); empty: the parcel is to stay. `avoid`: cells that
    did not open, or were the wrong one; `stuck`: how many did not open."""

    parcel: Parcel
    size: CellSize
    low: bool
    undoing: str = ""
    avoid: frozenset[int] = frozenset()
    stuck: int = 0


@dataclass(frozen=True, slots=True)
class Recover:
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Leave:
    """Supplementary papers of a citizen. `department`: its code."""

    department: str
    size: CellSize
    person: str = ""
    case: str = ""
    undoing: str = ""
    avoid: frozenset[int] = frozenset()
    stuck: int = 0


Job = Pickup | Deposit | Recover | Leave

ERRAND_OF: dict[type, Errand] = {
    Pickup: Errand.PICKUP,
    Deposit: Errand.DEPOSIT,
    Recover: Errand.RECOVER,
    Leave: Errand.LEAVE,
}

# --- scenes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keypad:
    """`tries_left` is said after the first wrong code. `checking`: what was typed, read or scanned is looked up."""

    asks: Asks = Asks.PICKUP
    typed: str = field(default="", repr=False)
    checking: bool = False
    entry: Entry | None = None
    tries_left: int | None = None


@dataclass(frozen=True, slots=True)
class AtDoor:
    """`opening`: which of this visit's openings, from 1. `cell` 0: the cell is still being chosen. `was_open`: somebody
    may have put something in, or taken it out."""

    job: Job
    opening: int
    cell: int = 0
    door: Door = Door.OPENING
    was_open: bool = False
    keeping: bool = False  # what lies in it is on its way into the journal
    pulsed_again: bool = False  # the citizen said that it did not spring open


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong, said at `door`, which goes on meanwhile."""

    door: AtDoor
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Collected:
    taken: tuple[Parcel, ...]
    receipt: ReceiptState = ReceiptState.NOT_OFFERED


@dataclass(frozen=True, slots=True)
class Desk:
    pass


@dataclass(frozen=True, slots=True)
class Labelling:
    typed: str = ""
    problem: Label | None = None
    looking: bool = False


@dataclass(frozen=True, slots=True)
class IsInside:
    """The staff's door is shut: is it in, is it out? `sensed`: the item sensor's word, None without one."""

    door: AtDoor
    sensed: bool | None


@dataclass(frozen=True, slots=True)
class Recovering:
    page: int = 1


@dataclass(frozen=True, slots=True)
class Leaving:
    """`department`: its code; empty: not chosen yet."""

    department: str = ""
    page: int = 1
    person: str = ""
    case: str = ""  # the case number that was scanned
    not_a_case: bool = False  # what was scanned last is none
    full: bool = False  # the cell that was free is not any more


@dataclass(frozen=True, slots=True)
class Left:
    receipt: str
    department: str
    cell: int
    print: ReceiptState
    case: str = ""


Scene = Keypad | AtDoor | Problems | Collected | Desk | Labelling | IsInside | Recovering | Leaving | Left

# --- the visit -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Session:
    """A member of staff who has signed in. `way`: "badge" or "once"."""

    account: str
    name: str
    way: str
    put_in: int = 0
    last_cell: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`visit`: its random key. `openings`: how many doors this visit has wanted. `help`: a call for staff."""

    visit: str
    scene: Scene = field(default_factory=Keypad)
    language: Language = Language.ZH_CN
    session: Session | None = None
    openings: int = 0
    help: Staff = Staff.NOT_ASKED
    card: Slot = Slot.READY
    code: Slot = Slot.READY
    outage: Outage | None = None

    @property
    def begun(self) -> bool:
        """Somebody stands there."""
        return self.scene != Keypad() or self.session is not None
