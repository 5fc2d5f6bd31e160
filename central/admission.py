"""Who gets a number now: the hall's rules upon one request, in the transaction that gives the number (issue.py).

An appointment that is checked in in its time is not asked for hours and limits: they were kept when it was made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import NamedTuple

from sqlalchemy import Connection

from central.appointments.arrival import Arrival
from central.catalogue import ServiceEntry
from central.clock import in_hall, iso
from central.hall import Rules
from central.limits import Given, Slot, is_limited, slot_at, what_is_full
from central.quick import Quick
from central.service_hours import ServiceHours
from central.states import IN_LINE, STILL_HERE, TicketState
from kiosk.wire import Refusal, TicketRefused, TicketRequest


class Held(NamedTuple):
    """A ticket that somebody has already."""

    number: str
    key: str
    token: str
    issued_ms: int
    day: str
    service: str
    state: str
    rank_ms: int
    id: int


def _listed(states: Iterable[TicketState]) -> str:
    return ", ".join(f"'{state}'" for state in states)


_TICKET = f"SELECT {', '.join(Held._fields)} FROM tickets WHERE day = :day AND"  # noqa: S608 - names only
# Few: chosen among by us. That somebody is named is said for the index, which holds only those who are.
_OF_PERSON = Quick(f"{_TICKET} person = :person AND person <> '' ORDER BY id DESC")
_CHECKED_IN = Quick(f"{_TICKET} appointment = :appointment AND state <> 'void' ORDER BY id DESC LIMIT 1")
_GIVEN = Quick(
    "SELECT count(*), "  # noqa: S608 - states only
    "count(CASE WHEN issued_ms >= :begins AND issued_ms < :ends AND appointment IS NULL THEN 1 END), "
    "count(CASE WHEN person <> '' AND person = :person THEN 1 END) FROM tickets WHERE day = :day "
    f"AND service = :service AND state IN ({_listed(state for state in TicketState if state is not TicketState.VOID)})"
)
_AHEAD = Quick(
    "SELECT count(*) FROM tickets WHERE day = :day AND service = :service AND state IN ('waiting', 'reserved') "
    "AND (rank_ms, id) < (:rank, :id)"
)
_LOCK = Quick("SELECT pg_advisory_xact_lock(hashtextextended(:service, 0))")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, with what the hall says of its service. `arrival`: of the appointment that it names."""

    request: TicketRequest
    entry: ServiceEntry
    hours: ServiceHours | None
    rules: Rules
    zone: str
    day: str
    now_ms: int
    arrival: Arrival | None

    @property
    def person(self) -> str:
        """The hash of who comes: as the card says, else as the appointment does."""
        return self.request.person or (self.arrival.person if self.arrival else "")

    @property
    def now(self) -> datetime:
        return in_hall(self.now_ms, self.zone)


def refusal(db: Connection, asked: Asked) -> TicketRefused | None:
    """None: a number may be given now, and nobody else takes it until the transaction is over."""
    if asked.request.appointment:
        return _of_appointment(db, asked) or _queued(db, asked)
    if is_limited(asked.entry, known_person=bool(asked.person)) or asked.person:
        _lock(db, asked.request.service)
    return _queued(db, asked) or _closed(asked) or _full(db, asked)


def people_ahead(db: Connection, day: str, service: str, rank_ms: int, ticket: int) -> int:
    """People waiting for the service who are called before this ticket."""
    return int(_AHEAD.value(db, {"day": day, "service": service, "rank": rank_ms, "id": ticket}))


def _lock(db: Connection, service: str) -> None:
    """One request of the service at a time, also where none of its tickets exists yet. SQLite has one writer anyway."""
    if db.dialect.name == "postgresql":
        _LOCK.value(db, {"service": f"service {service}"})


