"""What travels between a terminal and the centre over HTTP: the contract that both sides import.

Two logs (see docs/architecture.md): up, the journal's batches; down, the feed. Besides them the requests for a
number and for a lease of numbers. Every request carries `Authorization: Bearer <terminal token>`.
An event travels as the JSON object `Event` describes; its identity is (journal id, seq) and its hash is taken
over the canonical bytes (`canonical`), so that both sides compute the same one.
"""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

from kiosk.person import Green

API = "/api/v1"
BATCH_LIMIT_EVENTS = 1000
BATCH_LIMIT_BYTES = 4 * 1024 * 1024
FIRST_HASH = "0" * 64  # `prev` of a journal's first event


def canonical(event: Any) -> bytes:
    """The one byte string of a JSON value: UTF-8, keys sorted, no spaces."""
    return orjson.dumps(event, option=orjson.OPT_SORT_KEYS)


def event_hash(canonical_bytes: bytes) -> str:
    """The hash that the next event carries as `prev`."""
    return hashlib.sha256(canonical_bytes).hexdigest()


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


Number = Annotated[str, Field(min_length=1, max_length=16)]
Key = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]
Code = Annotated[str, Field(min_length=1, max_length=64)]
Hash = Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")]  # kiosk/person.py; empty: nobody said who it is
Minutes = tuple[int, int]  # from, to: a range, because a single figure would be a promise


class Event(Wire):
    """One event as the journal keeps it. The body's shape follows from `kind` (kiosk/events.py)."""

    seq: Annotated[int, Field(ge=1)]
    kind: Annotated[str, Field(min_length=1, max_length=64)]
    at: str  # the terminal's wall time, ISO 8601 with offset; never used for order
    boot: str  # the boot's random id
    monotonic_ms: int  # since that boot
    body: dict[str, Any]
    prev: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Batch(Wire):
    """POST /api/v1/journals/{journal_id}/batches. `first` is the first event's seq; the others follow without a gap.

    The events are taken as they come: one that is no `Event` goes to quarantine and is acknowledged all the same.
    """

    terminal: Code
    first: Annotated[int, Field(ge=1)]
    events: list[Any]


class BatchAnswer(Wire):
    """200. Everything up to this seq is durable at the centre; also the answer to what it had already."""

    acked_through: int


class Gap(Wire):
    """409. The batch starts after `expected`; nothing was taken."""

    expected: int


class TicketRequest(Wire):
    """POST /api/v1/tickets. The same key always gets the same number, however often it is asked."""

    key: Key
    service: Code
    token: Key  # the unguessable part of the phone page's address, made by the terminal
    visit: Annotated[str, Field(max_length=64)] = ""  # tickets of one visit belong to one person
    person: Hash = ""
    green: Green | None = None
    appointment: Annotated[str, Field(max_length=64)] = ""  # Booked.id; the ticket is its check-in


class TicketAnswer(Wire):
    number: Number
    day: date  # the hall's business day that the number is unique on
    prefix: str
    service: Code
    ahead: int  # people waiting who are called before this one
    minutes: Minutes | None = None  # how long that will take; None: nothing measured to say it from


class Refusal(StrEnum):
    """Why there is no number for this person now."""

    QUEUED = "queued"  # the same person waits for this service already
    CLOSED = "closed"  # outside the service's hours
    DAY_FULL = "day_full"  # the service's numbers of today are all given
    SLOT_FULL = "slot_full"  # those of this part of the day are
    PERSON_LIMIT = "person_limit"  # this person had as many of them today as one may have
    APPOINTMENT_UNKNOWN = "appointment_unknown"  # or cancelled, or of another day
    APPOINTMENT_EARLY = "appointment_early"
    APPOINTMENT_LATE = "appointment_late"
    APPOINTMENT_USED = "appointment_used"  # checked in already


class TicketRefused(Wire):
    """409 to POST /api/v1/tickets: the rules of the hall, not a fault. The terminal then takes no number by itself.

    With QUEUED and APPOINTMENT_USED the ticket that the person has: it may be printed again, marked as a copy.
    """

    refused: Refusal
    sentence: str  # for logs; what the citizen reads is the screen's
    number: str = ""
    key: str = ""
    token: str = ""
    issued_at: str = ""
    ahead: int | None = None
    opens_at: str = ""  # with CLOSED, SLOT_FULL and APPOINTMENT_EARLY: when to come, ISO 8601 with offset


class LeaseRequest(Wire):
    """POST /api/v1/leases. Numbers out of the separate range, for when the centre cannot be asked."""

    key: Key
    prefix: Annotated[str, Field(min_length=1, max_length=4)]
    count: Annotated[int, Field(ge=1, le=200)]


class LeaseAnswer(Wire):
    day: date
    prefix: str
    numbers: list[Number]


class FeedRow(Wire):
    """One thing that a terminal must know. A row with a newer `n` replaces an older one of the same kind and key.

    A command (`kind` starts with `command.`) carries `expires_at` and is carried out at most once; a late one never.
    """

    n: int
    kind: str
    key: str
    body: dict[str, Any]
    expires_at: str | None = None


class FeedAnswer(Wire):
    """GET /api/v1/feed?after=N&wait=S. Empty `rows` after `wait` seconds of silence.

    `now_ms`: the centre's time of this answer, since 1970, which a command's expiry is held against: a terminal that
    was off may not know for how long. 0: not said.
    """

    rows: list[FeedRow]
    through: int
    now_ms: int = 0


class Health(Wire):
    status: Literal["ok", "degraded"]
    version: str
    database: str  # "sqlite" or "postgresql"
    time: str
    day: date


# --- bodies of the feed ----------------------------------------------------------------------------


