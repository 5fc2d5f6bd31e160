"""A visit's state, what may happen to it, and what it may want done. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from kiosk.numbers import Given
from kiosk.views import Answer, Language, Outage, Paper, Printing, Staff, Trouble
from kiosk.wire import Department, Service

# --- where the visit stands ------------------------------------------------------------------------


class Place(Enum):
    WELCOME = auto()
    DEPARTMENTS = auto()
    SERVICES = auto()
    CONFIRM = auto()
    TICKET = auto()
    TROUBLE = auto()
    OUT_OF_SERVICE = auto()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A service as the catalogue had it when it was chosen: a new catalogue changes no ticket in hand."""

    department: Department
    service: Service


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number in this visit and what it is for."""

    given: Given
    chosen: Chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that is remembered of a visit; a new one starts from `State(visit=...)` and nothing else is kept."""

    visit: str  # random; late results name the visit that they belong to
    place: Place = Place.WELCOME
    language: Language = Language.ZH_CN
    begun: bool = False  # visit.started is on its way to the journal
    page: int = 1
    department: str = ""
    chosen: Chosen | None = None
    busy: bool = False  # the number is being fetched
    no_paper: bool = False  # the confirm screen says that there is no paper: the next touch takes the number anyway
    ticket: Ticket | None = None
    tickets: int = 0
    printing: Printing = Printing.WORKING
    trouble: Trouble = Trouble.PRINTER_AWAY
    ask: bool = False
    staff: Staff = Staff.NOT_ASKED
    outage: Outage | None = None


# --- what happens besides answers ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """The printer was asked before a number is given. `said`: the screen had said already that there is no paper."""

    paper: Paper
    said: bool


@dataclass(frozen=True, slots=True)
class NumberGiven:
    """It is in the journal. `trouble`: why no print is attempted; None: it is being printed."""

    given: Given
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Printed:
    """The end of one ticket's print. `trouble` None: it is proven that it came out."""

    key: str
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class StaffAnswered:
    """Whether the centre acknowledged the call within its deadline."""

    told: bool


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The countdown is over."""


@dataclass(frozen=True, slots=True)
class HallChanged:
    """The centre has told something new."""


@dataclass(frozen=True, slots=True)
class OutageChanged:
    """The terminal as a whole can or cannot serve."""

    outage: Outage | None


Happening = Answer | PaperSeen | NumberGiven | Printed | StaffAnswered | TimedOut | HallChanged | OutageChanged


# --- what is to be done ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BeginVisit:
    """Write visit.started."""


@dataclass(frozen=True, slots=True)
class SeePaper:
    """Ask the printer now; answered by PaperSeen."""


@dataclass(frozen=True, slots=True)
class TakeNumber:
    """Answered by NumberGiven. `prints`: and print it; answered by Printed as well."""

    chosen: Chosen
    prints: bool


@dataclass(frozen=True, slots=True)
class TellStaff:
    """Answered by StaffAnswered."""

    reason: str
    key: str | None


@dataclass(frozen=True, slots=True)
class NoteDoubt:
    """The citizen's own word on a print that nobody can prove."""

    key: str
    came_out: bool


@dataclass(frozen=True, slots=True)
class EndVisit:
    """Write visit.ended; the runner wipes the state and starts with a new one."""

    how: str


Effect = BeginVisit | SeePaper | TakeNumber | TellStaff | NoteDoubt | EndVisit
