"""Give numbers: a ticket's on request, a lease of many beforehand. One key, one answer, however often it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Connection, text

from central.admission import Asked, people_ahead, refusal
from central.appointments.arrival import find_arrival, note_arrivals
from central.catalogue import read_service
from central.clock import business_day
from central.estimates import estimate_ticket
from central.hall import read_rules
from central.numbers import Range, number_at
from central.quick import Quick
from central.rank import rank_ms
from central.refusals import NotHere, UsedUp
from central.service_hours import read_service_hours
from central.tokens import Caller, caller
from kiosk.wire import LeaseAnswer, LeaseRequest, TicketAnswer, TicketRefused, TicketRequest

_SERVICE = Quick(
    "SELECT s.department, d.prefix, s.body, s.hours, h.body FROM services s "
    "JOIN departments d ON d.code = s.department CROSS JOIN hall h WHERE s.code = :service"
)
_ASK = Quick(  # a number that the terminal gave by itself meanwhile has come by its journal: then that one counts
    "INSERT INTO requests (terminal, key, abandoned) SELECT :terminal, :key, FALSE "
    "WHERE NOT EXISTS (SELECT 1 FROM tickets WHERE terminal = :terminal AND key = :key) "
    "ON CONFLICT (terminal, key) DO NOTHING"
)
_GIVEN = Quick(
    "SELECT t.id, t.number, t.day, coalesce(d.prefix, ''), t.service, t.rank_ms FROM tickets t "
    "LEFT JOIN departments d ON d.code = t.department WHERE t.terminal = :terminal AND t.key = :key "
    "ORDER BY CASE t.state WHEN 'void' THEN 1 ELSE 0 END, t.id DESC"
)
_REFUSED = Quick("SELECT refused FROM requests WHERE terminal = :terminal AND key = :key")
_REFUSE = Quick("UPDATE requests SET refused = :refused WHERE terminal = :terminal AND key = :key")
_COUNT_UP = Quick(
    "INSERT INTO number_counts (day, prefix, span, given) VALUES (:day, :prefix, :span, :count) "
    "ON CONFLICT (day, prefix, span) DO UPDATE SET given = number_counts.given + excluded.given RETURNING given"
)
_TICKET = Quick(
    "INSERT INTO tickets (day, number, department, service, state, source, terminal, key, token, issued_ms, known_ms, "
    "rank_ms, visit, person, green, appointment) VALUES (:day, :number, :department, :service, 'reserved', 'centre', "
    ":terminal, :key, :token, :now, :now, :rank, :visit, :person, :green, :appointment) "
    "ON CONFLICT (day, number, copy) DO NOTHING RETURNING id"
)
_STANDS = Quick(  # a copy of it is in somebody's hand now, also where the terminal that asked for it died meanwhile
    "UPDATE tickets SET state = 'waiting' WHERE day = :day AND number = :number AND state = 'reserved'"
)
_PREFIX = text("SELECT 1 FROM departments WHERE prefix = :prefix")
_LEASED = text("SELECT day, prefix, numbers FROM leases WHERE terminal = :terminal AND key = :key")
_LEASE = text(
    "INSERT INTO leases (terminal, key, day, prefix, numbers) VALUES (:terminal, :key, :day, :prefix, '[]') "
    "ON CONFLICT (terminal, key) DO NOTHING"
)
_FILL = text("UPDATE leases SET numbers = :numbers WHERE terminal = :terminal AND key = :key")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A ticket that has its number."""

    id: int
    number: str
    day: str
    prefix: str
    service: str
    rank_ms: int


