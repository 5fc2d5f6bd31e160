"""A visit's state: all that is remembered of a citizen, and nothing else. Frozen.

Of a card only a keyed hash and a class of the green channel ever come in here (kiosk/identity.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from kiosk.flows.around import Reader
from kiosk.person import Green
from kiosk.views import Language, Outage, Printing, Reading, Staff, Trouble
from kiosk.wanted import Declined, Given
from kiosk.wire import Booked, Department, Service


class Place(Enum):
    WELCOME = auto()
    DEPARTMENTS = auto()
    SERVICES = auto()
    IDENTIFY = auto()  # the card, for the chosen service
    CHECK_IN = auto()  # the appointment's code, or the card
    APPOINTMENTS = auto()
    CONFIRM = auto()
    GREEN = auto()
    TICKET = auto()
    TROUBLE = auto()
    REFUSED = auto()
    HELP = auto()
    OUT_OF_SERVICE = auto()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A service as the catalogue had it when it was chosen: a new catalogue changes no ticket in hand."""

    department: Department
    service: Service


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number in this visit and what it is for. `nth`: the visit's second number, its third ..."""

    given: Given
    chosen: Chosen
    appointment: Booked | None = None
    nth: int = 1


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
    # who it is, for the whole visit
    person: str = ""  # kiosk.person.person_hash; empty: no card was given
    suggested: Green | None = None  # by the card's age
    green: Green | None = None
    # the readers
    reading: Reading = Reading.WAITING
    lost: frozenset[Reader] = frozenset()  # fitted, and away when they were asked
    # the check-in of an appointment
    found: tuple[str, ...] = ()  # wire.Booked.id of those that the code or the card stands for
    appointment: Booked | None = None
    # what came of it
    declined: Declined | None = None
    ticket: Ticket | None = None
    tickets: int = 0
    printing: Printing = Printing.WORKING
    trouble: Trouble = Trouble.PRINTER_AWAY
    ask: bool = False
    staff: Staff = Staff.NOT_ASKED  # about what the screen shows
    help: Staff = Staff.NOT_ASKED  # an assistant, once a visit
    back_to: Place = Place.WELCOME  # where the visit stood before it asked for help
    outage: Outage | None = None
