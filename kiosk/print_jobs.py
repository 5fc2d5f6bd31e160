"""Prints and says what became of it: print.started before the first byte, print.ended with the printer's proof.

Between whoever has something to print and the printer's role. Nothing here ever prints a second time.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from drivers.facts import PaperState
from drivers.paper import Document
from drivers.roles import Outcome, PrinterState, PrintResult, TicketPrinter
from kiosk.events import PrintEnded, PrintOutcome, PrintStarted
from kiosk.journal import Journal, JournalError, prints
from kiosk.views import Paper

MARKER_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
MARKER_LENGTH = 4
JOB_BYTES = 8
NO_PRINTER = "link.absent"


@dataclass(frozen=True, slots=True)
class Job:
    """One print that is about to begin."""

    job: str
    device: str
    marker: str  # four characters asked back from the printer

    def started(self, key: str, number: str) -> PrintStarted:
        return PrintStarted(job=self.job, key=key, number=number, device=self.device, marker=self.marker)


class PrintJobs:
    """`printer` None: none is fitted."""

    def __init__(
        self,
        printer: TicketPrinter | None,
        journal: Journal,
        paper_deadline_seconds: float,
        log: FilteringBoundLogger,
    ) -> None:
        self._printer = printer
        self._journal = journal
        self._deadline_seconds = paper_deadline_seconds
        self._log = log

    def paper(self) -> Paper:
        """At once, from what was last heard."""
        return Paper.UNKNOWN if self._printer is None else paper_of(self._printer.state())

    async def see_paper(self) -> Paper:
        """Ask the printer, within the deadline."""
        if self._printer is None:
            return Paper.UNKNOWN
        return paper_of(await self._printer.check(self._deadline_seconds))

    def job(self) -> Job | None:
        """What is written as print.started together with what is printed; None: there is nothing to print with."""
        if self._printer is None:
            return None
        marker = "".join(secrets.choice(MARKER_LETTERS) for _ in range(MARKER_LENGTH))
        return Job(secrets.token_hex(JOB_BYTES), self._printer.name, marker)

    async def prove(self, job: Job, key: str, document: Document) -> PrintResult:
        """Print once a job whose print.started is durable, and write down what the printer says of it."""
        if self._printer is None:
            return PrintResult(Outcome.FAILED, NO_PRINTER)
        result = await self._printer.print(document, job.marker)
        ended = PrintEnded(
            job=job.job, key=key, outcome=PrintOutcome(result.outcome), error=result.error, evidence=result.evidence
        )
        try:
            await self._journal.write(lambda tx: prints.end(tx, ended))
        except JournalError as error:  # the next start ends it as unknown; the citizen sees what is known now
            self._log.error("the end of a print is not in the journal", job=job.job, why=str(error))
        if result.outcome is not Outcome.DONE:
            self._log.warning("print not proven", job=job.job, outcome=result.outcome, error=result.error)
        return result


def paper_of(state: PrinterState) -> Paper:
    """The citizen's word for it. What cannot be known (cover open, silent) is unknown, not out."""
    if state.paper is PaperState.OUT or state.error == "printer.paper_out":
        return Paper.OUT
    if state.age_seconds is None or state.error is not None:
        return Paper.UNKNOWN
    return {PaperState.OK: Paper.OK, PaperState.LOW: Paper.LOW}.get(state.paper, Paper.UNKNOWN)
