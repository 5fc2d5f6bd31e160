"""What a citizen wants a number for and what comes of it, as values between the visit, the numbers and the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.events import NumberSource
from kiosk.person import Green
from kiosk.views import Refused
from kiosk.wire import Minutes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the citizen confirmed."""

    visit: str
    service: str
    prefix: str
    series: str  # the terminal's own
    person: str = ""  # kiosk/person.py; empty: nobody said who it is
    green: Green | None = None
    appointment: str = ""  # wire.Booked.id; the number is its check-in
    per_person: int | None = None  # numbers a person and day; applied here only while the centre is away
    otherwise: Refused | None = None  # what is said instead of a number while the centre is away


@dataclass(frozen=True, slots=True)
class Given:
    """A number that is in the journal. With `reprint` it was given before, and this is its marked copy."""

    key: str
    number: str
    day: date
    service: str
    source: NumberSource
    token: str
    issued_at: str  # the hall's wall time, ISO 8601 with offset
    ahead: int | None  # the centre's word; None: it was not asked in time
    minutes: Minutes | None = None  # the wait, from and to, by the centre
    green: Green | None = None
    reprint: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """The ticket that the person has already."""

    key: str
    number: str
    token: str
    issued_at: str


@dataclass(frozen=True, slots=True)
class Declined:
    """There is no number, by the hall's rules. The request has ended durably."""

    refused: Refused
    held: Held | None = None  # with QUEUED and APPOINTMENT_USED, where it is known
    ahead: int | None = None
    opens_at: str = ""  # when to come, ISO 8601 with offset
