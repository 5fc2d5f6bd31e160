"""What people at a cabinet see and answer; part of the contract in kiosk/views.py, on the same terms: plain frozen
dataclasses and the standard library only.

Typed digits travel one by one and stand in the view: the engine alone knows what was typed, and wipes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.staff_called import Staff


class Asks(StrEnum):
    """Whose code the keypad is for."""

    PICKUP = "pickup"
    STAFF = "staff"


class Entry(StrEnum):
    """Why what was typed, scanned or laid on did not lead on, in the citizen's terms; a sentence for each."""

    UNKNOWN = "unknown"  # no such code here
    OTHER_CABINET = "other_cabinet"
    STALE = "stale"  # an older code, or a QR that has run out: the newest message counts
    NOTHING_HERE = "nothing_here"  # the card was read, nothing lies here for it
    NOT_VALID = "not_valid"  # a QR that is none of ours, a card that has run out
    PAUSED = "paused"  # too many wrong codes: wait, or QR, or card
    STOPPED = "stopped"  # no codes any more today: QR or card
    STAFF_UNKNOWN = "staff_unknown"


class Slot(StrEnum):
    """How a reader stands on the welcome screen. A reader that the cabinet does not have is None."""

    READY = "ready"
    WORKING = "working"
    AGAIN = "again"  # torn away: once more, please
    AWAY = "away"


class Door(StrEnum):
    """How far a door has come, in the citizen's terms."""

    OPENING = "opening"
    AGAIN = "again"  # it did not spring open: a second pulse, please pull
    OPEN = "open"
    LEFT_OPEN = "left_open"  # for too long: the reminder sounds, staff is told
    SHUT = "shut"  # two pulses, and it stays shut: staff is called, what lies in it stays theirs
    CLOSED = "closed"  # shut again after it was open
    STILL_THERE = "still_there"  # shut, and the item sensor says that something lies in it
    UNSEEN = "unseen"  # pulsed, and no sensor says anything


class Errand(StrEnum):
    """What the open door is for."""

    PICKUP = "pickup"
    DEPOSIT = "deposit"
    RECOVER = "recover"
    LEAVE = "leave"


class ReceiptState(StrEnum):
    NOT_OFFERED = "not_offered"  # no printer, or no paper
    OFFERED = "offered"
    WORKING = "working"
    DONE = "done"
    NOTHING_PRINTED = "nothing_printed"  # no byte is on paper: it may be asked for once more
    FAILED = "failed"  # not asked for again: something may be on paper, or nothing prints now
    UNKNOWN = "unknown"  # sent, no proof: not printed again by itself


class Label(StrEnum):
    """Why a scanned label opened no cell."""

    UNKNOWN = "unknown"  # the centre knows no such parcel for this cabinet, or has not told it yet
    ALREADY_IN = "already_in"
    NOT_EXPECTED = "not_expected"  # cancelled or done with
    NO_CELL = "no_cell"  # none free that fits
    NO_DOOR = "no_door"  # two cells did not open: tell a technician


@dataclass(frozen=True, slots=True)
class CellTile:
    """One cell of the cabinet's drawing. Millimetres above the floor; `column` counts from 0 at the left."""

    number: int
    column: int
    floor_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True)
class CabinetDrawing:
    """The cabinet from the front. The screen stands in a column of its own part."""

    cells: tuple[CellTile, ...]
    screen_column: int
    screen_floor_mm: int
    screen_height_mm: int


@dataclass(frozen=True, slots=True)
class FreeCells:
    size: str  # "s", "m" or "l"
    count: int


# --- views: engine -> face -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class KeypadView:
    """The cabinet's first screen at any hour, and the staff's way in (`asks`). `typed`: the digits so far."""

    asks: Asks
    typed: str
    digits: int  # of a whole code
    tail: int  # so many of them, at the end, are the phone's last digits; 0: none
    checking: bool  # the code is being looked up
    entry: Entry | None  # why the last one did not lead on
    tries_left: int | None  # wrong codes until the next pause; None: not said before the first wrong one
    pause_seconds: int | None  # until a code may be typed again
    card: Slot | None
    code: Slot | None  # the QR scanner
    may_leave: bool  # supplementary papers can be left here
    night: bool
    staff: Staff
    phone: str  # who answers at night; empty: nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorView:
    """One door and what to do at it."""

    errand: Errand
    cell: int
    door: Door
    drawing: CabinetDrawing
    title: str  # of the document; empty at a cell for new papers
    receiver: str  # masked
    nth: int  # this one of `of` of the same person, from 1
    of: int
    remind_seconds: int | None  # until the reminder sounds; None: it is not waited for
    takes_out: bool  # what lies in it is to come out, also what was put in and given up; False: something is put in
    keeping: bool  # it is in and shut, and is being written down: nothing can be changed
    may_reopen: bool  # shut, and may be opened once more in this visit
    may_cancel: bool
    staff: Staff
    phone: str  # who answers when the staff cannot be reached; empty: nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemView:
    """ "物品不对": what is wrong, then that it was reported."""

    cell: int
    title: str
    reported: bool
    staff: Staff
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedView:
    """Everything is taken and shut."""

    titles: tuple[str, ...]
    receipt: ReceiptState


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDeskView:
    """What a signed-in member of staff may do here, and how the cabinet stands."""

    name: str
    free: tuple[FreeCells, ...]
    inside: int
    overdue: int
    disabled: int
    open_doors: tuple[int, ...]  # cells that stand open without anybody at them
    centre_away: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelView:
    """Hold the label under the scanner; also typed where it cannot be read."""

    reader: Slot | None
    typed: str
    problem: Label | None
    put_in: int  # parcels of this session that are in their cells
    last_cell: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InsideView:
    """After a staff door is shut: is it inside? `sensed`: the item sensor's word, None without one."""

    errand: Errand  # DEPOSIT or RECOVER
    cell: int
    title: str
    sensed: bool | None