class OpenSpan(Wire):
    """Open from `opens` to `closes`, ISO 8601 with offset. `extended`: outside the usual hours (延时服务)."""

    opens: str
    closes: str
    extended: bool = False


class NightOffer(Wire):
    """What works while the hall is closed: shown on its closed terminal, not touched."""

    icon: str
    name: str
    name_en: str
    place: str = ""
    place_en: str = ""


class HallRules(Wire):
    """Rules of the hall that terminals apply by themselves, also while the centre is away."""

    long_wait_minutes: int = 30  # from here on the terminal asks whether to go on
    early_minutes: int = 30  # an appointment may be checked in so long before it begins
    late_minutes: int = 15  # and so long after it began; later it is an ordinary number
    elderly_years: int = 60  # from this age on the green channel is offered by the card


class HallBody(Wire):
    """kind "hall", key "": for every terminal."""

    name: str
    name_en: str
    open_until: str | None = None
    phone: str = ""
    public_url: str = ""  # the QR on a ticket is public_url + "/t/" + token; empty: no QR
    day: date
    open_spans: list[OpenSpan] | None = None  # of today and the days after it; None: the hall has not said
    rules: HallRules = HallRules()
    night: list[NightOffer] = []


class NeighbourBody(Wire):
    unit: str
    unit_en: str
    place: str
    place_en: str


class TerminalBody(Wire):
    """kind "terminal", key: the terminal's code; only for that one."""

    unit: str  # "1 号机"
    unit_en: str
    series: str  # the terminal's own mark in numbers of its own series: unique in the hall, never reused
    neighbours: list[NeighbourBody] = []
    elsewhere: str = ""
    elsewhere_en: str = ""
    place: str = ""  # where this terminal stands, for whoever comes to help
    person_key: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""  # hex, for kiosk/person.py
    counter: str = ""  # the counter that a window terminal stands at


class Identify(StrEnum):
    """Whether a number of this service asks for the ID card."""

    NEVER = "never"
    OFFER = "offer"
    MUST = "must"


class Department(Wire):
    code: Code
    name: str
    name_en: str
    icon: str
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,2}$")]
    floor: str = ""
    floor_en: str = ""
    place: str = ""
    place_en: str = ""
    counters: str = ""  # "05–09"


class Service(Wire):
    code: Code
    department: Code
    name: str
    name_en: str
    bring: str = ""
    bring_en: str = ""
    closed: str | None = None
    closed_en: str | None = None
    identify: Identify = Identify.NEVER
    per_person: Annotated[int, Field(ge=1)] | None = None  # numbers a person and day; None: no limit
    open_spans: list[OpenSpan] | None = None  # as the hall's; None: whenever the hall is open


class CatalogueBody(Wire):
    """kind "catalogue", key "": in the order in which it is shown."""

    departments: list[Department]
    services: list[Service]


class WaitingBody(Wire):
    """kind "waiting", key "": people waiting, at most one row a second, only when it changed."""

    at: str
    services: dict[str, int]
    open_counters: dict[str, int]  # department code -> counters open now
    busy_from: int = 20  # a department with more people waiting is marked as busy
    minutes: dict[str, Minutes] = {}  # how long one who comes now will wait; without a service: not known


class BookedState(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"  # checked in: it has a ticket
    CANCELLED = "cancelled"


class Booked(Wire):
    """An appointment of today. Who it is stands there as hashes only."""

    id: Code
    code: Hash  # appointment_hash of what its QR carries
    person: Hash = ""
    service: Code
    starts: str  # ISO 8601 with offset
    ends: str
    state: BookedState = BookedState.BOOKED


class AppointmentsBody(Wire):
    """kind "appointments", key "": those of `day`, for every terminal, in order of their beginning."""

    day: date
    booked: list[Booked]


class Stage(StrEnum):
    """What a counter is doing, as the citizen in front of it sees it."""

    CLOSED = "closed"
    IDLE = "idle"
    CALLED = "called"  # a number is called, nobody has begun
    SERVING = "serving"
    PAUSED = "paused"
    RATING = "rating"  # the service has ended and may be rated


class CounterBody(Wire):
    """kind "counter", key: the counter's code; for the window terminals at it. Also answers a deed."""

    counter: Code
    turn: int
    stage: Stage
    clerk: str = ""  # the name that the clerk shows
    number: str = ""
    ticket: str = ""  # the key of that ticket, or of the one to rate
    service: str = ""
    service_en: str = ""
    waiting: int = 0  # people that this counter may call


class CounterDeed(Wire):
    """POST /api/v1/counters/{counter}/deeds, with the token of a window terminal at that counter.

    `turn` as the counter's body had it: a deed of an old turn does nothing, so that a repeated request is harmless.
    `deed`: a value of central.states.Deed. `ticket`: whom, for deeds that name one (call, back, take-up): its
    key or number; digits alone name the number with these digits that this counter would call first. For a transfer
    `service`, `to_counter` or both, and whether the person `returns` here afterwards.
    """

    deed: Annotated[str, Field(max_length=32)]
    turn: int
    ticket: Annotated[str, Field(max_length=64)] = ""
    service: Annotated[str, Field(max_length=64)] = ""
    to_counter: Annotated[str, Field(max_length=64)] = ""
    returns: bool = False


class CounterDone(Wire):
    """200. `done` False: the turn was old, or there was nothing to do it with. The counter as it is now."""

    done: bool
    now: CounterBody


class Called(Wire):
    """`n` rises with every call; one call is announced once."""

    n: int
    number: Number
    counter: Code
    department: Code
    zone: str = ""  # the department's place, as the display pages name zones
    zone_en: str = ""
    at: str
    again: bool = False


class CallsBody(Wire):
    """kind "calls", key "": the newest calls, oldest first; for who announces them. Not kept by terminals."""

    calls: list[Called]
