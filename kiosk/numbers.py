"""Gives a citizen a number: from the centre within the deadline, else from a lease, else from the terminal's own
series.

The request is durable before the centre is asked, the number before anybody sees it. An answer that comes after the
deadline is not heard any more; the centre learns from `ticket.given` which number stands.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from structlog.typing import FilteringBoundLogger

from kiosk.clock import Clock
from kiosk.day import BusinessDay
from kiosk.events import NumberSource, PrintStarted, TicketGiven
from kiosk.journal import Journal, Transaction, leases, own_series, prints, requests
from kiosk.journal.requests import Request
from kiosk.sync.centre import Centre, CentreAway
from kiosk.sync.verdict import understood
from kiosk.trace import Trace
from kiosk.wire import TicketAnswer, TicketRequest

KEY_BYTES = 16
TOKEN_BYTES = 16
OFFERS_LIMIT = 500  # numbers of one lease that were given already: never seen, but no endless loop


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the citizen confirmed."""

    visit: str
    service: str
    prefix: str
    series: str  # the terminal's own


@dataclass(frozen=True, slots=True)
class Given:
    """A number that is in the journal."""

    key: str
    number: str
    day: date
    service: str
    source: NumberSource
    token: str
    issued_at: str  # the hall's wall time, ISO 8601 with offset
    ahead: int | None  # the centre's word; None: it was not asked in time


class Numbers:
    def __init__(
        self,
        journal: Journal,
        centre: Centre,
        day: BusinessDay,
        clock: Clock,
        number_deadline_ms: int,
        log: FilteringBoundLogger,
        trace: Trace,
    ) -> None:
        self.on_lease_used: Callable[[], None] = lambda: None
        self._journal = journal
        self._centre = centre
        self._day = day
        self._clock = clock
        self._deadline_seconds = number_deadline_ms / 1000
        self._log = log
        self._trace = trace

    async def take(self, wanted: Wanted, start_print: Callable[[TicketGiven], PrintStarted] | None = None) -> Given:
        """A number, durable, and with it the start of its print. Raises JournalError (nothing was given) and
        own_series.SeriesExhausted."""
        request = Request(secrets.token_hex(KEY_BYTES), wanted.service, wanted.visit)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        await self._journal.write(lambda tx: requests.ask(tx, request))
        self._trace.mark("requested")
        answer = await self._ask(TicketRequest(key=request.key, service=wanted.service, token=token), wanted)
        self._trace.mark("asked")
        today = self._day.today()
        issued_at = self._clock.now().isoformat(timespec="seconds")

        def write_down(tx: Transaction) -> TicketGiven:
            given = give(tx, wanted, request.key, token, answer, today, issued_at, self._journal.generation)
            if start_print is not None:
                prints.start(tx, start_print(given))
            return given

        ticket = await self._journal.write(write_down)
        self._trace.mark("given")
        self._day.used(ticket.day)
        if ticket.source is not NumberSource.CENTRE:
            self._log.info("number given without the centre", source=ticket.source, service=ticket.service)
            self.on_lease_used()
        ahead = answer.ahead if answer is not None and ticket.source is NumberSource.CENTRE else None
        return Given(
            key=ticket.key,
            number=ticket.number,
            day=ticket.day,
            service=ticket.service,
            source=ticket.source,
            token=token,
            issued_at=issued_at,
            ahead=ahead,
        )

    async def _ask(self, request: TicketRequest, wanted: Wanted) -> TicketAnswer | None:
        try:
            reply = await self._centre.post("/tickets", request.model_dump_json().encode(), self._deadline_seconds)
        except CentreAway:
            return None
        answer = understood(TicketAnswer, reply.body) if reply.ok else None
        if answer is None or (answer.service, answer.prefix) != (wanted.service, wanted.prefix):
            self._log.warning("the centre gives no number", answer=reply.told())
            return None
        self._centre.heard()
        self._day.heard(answer.day)
        return answer


def give(
    tx: Transaction,
    wanted: Wanted,
    key: str,
    token: str,
    answer: TicketAnswer | None,
    today: date,
    issued_at: str,
    generation: int,
) -> TicketGiven:
    """Choose the number and write it down, in one transaction."""
    number, day, source = _choose(tx, wanted, answer, today, generation)
    ticket = TicketGiven(
        key=key,
        number=number,
        day=day,
        prefix=wanted.prefix,
        service=wanted.service,
        source=source,
        token=token,
        visit=wanted.visit,
        issued_at=issued_at,
    )
    requests.give(tx, ticket)
    return ticket


def _choose(
    tx: Transaction, wanted: Wanted, answer: TicketAnswer | None, today: date, generation: int
) -> tuple[str, date, NumberSource]:
    if answer is not None and requests.free(tx, answer.day, answer.number):
        return answer.number, answer.day, NumberSource.CENTRE
    for _ in range(OFFERS_LIMIT):
        leased = leases.next_number(tx, today, wanted.prefix)
        if leased is None:
            break
        if requests.free(tx, today, leased):
            return leased, today, NumberSource.LEASE
    own = own_series.next_number(tx, today, wanted.prefix, wanted.series, generation)
    return own, today, NumberSource.OWN