@dataclass(frozen=True, slots=True)
class InsideRow:
    parcel: str
    cell: int
    title: str
    receiver: str
    overdue_days: int  # 0: not overdue
    cancelled: bool
    supplement: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverView:
    """What staff may take out, overdue and cancelled first."""

    rows: tuple[InsideRow, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class LeaveTile:
    code: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveView:
    """Supplementary papers: for which department, then how thick. `department`: the name chosen, empty before."""

    departments: tuple[LeaveTile, ...]
    page: int
    pages: int
    department: str
    sizes: tuple[str, ...]  # sizes with a free cell
    card: Slot | None  # an ID card says whose they are; without one the receipt does
    known: bool  # a card was read
    code: Slot | None  # the scanner: the code on a window's receipt says which case they belong to
    case: str  # the case number that was read; empty: none
    not_a_case: bool  # what was scanned last is no case number
    full: bool  # no cell is free


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftView:
    """The papers are in. The receipt's number stays on the screen whatever the printer does."""

    receipt: str
    department: str
    cell: int
    print: ReceiptState


LockerView = (
    KeypadView
    | DoorView
    | ProblemView
    | CollectedView
    | StaffDeskView
    | LabelView
    | InsideView
    | RecoverView
    | LeaveView
    | LeftView
)

# --- answers: face -> engine -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypedDigit:
    """One key of a keypad, 0 to 9. Never dropped as a double touch: codes have doubled digits."""

    digit: int


@dataclass(frozen=True, slots=True)
class ErasedDigit:
    pass


@dataclass(frozen=True, slots=True)
class ClearedDigits:
    pass


@dataclass(frozen=True, slots=True)
class SentCode:
    """ "打开柜门", or the typed label."""


@dataclass(frozen=True, slots=True)
class SaidTaken:
    """ "我已取走，门关好了". The sensor decides; where none speaks, this word does."""


@dataclass(frozen=True, slots=True)
class SaidNotOpen:
    """ "门没有弹开"."""


@dataclass(frozen=True, slots=True)
class SaidWrong:
    """ "物品不对"."""


@dataclass(frozen=True, slots=True)
class ChoseProblem:
    """A value of kiosk.lockers.events.Problem."""

    problem: str


@dataclass(frozen=True, slots=True)
class Reopens:
    """Once more the same door, in the same visit."""


@dataclass(frozen=True, slots=True)
class WantsReceipt:
    pass


@dataclass(frozen=True, slots=True)
class WantsStaffKeypad:
    """The small "工作人员" at the foot of the welcome screen."""


@dataclass(frozen=True, slots=True)
class WantsDeposit:
    pass


@dataclass(frozen=True, slots=True)
class WantsRecover:
    pass


@dataclass(frozen=True, slots=True)
class ChoseParcel:
    parcel: str


@dataclass(frozen=True, slots=True)
class SaidInside:
    """After the door is shut: whether the parcel lies in it (DEPOSIT) or was taken out (RECOVER: `inside` False)."""

    inside: bool


@dataclass(frozen=True, slots=True)
class SaidWrongCell:
    """ "放错格口了": the door is opened again for taking it out, and another cell is offered."""


@dataclass(frozen=True, slots=True)
class CancelsDeposit:
    pass


@dataclass(frozen=True, slots=True)
class WantsToLeave:
    """ "交材料": leave supplementary papers."""


@dataclass(frozen=True, slots=True)
class ChoseSize:
    size: str


LockerAnswer = (
    TypedDigit
    | ErasedDigit
    | ClearedDigits
    | SentCode
    | SaidTaken
    | SaidNotOpen
    | SaidWrong
    | ChoseProblem
    | Reopens
    | WantsReceipt
    | WantsStaffKeypad
    | WantsDeposit
    | WantsRecover
    | ChoseParcel
    | SaidInside
    | SaidWrongCell
    | CancelsDeposit
    | WantsToLeave
    | ChoseSize
)
