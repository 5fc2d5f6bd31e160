"""Receipts of the cabinet: what was collected, and papers that were left. Printed with the printer's proof, and
again only when somebody asks and no byte of it is on paper.

On kiosk/print_jobs.py; layouts are data (config/tickets/receipt.toml, supplement.toml).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drivers.layout import Layout, TicketFields, load
from drivers.roles import Outcome, PrintResult
from kiosk.hall import Hall
from kiosk.journal import Journal, prints
from kiosk.lockers.flow.state import Collected, Left, Parcel
from kiosk.lockers.views import ReceiptState
from kiosk.print_jobs import MARKER_LETTERS, PrintJobs

CONFIG = Path(__file__).resolve().parents[2] / "config" / "tickets"
RECEIPT_LENGTH = 8  # 32 letters and digits: 40 bits, which nobody finds by trying at a counter
GROUP = 4


@dataclass(frozen=True, slots=True)
class Layouts:
    collected: Layout
    left: Layout


def load_layouts(folder: Path = CONFIG) -> Layouts:
    """Raises drivers.errors.SettingsError for a layout that cannot be used."""
    return Layouts(load(folder / "receipt.toml"), load(folder / "supplement.toml"))


def new_receipt() -> str:
    """The number of a receipt for papers, "K7QX-3M9P"; nothing in it looks like something else."""
    letters = "".join(secrets.choice(MARKER_LETTERS) for _ in range(RECEIPT_LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, RECEIPT_LENGTH, GROUP))


class Receipts:
    def __init__(self, jobs: PrintJobs, layouts: Layouts, journal: Journal, hall: Callable[[], Hall]) -> None:
        self._jobs = jobs
        self._layouts = layouts
        self._journal = journal
        self._hall = hall

    async def print(self, of: Collected | Left, department: str, now: datetime) -> ReceiptState:
        """Print it once. `department`: its Chinese name, for papers. Raises JournalError: then nothing is printed."""
        job = self._jobs.job()
        if job is None:
            return ReceiptState.FAILED
        key, number = (of.receipt, of.receipt) if isinstance(of, Left) else (of.taken[0].id, "")
        await self._journal.write(lambda tx: prints.start(tx, job.started(key, number)))
        hall = self._hall()
        if isinstance(of, Left):
            document = self._layouts.left.document(left_fields(of, department, hall, now))
        else:
            document = self._layouts.collected.document(collected_fields(of.taken, hall, now))
        result = await self._jobs.prove(job, key, document)
        return receipt_state(result)


def receipt_state(result: PrintResult) -> ReceiptState:
    """Only what surely left no byte on paper may be asked for again."""
    match result.outcome:
        case Outcome.DONE:
            return ReceiptState.DONE
        case Outcome.FAILED:
            return ReceiptState.NOTHING_PRINTED if result.retry_safe else ReceiptState.FAILED
        case Outcome.UNKNOWN:
            return ReceiptState.UNKNOWN


def collected_fields(taken: tuple[Parcel, ...], hall: Hall, now: datetime) -> TicketFields:
    notes = tuple(f"{parcel.cell} 号柜  {parcel.title}".rstrip() for parcel in taken)
    return TicketFields(number="", hall=hall.name, unit=hall.unit, issued_at=now, notes=notes)


def left_fields(of: Left, department: str, hall: Hall, now: datetime) -> TicketFields:
    notes = (f"材料在 {of.cell} 号柜", *((f"办件编号 {of.case}",) if of.case else ()))
    return TicketFields(
        number=of.receipt, hall=hall.name, unit=hall.unit, department=department, issued_at=now, notes=notes
    )
