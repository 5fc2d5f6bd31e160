"""What travels between a terminal and the centre over HTTP: the contract that both sides import.

Two logs (see docs/architecture.md): up, the journal's batches; down, the feed. Besides them the requests for a
number and for a lease of numbers. Every request carries `Authorization: Bearer <terminal token>`.
An event travels as the JSON object `Event` describes; its identity is (journal id, seq) and its hash is taken
over the canonical bytes (`canonical`), so that both sides compute the same one.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

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


class TicketAnswer(Wire):
    number: Number
    day: date  # the hall's business day that the number is unique on
    prefix: str
    service: Code
    ahead: int  # people waiting before this one


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
    """GET /api/v1/feed?after=N&wait=S. Empty `rows` after `wait` seconds of silence."""

    rows: list[FeedRow]
    through: int


class Health(Wire):
    status: Literal["ok", "degraded"]
    version: str
    database: str  # "sqlite" or "postgresql"
    time: str
    day: date


# --- bodies of the feed ----------------------------------------------------------------------------


class HallBody(Wire):
    """kind "hall", key "": for every terminal."""

    name: str
    name_en: str
    open_until: str | None = None
    phone: str = ""
    public_url: str = ""  # the QR on a ticket is public_url + "/t/" + token; empty: no QR
    day: date


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
