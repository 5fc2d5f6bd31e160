"""One change of state with its events, inside one SQLite transaction. Used by one thread at a time."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

import apsw
import orjson

from kiosk.event_body import Body
from kiosk.journal.stamp import Stamp

INSERT = "INSERT INTO events VALUES (?, ?, ?, ?)"
Row = tuple[int, bytes, bytes, int]


class Tail(NamedTuple):
    """The last event: what the next one is chained to."""

    seq: int
    hash: str  # hexadecimal, wire.FIRST_HASH before the first event


class Transaction:
    """What a change is given: `sql` for its tables and `event` for what happened."""

    __slots__ = ("_boot", "_hash", "_insert", "seq", "sql", "stamp")

    def __init__(self, sql: apsw.Connection, tail: Tail, boot: str) -> None:
        self.sql = sql
        self.stamp = Stamp("", 0, 0)
        self._insert = sql.cursor()  # `sql.execute` makes one each time: 2 µs
        self._boot = boot
        self.seq, self._hash = tail

    @property
    def tail(self) -> Tail:
        return Tail(self.seq, self._hash)

    def take_back(self, tail: Tail) -> None:
        """The events after `tail` were rolled back."""
        self.seq, self._hash = tail

    def changed(self, statement: str, values: tuple[apsw.SQLiteValue, ...]) -> int:
        """Carry out a statement; returns how many rows it wrote or removed."""
        self.sql.execute(statement, values)
        return self.sql.changes()

    def event(self, body: Body) -> int:
        """Append an event; returns its seq. It is durable when the transaction is."""
        row = self._row(self.seq + 1, self._hash, body, self.stamp)
        self._insert.execute(INSERT, row)
        self.seq, self._hash = row[0], row[2].hex()
        return row[0]

    def events(self, told: Iterable[tuple[Body, Stamp]]) -> range:
        """Append events, each with its own stamp; returns their seqs. Half the cost of one `event` after the other."""
        rows: list[Row] = []
        seq, prev = self.seq, self._hash
        for body, stamp in told:
            seq += 1
            row = self._row(seq, prev, body, stamp)
            prev = row[2].hex()
            rows.append(row)
        self._insert.executemany(INSERT, rows)
        self.seq, self._hash = seq, prev
        return range(seq + 1 - len(rows), seq + 1)

    def _row(self, seq: int, prev: str, body: Body, stamp: Stamp) -> Row:
        event = {
            "at": stamp.at,
            "body": body.__dict__,  # plain values, dates and enums only: orjson writes them as pydantic would
            "boot": self._boot,
            "kind": body.kind,
            "monotonic_ms": stamp.monotonic_ms,
            "prev": prev,
            "seq": seq,
        }
        # wire.canonical, spelled out: this is the busiest line of the terminal
        canonical = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
        return seq, canonical, sha256(canonical).digest(), stamp.at_s
