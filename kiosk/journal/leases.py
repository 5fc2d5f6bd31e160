"""Numbers leased from the centre beforehand, and the open questions for more of them.

A question is durable before it is asked and keeps its key until it is answered, so that an answer lost on the way is
asked for again and never fetched twice.
"""

from __future__ import annotations

from datetime import date

import apsw

from kiosk.events import LeaseTaken
from kiosk.journal.transaction import Transaction
from kiosk.wire import LeaseAnswer, LeaseRequest


def ask(tx: Transaction, wanted: LeaseRequest) -> LeaseRequest:
    """The open question for the prefix: an earlier one when it is still open, else `wanted`."""
    tx.sql.execute("INSERT OR IGNORE INTO lease_asks VALUES (?, ?, ?)", (wanted.prefix, wanted.key, wanted.count))
    key, count = tx.sql.execute("SELECT key, count FROM lease_asks WHERE prefix = ?", (wanted.prefix,)).get
    return LeaseRequest(key=key, prefix=wanted.prefix, count=count)


def take(tx: Transaction, asked: LeaseRequest, answer: LeaseAnswer) -> bool:
    """Put the answer's numbers by. False: the question was closed before (an answer that came twice)."""
    if tx.changed("DELETE FROM lease_asks WHERE key = ?", (asked.key,)) == 0:
        return False
    day = answer.day.isoformat()
    last = tx.sql.execute(
        "SELECT coalesce(max(place), 0) FROM leases WHERE day = ? AND prefix = ?", (day, asked.prefix)
    ).get
    rows = [(day, asked.prefix, last + place, number) for place, number in enumerate(answer.numbers, 1)]
    tx.sql.executemany("INSERT INTO leases VALUES (?, ?, ?, ?)", rows)
    tx.event(LeaseTaken(key=asked.key, day=answer.day, prefix=asked.prefix, count=len(answer.numbers)))
    return True


def close(tx: Transaction, asked: LeaseRequest) -> None:
    """The centre will not answer this question (unknown prefix, none left)."""
    tx.sql.execute("DELETE FROM lease_asks WHERE key = ?", (asked.key,))


def next_number(tx: Transaction, day: date, prefix: str) -> str | None:
    """Take the day's next leased number of the prefix out of the lease."""
    row = tx.sql.execute(
        "SELECT place, number FROM leases WHERE day = ? AND prefix = ? ORDER BY place LIMIT 1",
        (day.isoformat(), prefix),
    ).fetchone()
    if row is None:
        return None
    tx.sql.execute("DELETE FROM leases WHERE day = ? AND prefix = ? AND place = ?", (day.isoformat(), prefix, row[0]))
    return str(row[1])


def left(sql: apsw.Connection, day: date) -> dict[str, int]:
    """Leased numbers that are still free on that day, by prefix."""
    return dict(sql.execute("SELECT prefix, count(*) FROM leases WHERE day = ? GROUP BY prefix", (day.isoformat(),)))
