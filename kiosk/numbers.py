"""Gives a citizen a number: from the centre within the deadline, else from a lease, else from the terminal's own
series; or says why the hall's rules give none.

The request is durable before the centre is asked, the number before anybody sees it. An answer that comes after the
deadline is not heard any more; the centre learns from `ticket.given` which number stands. A refusal ends the request
with `ticket.abandoned`, so that nothing stays open.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from structlog.typing import FilteringBoundLogger

from kiosk.clock import Clock
from kiosk.day import BusinessDay
from kiosk.events import NumberSource, PrintStarted, TicketGiven, TicketReprinted
from kiosk.giving import Moment, give
from kiosk.hours import moment
from kiosk.journal import Journal, Transaction, prints, requests
from kiosk.journal.requests import Request
from kiosk.sync.centre import Centre, CentreAway
from kiosk.sync.number_verdict import heard_from_centre
from kiosk.trace import Trace
from kiosk.wanted import Declined, Given, Held, Wanted
from kiosk.wire import TicketAnswer, TicketRequest

__all__ = ["Declined", "Given", "Held", "Numbers", "Wanted"]

KEY_BYTES = 16
TOKEN_BYTES = 16
QUEUED_FOR = timedelta(hours=2)

StartPrint = Callable[[str, str], PrintStarted]  # of a key and its number


class Numbers:
    """`queued_for`: so long after a number its person counts as waiting while the centre cannot be asked."""

    def __init__(
        self,
        journal: Journal,
        centre: Centre,
        day: BusinessDay,
        clock: Clock,
        number_deadline_ms: int,
        log: FilteringBoundLogger,
        trace: Trace,
        queued_for: timedelta = QUEUED_FOR,
    ) -> None:
        self.on_lease_used: Callable[[], None] = lambda: None
        self._journal = journal
        self._centre = centre
        self._day = day
        self._clock = clock
        self._deadline_seconds = number_deadline_ms / 1000
        self._log = log
        self._trace = trace
        self._queued_for = queued_for

    async def take(self, wanted: Wanted, start_print: StartPrint | None = None) -> Given | Declined:
        """A number, durable, and with it the start of its print. Raises JournalError (nothing was given) and
        own_series.SeriesExhausted."""
        key, token = secrets.token_hex(KEY_BYTES), secrets.token_urlsafe(TOKEN_BYTES)
        request = Request(key, wanted.service, wanted.visit, wanted.person, wanted.green, wanted.appointment)
        await self._journal.write(lambda tx: requests.ask(tx, request))
        self._trace.mark("requested")
        answer = await self._ask(_question(wanted, key, token), wanted)
        self._trace.mark("asked")
        at = Moment(self._day.today(), self._clock.now(), self._journal.generation, self._queued_for)

        def write_down(tx: Transaction) -> TicketGiven | Declined:
            ended = give(tx, wanted, key, token, answer, at)
            if start_print is not None and isinstance(ended, TicketGiven):
                prints.start(tx, start_print(ended.key, ended.number))
            return ended

        ended = await self._journal.write(write_down)
        self._trace.mark("given")
        if isinstance(ended, Declined):
            self._log.info("no number by the hall's rules", refused=ended.refused, service=wanted.service)
            return ended
        self._day.used(ended.day)
        if ended.source is not NumberSource.CENTRE:
            self._log.info("number given without the centre", source=ended.source, service=ended.service)
            self.on_lease_used()
        heard = answer if isinstance(answer, TicketAnswer) and ended.source is NumberSource.CENTRE else None
        return Given(
            key=ended.key,
            number=ended.number,
            day=ended.day,
            service=ended.service,
            source=ended.source,
            token=token,
            issued_at=ended.issued_at,
            ahead=heard.ahead if heard else None,
            minutes=heard.minutes if heard else None,
            green=ended.green,
        )

    async def reprint(
        self, held: Held, wanted: Wanted, ahead: int | None = None, start_print: StartPrint | None = None
    ) -> Given:
        """A copy of a ticket that the person has: no second entry in the queue. `ahead`: the centre's word on it.
        Raises JournalError."""
        copy = TicketReprinted(key=held.key, number=held.number, visit=wanted.visit)

        def write_down(tx: Transaction) -> None:
            tx.event(copy)
            if start_print is not None:
                prints.start(tx, start_print(held.key, held.number))

        await self._journal.write(write_down)
        now = self._clock.now()
        issued = moment(held.issued_at, now) or now
        return Given(
            key=held.key,
            number=held.number,
            day=self._day.today(),
            service=wanted.service,
            source=NumberSource.CENTRE,
            token=held.token,
            issued_at=issued.isoformat(timespec="seconds"),
            ahead=ahead,
            reprint=True,
        )

    async def _ask(self, request: TicketRequest, wanted: Wanted) -> TicketAnswer | Declined | None:
        try:
            reply = await self._centre.post("/tickets", request.model_dump_json().encode(), self._deadline_seconds)
        except CentreAway:
            return None
        answer = heard_from_centre(reply, wanted)
        if answer is None:
            self._log.warning("the centre gives no number", answer=reply.told())
            return None
        self._centre.heard()
        if isinstance(answer, TicketAnswer):
            self._day.heard(answer.day)
        return answer


def _question(wanted: Wanted, key: str, token: str) -> TicketRequest:
    return TicketRequest(
        key=key,
        service=wanted.service,
        token=token,
        visit=wanted.visit,
        person=wanted.person,
        green=wanted.green,
        appointment=wanted.appointment,
    )
