"""What a technician may have a ticket printer do. Between `device try` (or the engine's socket) and the driver."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from random import Random
from string import ascii_uppercase, digits
from typing import Any

from drivers.actions import Action, Report, Request
from drivers.escpos.printer import PROGRAM, EscposPrinter
from drivers.escpos.slip_file import read_ticket
from drivers.escpos.trial_page import trial_page
from drivers.facts import PaperState
from drivers.layout import load
from drivers.paper import Document
from drivers.roles import Grade, Outcome, PrintResult

LAYOUT = PROGRAM / "config/tickets/queue.toml"


async def status(printer: EscposPrinter, request: Request) -> Report:
    """DONE when the printer answered, whatever it said; `error` says what is wrong with it."""
    state = await printer.check(request.deadline_seconds)
    fields = {
        "paper": state.paper.value,
        "cover": state.cover.value,
        "printer_error": state.error,
        "grade": printer.proof.value,
        **({"exit": printer.exit.value} if printer.exit is not None else {}),
    }
    if state.error is not None and not state.error.startswith("printer."):
        return Report(Outcome.FAILED, state.error, fields)
    low = "printer.paper_low" if state.paper is PaperState.LOW else None
    return Report(Outcome.DONE, state.error or low, fields)


def _not_asked(request: Request) -> dict[str, Any]:
    unknown = "unknown"
    return {"paper": unknown, "cover": unknown, "printer_error": None, "grade": Grade.NONE.value}


async def test(printer: EscposPrinter, request: Request) -> Report:
    return await _printed(printer, trial_page(printer.page, printer.proof), request)


async def ticket(printer: EscposPrinter, request: Request) -> Report:
    fields = read_ticket(Path(request.argument or ""))
    return await _printed(printer, load(LAYOUT).document(fields), request)


def refuse_ticket(request: Request) -> None:
    """Before the port is opened. Raises WrongUse."""
    read_ticket(Path(request.argument or ""))


async def _printed(printer: EscposPrinter, document: Document, request: Request) -> Report:
    job = asyncio.ensure_future(printer.print(document, _marker(printer.chance)))
    try:
        await asyncio.wait((job,), timeout=request.deadline_seconds)
        result = job.result() if job.done() else _too_late(printer)
    finally:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job
    return Report(result.outcome, result.error, _fields(result))


def _too_late(printer: EscposPrinter) -> PrintResult:
    """The caller's time is over before the printer's: what has begun may be on paper."""
    evidence = printer.job_evidence()
    if evidence is None:
        return PrintResult(Outcome.FAILED, "proto.timeout", retry_safe=True)
    # A write that is still going on has sent nobody knows how much.
    return PrintResult(
        Outcome.UNKNOWN, "job.unknown", evidence={**evidence, "bytes_sent": evidence["bytes_sent"] or None}
    )


def _fields(result: PrintResult) -> dict[str, Any]:
    evidence = result.evidence
    return {
        "grade": evidence.get("grade", Grade.NONE.value),
        "bytes_sent": evidence.get("bytes_sent", 0),
        "retry_safe": result.retry_safe,
        "evidence": evidence,
    }


def _marker(random: Random) -> str:
    """Another one for each job, so that a late answer to an earlier try proves nothing."""
    return "T" + "".join(random.choice(ascii_uppercase + digits) for _ in range(3))


ACTIONS = (
    Action("status", "Ask the printer how it is.", status, unrun=_not_asked),
    Action("test", "Print a test page.", test),
    Action("ticket", "Print the ticket in a JSON file.", ticket, "FILE.json", refuse_ticket),
)
