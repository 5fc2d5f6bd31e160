"""How far the centre has come with the journal, the events it still lacks, and the removal of old ones."""

from __future__ import annotations

from dataclasses import dataclass

import apsw

from kiosk.journal.transaction import Transaction
from kiosk.wire import BATCH_LIMIT_BYTES

SPARE_BYTES = 4096  # of a batch, for what stands around the events
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Waiting:
    """Events in order, without a gap, as their canonical bytes."""

    first: int
    events: list[bytes]

    @property
    def last(self) -> int:
        return self.first + len(self.events) - 1


def acked_through(sql: apsw.Connection) -> int:
    return int(sql.execute("SELECT value FROM meta WHERE key = 'acked_through'").get)


def set_acked_through(tx: Transaction, seq: int) -> None:
    """The centre's own word; it may go back when the centre lost something."""
    tx.sql.execute("UPDATE meta SET value = ? WHERE key = 'acked_through'", (str(seq),))


def touch(tx: Transaction) -> None:
    """Write the cursor as it is: proof that the disk takes a change."""
    tx.sql.execute("UPDATE meta SET value = value WHERE key = 'acked_through'")


def after(sql: apsw.Connection, seq: int, limit_events: int) -> Waiting:
    """The events after `seq`, as many as fit into one batch."""
    events: list[bytes] = []
    size = SPARE_BYTES
    rows = sql.execute("SELECT bytes FROM events WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit_events))
    for (canonical,) in rows:
        size += len(canonical) + 1
        if events and size > BATCH_LIMIT_BYTES:
            break
        events.append(canonical)
    return Waiting(seq + 1, events)


def floor(sql: apsw.Connection) -> int:
    """Events up to this seq have been removed."""
    return int(sql.execute("SELECT value FROM meta WHERE key = 'floor_seq'").get)


def compact(tx: Transaction, keep_days: int, now_s: int, limit_events: int = 5000) -> int:
    """Remove acknowledged events older than `keep_days`, but never the last one; keep the hash of the newest removed
    one. Returns how many went; at most `limit_events`, so that a ticket never waits long behind it."""
    acked = acked_through(tx.sql)
    through = tx.sql.execute(
        "SELECT max(seq) FROM (SELECT seq, at_s FROM events WHERE seq <= ? AND seq < (SELECT max(seq) FROM events)"
        " ORDER BY seq LIMIT ?) WHERE at_s < ?",
        (acked, limit_events, now_s - keep_days * SECONDS_A_DAY),
    ).get
    if through is None:
        return 0
    digest = tx.sql.execute("SELECT hash FROM events WHERE seq = ?", (through,)).get
    tx.sql.execute("UPDATE meta SET value = ? WHERE key = 'floor_seq'", (str(through),))
    tx.sql.execute("UPDATE meta SET value = ? WHERE key = 'floor_hash'", (digest.hex(),))
    return tx.changed("DELETE FROM events WHERE seq <= ?", (through,))
