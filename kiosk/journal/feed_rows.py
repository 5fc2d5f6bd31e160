"""What the centre has told, as it was told: a terminal that starts without a line still knows its catalogue."""

from __future__ import annotations

from typing import Any

import apsw
import orjson

from kiosk.journal.transaction import Transaction
from kiosk.wire import FeedRow


def through(sql: apsw.Connection) -> int:
    """The feed's position."""
    return int(sql.execute("SELECT value FROM meta WHERE key = 'feed_through'").get)


def store(tx: Transaction, rows: list[FeedRow], position: int, from_the_start: bool) -> None:
    """Keep the rows and the position that they lead to. `from_the_start`: the centre began its feed again, what is
    known from before no longer counts."""
    if from_the_start:
        tx.sql.execute("DELETE FROM feed")
    tx.sql.executemany(
        "INSERT INTO feed VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = excluded.n, body = excluded.body"
        " WHERE excluded.n > n",
        [(row.kind, row.key, row.n, orjson.dumps(row.body)) for row in rows],
    )
    set_through(tx, position)


def set_through(tx: Transaction, position: int) -> None:
    tx.sql.execute("UPDATE meta SET value = ? WHERE key = 'feed_through'", (str(position),))


def all_rows(sql: apsw.Connection) -> list[FeedRow]:
    """Everything known, oldest first."""
    rows: list[Any] = sql.execute("SELECT n, kind, key, body FROM feed ORDER BY n").fetchall()
    return [FeedRow(n=n, kind=kind, key=key, body=_body(body)) for n, kind, key, body in rows]


def _body(stored: bytes) -> dict[str, Any]:
    body: dict[str, Any] = orjson.loads(stored)
    return body
