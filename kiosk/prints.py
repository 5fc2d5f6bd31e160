"""The ticket printer as a lobby's visit sees it: a number's ticket, printed once, and the citizen's word for trouble.

On kiosk/print_jobs.py, which holds the proof.
"""

from __future__ import annotations

from datetime import datetime

from structlog.typing import FilteringBoundLogger

from drivers.layout import Layout, TicketFields
from drivers.paper import Document
from drivers.roles import Outcome, PrintResult, TicketPrinter
from kiosk.flows.state import Ticket
from kiosk.flows.words import place_of, qr_of
from kiosk.hall import Hall
from kiosk.hours import span_words
from kiosk.journal import Journal
from kiosk.print_jobs import Job, PrintJobs
from kiosk.trace import Trace
from kiosk.views import Language, Trouble

GREEN_MARK = "绿色通道"  # which class it is stays off the paper: others may see it
COPY_MARK = "补打"

_TROUBLES = {
    "printer.paper_out": Trouble.PAPER_OUT,
    "printer.cover_open": Trouble.COVER_OPEN,
}


class Prints(PrintJobs):
    """`printer` None: none is fitted."""

    def __init__(
        self,
        printer: TicketPrinter | None,
        layout: Layout,
        journal: Journal,
        paper_deadline_seconds: float,
        log: FilteringBoundLogger,
        trace: Trace,
    ) -> None:
        super().__init__(printer, journal, paper_deadline_seconds, log)
        self._layout = layout
        self._trace = trace

    async def print(self, job: Job, ticket: Ticket, hall: Hall) -> Trouble | None:
        """Print once a job whose print.started is durable; None: it is proven that it came out."""
        document = ticket_document(self._layout, ticket, hall)
        self._trace.mark("print_started")
        result = await self.prove(job, ticket.given.key, document)
        self._trace.mark("print_ended")
        return trouble_of(result)


def trouble_of(result: PrintResult) -> Trouble | None:
    """None only for a proven print."""
    if result.outcome is Outcome.DONE:
        return None
    if result.outcome is Outcome.UNKNOWN:
        return Trouble.UNKNOWN
    error = result.error or ""
    if error.startswith("printer."):
        return _TROUBLES.get(error, Trouble.PRINTER_FAULT)
    return Trouble.PRINTER_AWAY


def ticket_document(layout: Layout, ticket: Ticket, hall: Hall) -> Document:
    """The ticket as it goes on paper, in Chinese."""
    given, department, service = ticket.given, ticket.chosen.department, ticket.chosen.service
    issued_at = datetime.fromisoformat(given.issued_at)
    booked = ticket.appointment
    fields = TicketFields(
        number=given.number,
        hall=hall.name,
        department=department.name,
        service=service.name,
        place=place_of(department, Language.ZH_CN),
        counters=department.counters,
        ahead=given.ahead,
        issued_at=issued_at,
        qr=qr_of(given.token, hall),
        notes=(service.bring,) if service.bring else (),
        unit=hall.unit,
        minutes=f"{given.minutes[0]}–{given.minutes[1]}" if given.minutes else "",
        appointment=span_words(booked.starts, booked.ends, issued_at) if booked else "",
        green=GREEN_MARK if given.green else "",
        copy=COPY_MARK if given.reprint else "",
        nth=ticket.nth if ticket.nth > 1 else None,
    )
    return layout.document(fields)
