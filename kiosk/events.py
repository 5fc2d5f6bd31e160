"""The events of the journal: every kind, its body, and what it means. Shared with the centre.

A change of state and its event are one transaction of the journal. A kind is never changed, only added; a body gets
new fields with defaults. The centre takes any event; one that it does not understand rests in its quarantine.
No body holds personal data.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from kiosk.event_body import Body
from kiosk.lockers import events as lockers
from kiosk.person import Green


class NumberSource(StrEnum):
    CENTRE = "centre"  # issued on request
    LEASE = "lease"  # out of the range fetched beforehand
    OWN = "own"  # the terminal's own series


class PrintOutcome(StrEnum):
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class JournalOpened(Body):
    """The first event of every journal."""

    kind = "journal.opened"
    journal: str
    software: str


class TerminalStarted(Body):
    kind = "terminal.started"
    software: str


class TerminalStopped(Body):
    """An orderly stop; a power cut has none."""

    kind = "terminal.stopped"
    reason: str


class VisitStarted(Body):
    kind = "visit.started"
    visit: str


class VisitEnded(Body):
    kind = "visit.ended"
    visit: str
    how: str  # "finished", "ended", "timed_out", "failed"
    tickets: int
    seconds: float


class TicketRequested(Body):
    """Durable before the centre is asked, so that a number issued to a terminal that died can be given up."""

    kind = "ticket.requested"
    key: str
    service: str
    visit: str
    person: str = ""  # kiosk/person.py; empty: nobody said who it is
    green: Green | None = None
    appointment: str = ""


class TicketGiven(Body):
    """Durable before the citizen sees the number. `key` ends the request of that key: with a source other than
    `centre` the number that the centre may have issued for it is void."""

    kind = "ticket.given"
    key: str
    number: str
    day: date
    prefix: str
    service: str
    source: NumberSource
    token: str
    visit: str
    issued_at: str
    person: str = ""
    green: Green | None = None
    appointment: str = ""  # the appointment that it is the check-in of


class TicketReprinted(Body):
    """The person of this ticket was given a copy of it, marked as one. Its print has its own events."""

    kind = "ticket.reprinted"
    key: str
    number: str
    visit: str


class TicketAbandoned(Body):
    """The request of `key` was never shown to anybody."""

    kind = "ticket.abandoned"
    key: str
    reason: str


class PrintStarted(Body):
    """Durable before the first byte goes to the printer."""

    kind = "print.started"
    job: str
    key: str
    number: str
    device: str
    marker: str  # four characters asked back from the printer


class PrintEnded(Body):
    kind = "print.ended"
    job: str
    key: str
    outcome: PrintOutcome
    error: str | None  # a code of drivers/errors.py
    evidence: dict[str, Any]


class TicketDoubted(Body):
    """The citizen's own word on a print that nobody can prove."""

    kind = "ticket.doubted"
    key: str
    came_out: bool


class DeviceChanged(Body):
    kind = "device.changed"
    device: str
    driver: str
    link: str
    operational: str
    consumables: dict[str, str]
    error: str | None
    mends: str | None


class AssistanceAsked(Body):
    kind = "assistance.asked"
    visit: str | None
    key: str | None
    reason: str


class RatingWay(StrEnum):
    """How a citizen rated."""

    PAD = "pad"
    SCREEN = "screen"
    PHONE = "phone"


class RatingGiven(Body):
    """A citizen's own word on the service at a counter. One for each ticket counts: the first that arrives.

    `options`: codes of the standard's reasons (config/ratings.toml).
    """

    kind = "rating.given"
    rating: str  # its own key
    ticket: str  # the ticket's key; the centre finds counter and clerk by it
    counter: str
    level: Annotated[int, Field(ge=1, le=5)]  # 5 best
    options: list[str] = Field(default_factory=list)
    way: RatingWay


class CallAnnounced(Body):
    """A call was spoken in the hall, or shown: `n` is the call's at the centre."""

    kind = "call.announced"
    n: int
    number: str
    counter: str
    outcome: str  # "done", "failed", "unknown", "skipped" (too late to be of use)


class FaceReplaced(Body):
    kind = "face.replaced"
    reason: str  # "ended", "killed", "frozen"
    seconds_away: float


class LeaseTaken(Body):
    kind = "lease.taken"
    key: str
    day: date
    prefix: str
    count: int


class CommandEnded(Body):
    """What became of a command of the feed; each is carried out at most once."""

    kind = "command.ended"
    command: str  # its kind in the feed
    key: str
    outcome: str  # "done", "failed", "expired", "refused", "unknown"
    detail: str = ""


_KINDS: tuple[type[Body], ...] = (
    JournalOpened,
    TerminalStarted,
    TerminalStopped,
    VisitStarted,
    VisitEnded,
    TicketRequested,
    TicketGiven,
    TicketReprinted,
    TicketAbandoned,
    PrintStarted,
    PrintEnded,
    TicketDoubted,
    DeviceChanged,
    AssistanceAsked,
    RatingGiven,
    CallAnnounced,
    FaceReplaced,
    LeaseTaken,
    CommandEnded,
    *lockers.KINDS,
)
BODIES: dict[str, type[Body]] = {cls.kind: cls for cls in _KINDS}
