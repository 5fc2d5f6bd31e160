"""The terminal's own numbers: `A1-001` is prefix, the terminal's series, and a count per prefix and day that only
rises.

Each generation of the journal counts in its own ten thousand (the second one starts with `A1-10001`): a journal that
was lost with its counts cannot make its successor give a number again.
"""

from __future__ import annotations

from datetime import date

from kiosk.journal.transaction import Transaction

GENERATION_STEP = 10_000


class SeriesExhausted(Exception):
    """9,999 own numbers of one prefix on one day: no terminal prints so many."""


def next_number(tx: Transaction, day: date, prefix: str, series: str, generation: int) -> str:
    """Count one up and return that number. Raises SeriesExhausted."""
    count = tx.sql.execute(
        "INSERT INTO own_series VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count",
        (day.isoformat(), prefix),
    ).get
    if count >= GENERATION_STEP:
        raise SeriesExhausted(f"own series {prefix}{series}: {count - 1} numbers given on {day}, none left")
    return f"{prefix}{series}-{(generation - 1) * GENERATION_STEP + count:03d}"
