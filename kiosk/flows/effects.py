"""What a visit may want done. Frozen; carried out by kiosk/deeds.py, answered by happenings."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.flows.state import Chosen
from kiosk.person import Green
from kiosk.views import Refused
from kiosk.wanted import Held
from kiosk.wire import Booked


@dataclass(frozen=True, slots=True)
class BeginVisit:
    """Write visit.started."""


@dataclass(frozen=True, slots=True)
class SeePaper:
    """Ask the printer now; answered by PaperSeen."""


@dataclass(frozen=True, slots=True)
class TakeNumber:
    """Answered by NumberGiven or NumberDeclined. `prints`: and print it; answered by Printed as well.

    `otherwise`: what this terminal says by itself when the centre cannot be asked; None: it gives a number.
    """

    chosen: Chosen
    prints: bool
    person: str = ""
    green: Green | None = None
    appointment: Booked | None = None
    nth: int = 1
    otherwise: Refused | None = None


@dataclass(frozen=True, slots=True)
class PrintCopy:
    """Of the ticket that the person has; answered by NumberGiven and Printed."""

    held: Held
    chosen: Chosen
    appointment: Booked | None = None
    ahead: int | None = None


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


Effect = BeginVisit | SeePaper | TakeNumber | PrintCopy | TellStaff | NoteDoubt | EndVisit