def _of_appointment(db: Connection, asked: Asked) -> TicketRefused | None:
    arrival, rules = asked.arrival, asked.rules
    if arrival is None or not arrival.booked or arrival.day != asked.day or arrival.service != asked.request.service:
        return TicketRefused(
            refused=Refusal.APPOINTMENT_UNKNOWN,
            sentence=f"appointment {asked.request.appointment!r} is not one of today for {asked.request.service!r}",
        )
    row = _CHECKED_IN.first(db, {"day": asked.day, "appointment": arrival.id}) if arrival.arrived else None
    if row is not None:
        return _with_ticket(db, Refusal.APPOINTMENT_USED, "the appointment is checked in already", Held(*row))
    from_ms = arrival.starts_ms - rules.early_minutes * 60_000
    if asked.now_ms < from_ms:
        return TicketRefused(
            refused=Refusal.APPOINTMENT_EARLY,
            sentence=f"the appointment may be checked in {rules.early_minutes} minutes before it begins",
            opens_at=in_hall(from_ms, asked.zone).isoformat(),
        )
    if asked.now_ms > arrival.starts_ms + rules.late_minutes * 60_000:
        return TicketRefused(
            refused=Refusal.APPOINTMENT_LATE,
            sentence=f"the appointment began more than {rules.late_minutes} minutes ago",
        )
    _lock(db, asked.request.service)
    return None


def _queued(db: Connection, asked: Asked) -> TicketRefused | None:
    if not asked.person:
        return None
    for ticket in starmap(Held, _OF_PERSON.rows(db, {"day": asked.day, "person": asked.person})):
        if ticket.service == asked.request.service and ticket.state in STILL_HERE:
            return _with_ticket(db, Refusal.QUEUED, "the same person has a number of this service already", ticket)
    return None


def _closed(asked: Asked) -> TicketRefused | None:
    sentence = f"service {asked.entry.code!r} is closed now"
    if asked.entry.closed:
        return TicketRefused(refused=Refusal.CLOSED, sentence=f"{sentence}: {asked.entry.closed}")
    opens_at = asked.now if asked.hours is None else asked.hours.opens_at(asked.now)
    if opens_at is not None and opens_at <= asked.now:
        return None
    said = "" if opens_at is None else opens_at.isoformat()
    return TicketRefused(refused=Refusal.CLOSED, sentence=sentence, opens_at=said)


def _full(db: Connection, asked: Asked) -> TicketRefused | None:
    entry, known = asked.entry, bool(asked.person)
    if not is_limited(entry, known_person=known):
        return None
    slot = slot_at(asked.now, entry.quota_minutes)
    full = what_is_full(entry, _given(db, asked, slot), known_person=known)
    if full is None:
        return None
    sentences = {
        Refusal.PERSON_LIMIT: f"a person may have {entry.per_person} numbers of {entry.code!r} a day",
        Refusal.DAY_FULL: f"the {entry.per_day} numbers of {entry.code!r} for {asked.day} are given",
        Refusal.SLOT_FULL: f"the {entry.quota} numbers of {entry.code!r} for this part of the day are given",
    }
    opens_at = _next_slot(asked, slot) if full is Refusal.SLOT_FULL else ""
    return TicketRefused(refused=full, sentence=sentences[full], opens_at=opens_at)


def _given(db: Connection, asked: Asked, slot: Slot) -> Given:
    begins_ms, ends_ms = (int(at.timestamp() * 1000) for at in (slot.begins, slot.ends))
    what = {"day": asked.day, "service": asked.entry.code, "person": asked.person}
    counts = _GIVEN.first(db, what | {"begins": begins_ms, "ends": ends_ms})
    return Given(*(int(count) for count in counts or (0, 0, 0)))


def _next_slot(asked: Asked, slot: Slot) -> str:
    """When the service is open again after this slot; empty when that is not in sight."""
    opens_at = slot.ends if asked.hours is None else asked.hours.opens_at(slot.ends)
    return "" if opens_at is None else opens_at.isoformat()


def _with_ticket(db: Connection, refused: Refusal, sentence: str, held: Held) -> TicketRefused:
    """The refusal, with the ticket that the person has."""
    waits = held.state in IN_LINE
    ahead = people_ahead(db, held.day, held.service, held.rank_ms, held.id) if waits else None
    return TicketRefused(
        refused=refused,
        sentence=f"{sentence}: {held.number}",
        number=held.number,
        key=held.key,
        token=held.token,
        issued_at=iso(held.issued_ms),
        ahead=ahead,
    )
