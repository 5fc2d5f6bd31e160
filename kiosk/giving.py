"""Which number it is, or why there is none, decided inside the transaction that writes it down.

The centre's word first; without it the hall's rules as far as this terminal's own journal of today knows, then the
lease, then the own series.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kiosk.events import NumberSource, TicketGiven
from kiosk.journal import Transaction, leases, own_series, requests
from kiosk.journal.own_tickets import of_appointment, of_person
from kiosk.views import Refused
from kiosk.wanted import Declined, Wanted
from kiosk.wire import TicketAnswer

OFFERS_LIMIT = 500  # numbers of one lease that were given already: never seen, but no endless loop


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where the number is given."""

    today: date
    now: datetime
    generation: int  # of the journal
    queued_for: timedelta  # without the centre: so long after a number its person counts as waiting still


def give(
    tx: Transaction, wanted: Wanted, key: str, token: str, answer: TicketAnswer | Declined | None, at: Moment
) -> TicketGiven | Declined:
    """End the request `key`, with a number or without. `answer` None: the centre did not say anything in time."""
    declined = answer if isinstance(answer, Declined) else None
    if answer is None:
        declined = own_refusal(tx, wanted, at)
    if declined is not None:
        requests.abandon(tx, key, f"refused: {declined.refused}")
        return declined
    number, day, source = _choose(tx, wanted, answer if isinstance(answer, TicketAnswer) else None, at)
    ticket = TicketGiven(
        key=key,
        number=number,
        day=day,
        prefix=wanted.prefix,
        service=wanted.service,
        source=source,
        token=token,
        visit=wanted.visit,
        issued_at=at.now.isoformat(timespec="seconds"),
        person=wanted.person,
        green=wanted.green,
        appointment=wanted.appointment,
    )
    requests.give(tx, ticket)
    return ticket


def own_refusal(tx: Transaction, wanted: Wanted, at: Moment) -> Declined | None:
    """Why this person gets no number while the centre is away; None: nothing is known against it."""
    if wanted.appointment:
        checked_in = of_appointment(tx.sql, at.today, wanted.appointment)
        if checked_in is not None:
            return Declined(Refused.APPOINTMENT_USED, checked_in)
        return Declined(wanted.otherwise) if wanted.otherwise else None
    had = of_person(tx.sql, at.today, wanted.person, wanted.service)
    if had and at.now - datetime.fromisoformat(had[0].issued_at) < at.queued_for:
        return Declined(Refused.QUEUED, had[0])
    if wanted.per_person is not None and len(had) >= wanted.per_person:
        return Declined(Refused.PERSON_LIMIT)
    return Declined(wanted.otherwise) if wanted.otherwise else None


def _choose(tx: Transaction, wanted: Wanted, answer: TicketAnswer | None, at: Moment) -> tuple[str, date, NumberSource]:
    if answer is not None and requests.free(tx, answer.day, answer.number):
        return answer.number, answer.day, NumberSource.CENTRE
    for _ in range(OFFERS_LIMIT):
        leased = leases.next_number(tx, at.today, wanted.prefix)
        if leased is None:
            break
        if requests.free(tx, at.today, leased):
            return leased, at.today, NumberSource.LEASE
    own = own_series.next_number(tx, at.today, wanted.prefix, wanted.series, at.generation)
    return own, at.today, NumberSource.OWN
