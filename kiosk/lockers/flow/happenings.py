"""What may happen to a cabinet's visit: people's answers (kiosk/views.py), and what the duty hears. Frozen."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.lockers.events import Way
from kiosk.lockers.flow.state import Parcel, Reader
from kiosk.lockers.views import Door, Entry, Label, LockerAnswer, ReceiptState, Slot
from kiosk.lockers.wire import CellSize
from kiosk.views import (
    CalledStaff,
    ChoseDepartment,
    Ended,
    Finished,
    Outage,
    SwitchedLanguage,
    TurnedPage,
    WantsMoreTime,
    WentBack,
)


@dataclass(frozen=True, slots=True)
class CodeScanned:
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardKnown:
    """`person`: kiosk.person.person_hash of the card."""

    person: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReaderSaid:
    reader: Reader
    slot: Slot


@dataclass(frozen=True, slots=True)
class CardInvalid:
    """The card was read and has run out."""


@dataclass(frozen=True, slots=True)
class Found:
    """These lie here for whoever showed that; not empty."""

    parcels: tuple[Parcel, ...]
    way: Way


@dataclass(frozen=True, slots=True)
class StaffFound:
    account: str
    name: str
    way: str  # "badge" or "once"


@dataclass(frozen=True, slots=True)
class NotFound:
    """`tries_left`: wrong codes until the next pause, where it was a code."""

    why: Entry
    tries_left: int | None = None


@dataclass(frozen=True, slots=True)
class LabelFound:
    parcel: Parcel
    size: CellSize
    low: bool


@dataclass(frozen=True, slots=True)
class LabelRefused:
    why: Label


@dataclass(frozen=True, slots=True)
class CellChosen:
    """The cell that this opening is about; its door is about to be pulsed."""

    opening: int
    cell: int


@dataclass(frozen=True, slots=True)
class NoCell:
    """None is free that fits."""

    opening: int


@dataclass(frozen=True, slots=True)
class DoorTold:
    """How far the door of this opening has come. `sensed`: what the item sensor sees, None without one."""

    opening: int
    door: Door
    sensed: bool | None = None


@dataclass(frozen=True, slots=True)
class PapersKept:
    """The papers that a citizen left are in the journal under this receipt."""

    opening: int
    receipt: str


@dataclass(frozen=True, slots=True)
class ReceiptEnded:
    state: ReceiptState


@dataclass(frozen=True, slots=True)
class StaffAnswered:
    """`told`: the centre has the call."""

    told: bool


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The scene has stood for as long as it may."""


@dataclass(frozen=True, slots=True)
class OutageChanged:
    outage: Outage | None


Touch = (
    LockerAnswer
    | CalledStaff
    | ChoseDepartment
    | Ended
    | Finished
    | SwitchedLanguage
    | TurnedPage
    | WantsMoreTime
    | WentBack
)
Happening = (
    Touch
    | CodeScanned
    | CardKnown
    | ReaderSaid
    | CardInvalid
    | Found
    | StaffFound
    | NotFound
    | LabelFound
    | LabelRefused
    | CellChosen
    | NoCell
    | DoorTold
    | PapersKept
    | ReceiptEnded
    | StaffAnswered
    | TimedOut
    | OutageChanged
)
