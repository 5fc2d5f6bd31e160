"""Numbers asked for and numbers given. A request is open from `ask` until `give` or `abandon`.

`given` also is the terminal's last guard: whatever the centre or a lease says, one number of one day goes out once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import apsw

from kiosk.events import TicketAbandoned, TicketGiven, TicketRequested
from kiosk.journal.transaction import Transaction
from kiosk.person import Green


@dataclass(frozen=True, slots=True)
class Request:
    """What a number is asked for with. `key` makes asking again harmless."""

    key: str
    service: str
    visit: str
    person: str = ""
    green: Green | None = None
    appointment: str = ""


def ask(tx: Transaction, request: Request) -> None:
    tx.sql.execute("INSERT INTO requests VALUES (?, ?, ?)", (request.key, request.service, request.visit))
    tx.event(
        TicketRequested(
            key=request.key,
            service=request.service,
            visit=request.visit,
            person=request.person,
            green=request.green,
            appointment=request.appointment,
        )
    )


def free(tx: Transaction, day: date, number: str) -> bool:
    """Whether this terminal has not given the number on that day."""
    row = tx.sql.execute("SELECT 1 FROM given WHERE day = ? AND number = ?", (day.isoformat(), number)).fetchone()
    return row is None


def give(tx: Transaction, ticket: TicketGiven) -> None:
    """The request ends with a number. Raises apsw.ConstraintError for a number that was given before."""
    tx.sql.execute(
        "INSERT INTO given (day, number, key, service, person, appointment, token, issued_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ticket.day.isoformat(),
            ticket.number,
            ticket.key,
            ticket.service,
            ticket.person,
            ticket.appointment,
            ticket.token,
            ticket.issued_at,
        ),
    )
    tx.sql.execute("DELETE FROM requests WHERE key = ?", (ticket.key,))
    tx.event(ticket)


def abandon_open(tx: Transaction, reason: str) -> list[str]:
    """Every open request is given up: at a start nobody stands before the screen any more. Returns their keys."""
    keys = [key for (key,) in tx.sql.execute("SELECT key FROM requests ORDER BY key")]
    for key in keys:
        abandon(tx, key, reason)
    return keys


def abandon(tx: Transaction, key: str, reason: str) -> None:
    tx.sql.execute("DELETE FROM requests WHERE key = ?", (key,))
    tx.event(TicketAbandoned(key=key, reason=reason))


def latest_day(sql: apsw.Connection) -> date | None:
    """The highest day that a number was given or leased for."""
    day = sql.execute(
        "SELECT max(day) FROM (SELECT max(day) AS day FROM given UNION ALL SELECT max(day) FROM own_series)"
    ).get
    return date.fromisoformat(day) if day else None