@dataclass(frozen=True, slots=True)
class IssueTicket:
    token: str
    asked: TicketRequest
    now_ms: int

    def __call__(self, db: Connection) -> TicketAnswer | TicketRefused:
        """Also a refusal is remembered with its key. Raises UnknownTerminal, NotHere (service) or UsedUp."""
        asking = caller(db, self.token)
        owner = {"terminal": asking.terminal, "key": self.asked.key}
        if _ASK.count(db, owner) == 0:
            return self._again(db, owner)
        service = _SERVICE.first(db, {"service": self.asked.service})
        if service is None:
            raise NotHere(
                f"service {self.asked.service!r} is not in the hall's catalogue; the feed has the present one"
            )
        department, prefix, *rules = service
        asked = self._with_rules(db, asking, *rules)
        refused = refusal(db, asked)
        if refused is not None:
            _REFUSE.count(db, owner | {"refused": refused.model_dump_json()})
            _STANDS.count(db, {"day": asked.day, "number": refused.number})
            return refused
        return self._give(db, owner, asked, department, prefix)

    def _with_rules(self, db: Connection, asking: Caller, entry: str, hours: str, hall: str) -> Asked:
        return Asked(
            request=self.asked,
            entry=read_service(entry),
            hours=read_service_hours(hours),
            rules=read_rules(hall),
            zone=asking.zone,
            day=business_day(self.now_ms, asking.zone).isoformat(),
            now_ms=self.now_ms,
            arrival=find_arrival(db, self.asked.appointment) if self.asked.appointment else None,
        )

    def _give(self, db: Connection, owner: dict[str, str], asked: Asked, department: str, prefix: str) -> TicketAnswer:
        arrival, green = asked.arrival, self.asked.green
        starts_ms = None if arrival is None else arrival.starts_ms
        rank = rank_ms(self.now_ms, green, starts_ms, asked.rules.head_start)
        row = owner | {
            "day": asked.day,
            "department": department,
            "service": self.asked.service,
            "token": self.asked.token,
            "now": self.now_ms,
            "rank": rank,
            "visit": self.asked.visit,
            "person": asked.person,
            "green": green.value if green else "",
            "appointment": None if arrival is None else arrival.id,
        }
        number, ticket = "", None
        while ticket is None:  # again only where a number of ours came back by a journal, after a restored backup
            number = _next(db, asked.day, prefix, Range.CENTRE)
            ticket = _TICKET.value(db, row | {"number": number})
        if arrival is not None:
            note_arrivals(db, [arrival.id], self.now_ms)
        return _answer(db, Numbered(ticket, number, asked.day, prefix, self.asked.service, rank))

    def _again(self, db: Connection, owner: dict[str, str]) -> TicketAnswer | TicketRefused:
        row = _GIVEN.first(db, owner)
        if row is not None:
            return _answer(db, Numbered(*row))
        refused = _REFUSED.value(db, owner)
        if refused:
            return TicketRefused.model_validate_json(refused)
        raise UsedUp(f"the request {self.asked.key} was abandoned by its terminal; ask with a new key")


@dataclass(frozen=True, slots=True)
class IssueLease:
    token: str
    asked: LeaseRequest
    now_ms: int

    def __call__(self, db: Connection) -> LeaseAnswer:
        """Fewer numbers than asked for when the day has no more. Raises UnknownTerminal, NotHere (prefix) or UsedUp."""
        asking = caller(db, self.token)
        day = business_day(self.now_ms, asking.zone).isoformat()
        owner = {"terminal": asking.terminal, "key": self.asked.key}
        prefix = self.asked.prefix
        if db.execute(_LEASE, owner | {"day": day, "prefix": prefix}).rowcount == 0:
            row = db.execute(_LEASED, owner).one()
            return LeaseAnswer(day=row.day, prefix=row.prefix, numbers=orjson.loads(row.numbers))
        if db.execute(_PREFIX, {"prefix": prefix}).first() is None:
            raise NotHere(f"prefix {prefix!r} is no department's; the feed has the present catalogue")
        count = {"day": day, "prefix": prefix, "span": Range.LEASE.value, "count": self.asked.count}
        through = int(_COUNT_UP.value(db, count))
        positions = range(through - self.asked.count + 1, through + 1)
        numbers = [number for at in positions if (number := number_at(prefix, Range.LEASE, at)) is not None]
        if not numbers:
            raise UsedUp(f"the numbers of {prefix} for leases on {day} are used up; the terminal's own series goes on")
        db.execute(_FILL, owner | {"numbers": orjson.dumps(numbers).decode()})
        return LeaseAnswer(day=day, prefix=prefix, numbers=numbers)


def _next(db: Connection, day: str, prefix: str, kind: Range) -> str:
    given = _COUNT_UP.value(db, {"day": day, "prefix": prefix, "span": kind.value, "count": 1})
    number = number_at(prefix, kind, int(given))
    if number is None:
        raise UsedUp(f"the numbers of {prefix} on {day} are used up; the terminal's own series goes on")
    return number


def _answer(db: Connection, ticket: Numbered) -> TicketAnswer:
    ahead = people_ahead(db, ticket.day, ticket.service, ticket.rank_ms, ticket.id)
    return TicketAnswer(
        number=ticket.number,
        day=date.fromisoformat(ticket.day),
        prefix=ticket.prefix,
        service=ticket.service,
        ahead=ahead,
        minutes=estimate_ticket(db, ticket.day, ticket.service, ahead),
    )
