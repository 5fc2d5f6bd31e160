"""Give numbers: a ticket's on request, a lease of many beforehand. One key, one answer, however often it is asked."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, text

from central.clock import business_day
from central.numbers import Range, number_at
from central.refusals import NotHere, UsedUp
from central.tokens import caller
from kiosk.wire import LeaseAnswer, LeaseRequest, TicketAnswer, TicketRequest

_SERVICE = text(
    "SELECT s.department, d.prefix FROM services s JOIN departments d ON d.code = s.department WHERE s.code = :service"
)
_ASK = text(  # a number that the terminal gave by itself meanwhile has come by its journal: then that one counts
    "INSERT INTO requests (terminal, key, abandoned) SELECT :terminal, :key, FALSE "
    "WHERE NOT EXISTS (SELECT 1 FROM tickets WHERE terminal = :terminal AND key = :key) "
    "ON CONFLICT (terminal, key) DO NOTHING"
)
_GIVEN = text(
    "SELECT t.id, t.number, t.day, t.service, d.prefix FROM tickets t LEFT JOIN departments d ON d.code = t.department "
    "WHERE t.terminal = :terminal AND t.key = :key ORDER BY CASE t.state WHEN 'void' THEN 1 ELSE 0 END, t.id DESC"
)
_COUNT_UP = text(
    "INSERT INTO number_counts (day, prefix, span, given) VALUES (:day, :prefix, :span, :count) "
    "ON CONFLICT (day, prefix, span) DO UPDATE SET given = number_counts.given + excluded.given RETURNING given"
)
_TICKET = text(
    "INSERT INTO tickets (day, number, department, service, state, source, terminal, key, token, issued_ms, known_ms) "
    "VALUES (:day, :number, :department, :service, 'reserved', 'centre', "
    ":terminal, :key, :token, :now, :now) ON CONFLICT (day, number, copy) DO NOTHING RETURNING id"
)
_AHEAD = text(
    "SELECT count(*) FROM tickets WHERE day = :day AND service = :service "
    "AND state IN ('waiting', 'reserved') AND id < :id"
)
_PREFIX = text("SELECT 1 FROM departments WHERE prefix = :prefix")
_LEASED = text("SELECT day, prefix, numbers FROM leases WHERE terminal = :terminal AND key = :key")
_LEASE = text(
    "INSERT INTO leases (terminal, key, day, prefix, numbers) VALUES (:terminal, :key, :day, :prefix, '[]') "
    "ON CONFLICT (terminal, key) DO NOTHING"
)
_FILL = text("UPDATE leases SET numbers = :numbers WHERE terminal = :terminal AND key = :key")


@dataclass(frozen=True, slots=True)
class IssueTicket:
    token: str
    asked: TicketRequest
    now_ms: int

    def __call__(self, db: Connection) -> TicketAnswer:
        """Raises UnknownTerminal, NotHere (service) or UsedUp."""
        asking = caller(db, self.token)
        owner = {"terminal": asking.terminal, "key": self.asked.key}
        if db.execute(_ASK, owner).rowcount == 0:
            return self._again(db, owner)
        service = db.execute(_SERVICE, {"service": self.asked.service}).first()
        if service is None:
            raise NotHere(
                f"service {self.asked.service!r} is not in the hall's catalogue; the feed has the present one"
            )
        day = business_day(self.now_ms, asking.zone).isoformat()
        number, ticket = "", None
        while ticket is None:  # again only where a number of ours came back by a journal, after a restored backup
            given = _next(db, day, service.prefix, Range.CENTRE)
            number = given
            ticket = db.execute(
                _TICKET,
                owner
                | {"day": day, "number": number, "department": service.department, "service": self.asked.service}
                | {"token": self.asked.token, "now": self.now_ms},
            ).scalar()
        return _answer(db, ticket, number, day, service.prefix, self.asked.service)

    def _again(self, db: Connection, owner: dict[str, str]) -> TicketAnswer:
        row = db.execute(_GIVEN, owner).first()
        if row is None:
            raise UsedUp(f"the request {self.asked.key} was abandoned by its terminal; ask with a new key")
        return _answer(db, row.id, row.number, row.day, row.prefix or "", row.service)


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
        through = int(db.execute(_COUNT_UP, count).scalar_one())
        positions = range(through - self.asked.count + 1, through + 1)
        numbers = [number for at in positions if (number := number_at(prefix, Range.LEASE, at)) is not None]
        if not numbers:
            raise UsedUp(f"the numbers of {prefix} for leases on {day} are used up; the terminal's own series goes on")
        db.execute(_FILL, owner | {"numbers": orjson.dumps(numbers).decode()})
        return LeaseAnswer(day=day, prefix=prefix, numbers=numbers)


def _next(db: Connection, day: str, prefix: str, kind: Range) -> str:
    given = db.execute(_COUNT_UP, {"day": day, "prefix": prefix, "span": kind.value, "count": 1}).scalar_one()
    number = number_at(prefix, kind, int(given))
    if number is None:
        raise UsedUp(f"the numbers of {prefix} on {day} are used up; the terminal's own series goes on")
    return number


def _answer(db: Connection, ticket: int, number: str, day: str, prefix: str, service: str) -> TicketAnswer:
    ahead = db.execute(_AHEAD, {"day": day, "service": service, "id": ticket}).scalar_one()
    return TicketAnswer(number=number, day=day, prefix=prefix, service=service, ahead=int(ahead))
