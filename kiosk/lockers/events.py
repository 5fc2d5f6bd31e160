"""What happens at a cabinet, as events of the journal. Shared with the centre; part of kiosk/events.py's kinds.

Every opening has an intent that is durable before the first pulse, and every movement of a door its cause.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field

from kiosk.event_body import Body

ONCE_SHOWN = 8  # enough to tell one-time codes apart, too little to try codes against


class OpenFor(StrEnum):
    """Why a door is opened."""

    PICKUP = "pickup"  # its receiver takes it
    DEPOSIT = "deposit"  # staff puts a parcel in
    LEAVE = "leave"  # a citizen leaves supplementary papers
    RECOVER = "recover"  # staff takes it out
    ORDER = "order"  # the centre's order, for staff at the cabinet
    TRIAL = "trial"  # a technician tries the lock; nothing lies in it


class Way(StrEnum):
    """How somebody showed that they may open it."""

    CODE = "code"
    QR = "qr"
    CARD = "card"
    STAFF = "staff"
    ORDER = "order"
    TECHNICIAN = "technician"
    NOBODY = "nobody"  # a citizen who leaves papers in an empty cell


class Moved(StrEnum):
    """Why a door moved."""

    COMMAND = "command"  # within the time of an intent's pulse
    HAND = "hand"
    UNKNOWN = "unknown"  # while nobody looked


class Problem(StrEnum):
    """A citizen's word at the open door."""

    EMPTY = "empty"
    WRONG_THING = "wrong_thing"
    DID_NOT_OPEN = "did_not_open"


class Alarm(StrEnum):
    FORCED = "forced"  # open without an intent
    LEFT_OPEN = "left_open"
    DID_NOT_OPEN = "did_not_open"  # two pulses, and it stays shut
    GUESSING = "guessing"  # the day's wrong codes are used up
    BOARD_AWAY = "board_away"


class CabinetFitted(Body):
    """The cells as this terminal's settings wire them; told at a start, when they differ from what was told before.

    Each of `cells`: number, size, column (from 0 at the left), floor_mm (of its lower edge), height_mm, low. The
    screen stands in `screen_column`, from `screen_floor_mm`, `screen_height_mm` high.
    """

    kind = "cabinet.fitted"
    cells: list[dict[str, Any]]
    screen_column: int
    screen_floor_mm: int
    screen_height_mm: int


class DoorIntent(Body):
    """Durable before the lock is pulsed. `by`: an account, an order's key; empty for a citizen. `pulse`: 1, then 2."""

    kind = "door.intent"
    intent: str
    cell: int
    for_what: OpenFor
    way: Way
    parcel: str = ""
    by: str = ""
    second: str = ""
    visit: str = ""
    pulse: int = 1


class DoorEnded(Body):
    """What became of the pulse: done (the sensor saw it open), failed, or unknown."""

    kind = "door.ended"
    intent: str
    cell: int
    outcome: str
    error: str | None = None
    evidence: dict[str, Any] = Field(default_factory=dict)


class DoorMoved(Body):
    """A door is open or closed, or cannot be seen any more (`state` "unknown")."""

    kind = "door.moved"
    cell: int
    state: str
    cause: Moved
    intent: str = ""


class ParcelDeposited(Body):
    """It lies in the cell and the door is shut. `sensed`: by the item sensor; None: the board has none."""

    kind = "parcel.deposited"
    parcel: str
    cell: int
    by: str
    sensed: bool | None = None


class ParcelLeft(Body):
    """A citizen left papers for a counter: a parcel that the terminal names. `receipt`: what the citizen can show."""

    kind = "parcel.left"
    parcel: str
    cell: int
    department: str
    receipt: str
    person: str = ""
    case: str = ""  # the case number that was scanned


class ParcelCollected(Body):
    """Its receiver opened the door, and the door is shut again: `sensed` by a sensor, or by the receiver's word."""

    kind = "parcel.collected"
    parcel: str
    cell: int
    way: Way
    intent: str
    sensed: bool = True


class ParcelRecovered(Body):
    """Staff took it out. `by`: an account."""

    kind = "parcel.recovered"
    parcel: str
    cell: int
    by: str
    intent: str


class ParcelDisputed(Body):
    """Reported by the citizen; `history`: the last movements of that door (cell, state, cause, at)."""

    kind = "parcel.disputed"
    parcel: str
    cell: int
    problem: Problem
    history: list[dict[str, Any]] = Field(default_factory=list)


class DepositUndone(Body):
    """A deposit that came to nothing: `why` is cancelled, nothing_put_in, wrong_cell, did_not_open or restart."""

    kind = "deposit.undone"
    parcel: str
    cell: int
    by: str
    why: str


class CodeRefused(Body):
    """A wrong code, QR or card; nothing of what it was. `today`: wrong codes of the day at this cabinet."""

    kind = "code.refused"
    way: Way
    why: str  # unknown, stale, other_cabinet, expired, not_here, paused, stopped
    visit: str
    today: int


class CabinetAlarm(Body):
    """`over`: the alarm has ended. `cell` 0: of the whole cabinet."""

    kind = "cabinet.alarm"
    alarm: Alarm
    cell: int = 0
    over: bool = False
    detail: str = ""


class CellSet(Body):
    """Taken out of use, or back into it. `by`: an account, or "technician"."""

    kind = "cell.set"
    cell: int
    disabled: bool
    reason: str
    by: str


class StaffAtCabinet(Body):
    """`there` False: signed out, or the visit timed out. `once`: the first ONCE_SHOWN digits of the hash of the
    one-time code that was used; empty for a badge, and from terminals that do not tell it.
    """

    kind = "staff.at_cabinet"
    account: str
    way: str  # "badge" or "once"
    there: bool
    once: str = ""


KINDS: tuple[type[Body], ...] = (
    CabinetFitted,
    DoorIntent,
    DoorEnded,
    DoorMoved,
    ParcelDeposited,
    ParcelLeft,
    ParcelCollected,
    ParcelRecovered,
    ParcelDisputed,
    DepositUndone,
    CodeRefused,
    CabinetAlarm,
    CellSet,
    StaffAtCabinet,
)
