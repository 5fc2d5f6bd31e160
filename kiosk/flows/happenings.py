"""What may happen to a visit besides the citizen's answers (kiosk/views.py). Frozen."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.flows.around import Reader
from kiosk.identity import Identity
from kiosk.views import Answer, Outage, Paper, Reading, Trouble
from kiosk.wanted import Declined, Given


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """The printer was asked before a number is given. `said`: the screen had said already that there is no paper."""

    paper: Paper
    said: bool


@dataclass(frozen=True, slots=True)
class CardRead:
    """A valid card lay on the reader. Only this is left of it."""

    identity: Identity


@dataclass(frozen=True, slots=True)
class CodeRead:
    """The scanner read a code. `code`: kiosk.person.appointment_hash of what may be an appointment's."""

    code: str


@dataclass(frozen=True, slots=True)
class ReaderSaid:
    """AGAIN (torn away), WRONG (an expired card): it goes on. NOT_HERE: it has stopped."""

    reader: Reader
    reading: Reading


@dataclass(frozen=True, slots=True)
class NumberGiven:
    """It is in the journal. `trouble`: why no print is attempted; None: it is being printed."""

    given: Given
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class NumberDeclined:
    """There is none, by the hall's rules; the request has ended durably."""

    declined: Declined


@dataclass(frozen=True, slots=True)
class Printed:
    """The end of one ticket's print. `trouble` None: it is proven that it came out. `copy`: of its marked copy."""

    key: str
    trouble: Trouble | None
    copy: bool = False


@dataclass(frozen=True, slots=True)
class StaffAnswered:
    """Whether the centre acknowledged the call within its deadline. `reason`: of which call."""

    told: bool
    reason: str


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The countdown is over."""


@dataclass(frozen=True, slots=True)
class HallChanged:
    """The centre has told something new, or time has passed that makes a difference."""


@dataclass(frozen=True, slots=True)
class OutageChanged:
    """The terminal as a whole can or cannot serve."""

    outage: Outage | None


Happening = (
    Answer
    | PaperSeen
    | CardRead
    | CodeRead
    | ReaderSaid
    | NumberGiven
    | NumberDeclined
    | Printed
    | StaffAnswered
    | TimedOut
    | HallChanged
    | OutageChanged
)
