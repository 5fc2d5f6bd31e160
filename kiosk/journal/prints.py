"""Print jobs that were started and whose end is not known yet."""

from __future__ import annotations

from typing import Any

from kiosk.events import PrintEnded, PrintOutcome, PrintStarted
from kiosk.journal.transaction import Transaction


def start(tx: Transaction, job: PrintStarted) -> None:
    tx.sql.execute("INSERT INTO prints VALUES (?, ?)", (job.job, job.key))
    tx.event(job)


def end(tx: Transaction, job: PrintEnded) -> None:
    tx.sql.execute("DELETE FROM prints WHERE job = ?", (job.job,))
    tx.event(job)


def end_unfinished(tx: Transaction) -> list[str]:
    """After a restart nobody knows whether these came out, and nobody prints them again. Returns the jobs."""
    jobs: list[Any] = tx.sql.execute("SELECT job, key FROM prints ORDER BY job").fetchall()
    for job, key in jobs:
        unknown = PrintEnded(
            job=job, key=key, outcome=PrintOutcome.UNKNOWN, error="job.unknown", evidence={"reason": "restart"}
        )
        end(tx, unknown)
    return [job for job, _ in jobs]
