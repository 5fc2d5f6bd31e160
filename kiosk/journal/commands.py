"""The centre's commands: each is noted before it is begun, so that no restart and no repeated row carries it out
twice."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from kiosk.events import CommandEnded
from kiosk.journal.transaction import Transaction


class CommandOutcome(StrEnum):
    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"  # came too late, or without an expiry: never carried out
    REFUSED = "refused"  # of a kind that this software does not know
    UNKNOWN = "unknown"  # the terminal went down in the middle of it


def begin(tx: Transaction, kind: str, key: str) -> bool:
    """False when this command was begun or ended before."""
    return tx.changed("INSERT OR IGNORE INTO commands VALUES (?, ?, 'begun')", (kind, key)) == 1


def end(tx: Transaction, kind: str, key: str, outcome: CommandOutcome, detail: str = "") -> None:
    tx.sql.execute("UPDATE commands SET outcome = ? WHERE kind = ? AND key = ?", (outcome, kind, key))
    tx.event(CommandEnded(command=kind, key=key, outcome=outcome, detail=detail))


def end_unfinished(tx: Transaction) -> list[str]:
    """After a restart: what was begun has an unknown end and is not begun again. Returns the keys."""
    rows: list[Any] = tx.sql.execute("SELECT kind, key FROM commands WHERE outcome = 'begun' ORDER BY key").fetchall()
    for kind, key in rows:
        end(tx, kind, key, CommandOutcome.UNKNOWN, "restart")
    return [key for _, key in rows]
