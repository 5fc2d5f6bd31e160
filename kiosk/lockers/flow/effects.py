"""What a cabinet's flow wants done, as frozen values; kiosk/lockers/duty.py carries them out.

An opening is named by its count in the visit; the cabinet itself knows the door, its intent and its journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.lockers.events import Problem
from kiosk.lockers.flow.state import Collected, Job, Left
from kiosk.lockers.sayings import Saying


@dataclass(frozen=True, slots=True)
class LookUpCode:
    """Whose is what was typed? Slow by intent."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookUpOnce:
    """A member of staff's code that counts once."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookUpPass:
    """A pickup QR or a staff badge."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookUpPerson:
    person: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookUpLabel:
    text: str


@dataclass(frozen=True, slots=True)
class OpenCell:
    """Open a door for this job. `cell` 0: choose one that fits."""

    opening: int
    job: Job
    cell: int = 0


@dataclass(frozen=True, slots=True)
class OpenAgain:
    """The same door once more, in the same opening's right: it did not spring open, or something was left in it."""

    opening: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The citizen's word that it is out; the sensor decides, where there is one."""

    opening: int


@dataclass(frozen=True, slots=True)
class KeepDeposit:
    opening: int
    sensed: bool | None


@dataclass(frozen=True, slots=True)
class Undo:
    """Nothing stays in the cell; `why` as DepositUndone has it."""

    opening: int
    why: str


@dataclass(frozen=True, slots=True)
class KeepRecovery:
    """Staff has it in hand."""

    opening: int


@dataclass(frozen=True, slots=True)
class StillInside:
    """Staff has looked, and leaves it there."""

    opening: int


@dataclass(frozen=True, slots=True)
class LetGo:
    """The door did not open: nothing has changed, the cell is free for the next."""

    opening: int


@dataclass(frozen=True, slots=True)
class KeepPapers:
    """A citizen's papers are in the cell."""

    opening: int


@dataclass(frozen=True, slots=True)
class Report:
    """The citizen disputes what lies in this cell."""

    opening: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class TellStaff:
    """`about`: the parcel, empty for none."""

    reason: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    of: Collected | Left


@dataclass(frozen=True, slots=True)
class SignOut:
    """Somebody of the staff has left; that they came is in the journal already."""

    account: str
    way: str


@dataclass(frozen=True, slots=True)
class Say:
    """By voice, and on the light where there is one."""

    what: Saying
    cell: int


@dataclass(frozen=True, slots=True)
class EndVisit:
    how: str  # "finished", "ended", "timeout", "failed"


Effect = (
    LookUpCode
    | LookUpOnce
    | LookUpPass
    | LookUpPerson
    | LookUpLabel
    | OpenCell
    | OpenAgain
    | Taken
    | KeepDeposit
    | Undo
    | KeepRecovery
    | KeepPapers
    | LetGo
    | StillInside
    | Report
    | TellStaff
    | PrintReceipt
    | SignOut
    | Say
    | EndVisit
)
