"""One change of state with its events, inside one SQLite transaction. Works on the writer's thread only."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from typing import NamedTuple

import orjson

from kiosk.events import Body
from kiosk.journal.stamp import Stamp


class Tail(NamedTuple):
    """The last event: what the next one is chained to."""

    seq: int
    hash: str  # hexadecimal, wire.FIRST_HASH before the first event


class Transaction:
    """What a change is given: `sql` for its tables and `event` for what happened."""

    __slots__ = ("_boot", "sql", "stamp", "tail")

    def __init__(self, sql: sqlite3.Connection, tail: Tail, boot: str) -> None:
        self.sql = sql
        self.tail = tail
        self._boot = boot
        self.stamp = Stamp("", 0, 0)

    def event(self, body: Body) -> int:
        """Append an event; returns its seq. It is durable when the transaction is."""
        tail, stamp = self.tail, self.stamp
        seq = tail.seq + 1
        event = {
            "at": stamp.at,
            "body": body.__dict__,  # plain values, dates and enums only: orjson writes them as pydantic would
            "boot": self._boot,
            "kind": body.kind,
            "monotonic_ms": stamp.monotonic_ms,
            "prev": tail.hash,
            "seq": seq,
        }
        # wire.canonical, spelled out: this is the busiest line of the terminal
        canonical = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
        digest = sha256(canonical)
        self.sql.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (seq, canonical, digest.digest(), stamp.at_s))
        self.tail = Tail(seq, digest.hexdigest())
        return seq
