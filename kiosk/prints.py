"""Prints tickets and says what became of them: print.started before the first byte, print.ended with the printer's
proof.

Between the visit and the printer's role. Nothing here ever prints a second time.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from structlog.typing import FilteringBoundLogger

from drivers.facts import PaperState
from drivers.layout import Layout, TicketFields
from drivers.paper import Document
from drivers.roles import Outcome, PrinterState, PrintResult, TicketPrinter
from kiosk.events import PrintEnded, PrintOutcome, PrintStarted
from kiosk.flows.state import Ticket
from kiosk.flows.words import place_of, qr_of
from kiosk.hall import Hall
from kiosk.hours import span_words
from kiosk.journal import Journal, JournalError, prints
from kiosk.trace import Trace
from kiosk.views import Language, Paper, Trouble

MARKER_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
MARKER_LENGTH = 4
JOB_BYTES = 8
GREEN_MARK = "绿色通道"  # which class it is stays off the paper: others may see it
COPY_MARK = "补打"

_TROUBLES = {
    "printer.paper_out": Trouble.PAPER_OUT,
    "printer.cover_open": Trouble.COVER_OPEN,
}


@dataclass(frozen=True, slots=True)
class Job:
    """One print that is about to begin."""

    job: str
    device: str
    marker: str  # four characters asked back from the printer

    def started(self, key: str, number: str) -> PrintStarted:
        return PrintStarted(job=self.job, key=key, number=number, device=self.device, marker=self.marker)


class Prints:
    """The terminal's ticket printer as the visit sees it; `printer` None: none is fitted."""

    def __init__(
        self,
        printer: TicketPrinter | None,
        layout: Layout,
        journal: Journal,
        paper_deadline_seconds: float,
        log: FilteringBoundLogger,
        trace: Trace,
    ) -> None:
        self._printer = printer
        self._layout = layout
        self._journal = journal
        self._deadline_seconds = paper_deadline_seconds
        self._log = log
        self._trace = trace

    def paper(self) -> Paper:
        """At once, from what was last heard."""
        return Paper.UNKNOWN if self._printer is None else paper_of(self._printer.state())

    async def see_paper(self) -> Paper:
        """Ask the printer, within the deadline."""
        if self._printer is None:
            return Paper.UNKNOWN
        return paper_of(await self._printer.check(self._deadline_seconds))

    def job(self) -> Job | None:
        """What is written as print.started together with the number; None: there is nothing to print with."""
        if self._printer is None:
            return None
        marker = "".join(secrets.choice(MARKER_LETTERS) for _ in range(MARKER_LENGTH))
        return Job(secrets.token_hex(JOB_BYTES), self._printer.name, marker)

    async def print(self, job: Job, ticket: Ticket, hall: Hall) -> Trouble | None:
        """Print once a job whose print.started is durable; None: it is proven that it came out."""
        if self._printer is None:
            return Trouble.PRINTER_AWAY
        document = ticket_document(self._layout, ticket, hall)
        self._trace.mark("print_started")
        result = await self._printer.print(document, job.marker)
        self._trace.mark("print_ended")
        outcome = PrintOutcome(result.outcome)
        ended = PrintEnded(
            job=job.job, key=ticket.given.key, outcome=outcome, error=result.error, evidence=result.evidence
        )
        try:
            await self._journal.write(lambda tx: prints.end(tx, ended))
        except JournalError as error:  # the next start ends it as unknown; the citizen sees what is known now
            self._log.error("the end of a print is not in the journal", job=job.job, why=str(error))
        if result.outcome is not Outcome.DONE:
            self._log.warning("ticket not proven", job=job.job, outcome=result.outcome, error=result.error)
        return trouble_of(result)


def paper_of(state: PrinterState) -> Paper:
    """The citizen's word for it. What cannot be known (cover open, silent) is unknown, not out."""
    if state.paper is PaperState.OUT or state.error == "printer.paper_out":
        return Paper.OUT
    if state.age_seconds is None or state.error is not None:
        return Paper.UNKNOWN
    return {PaperState.OK: Paper.OK, PaperState.LOW: Paper.LOW}.get(state.paper, Paper.UNKNOWN)


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
