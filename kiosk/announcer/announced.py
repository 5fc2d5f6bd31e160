"""Which calls were announced, in the journal: noted before the first sound, so that no restart says one twice."""

from __future__ import annotations

from collections.abc import Iterable

import apsw
import orjson

from drivers.roles import Outcome
from kiosk.announcer.waiting import KNOWN_LIMIT
from kiosk.events import CallAnnounced
from kiosk.journal import Transaction
from kiosk.wire import Called

SKIPPED = "skipped"
_BEGUN = "announcing"  # in meta: the calls that are being announced
_EVENTS = "SELECT bytes FROM events WHERE instr(bytes, ?) > 0 ORDER BY seq DESC LIMIT ?"


def begin(tx: Transaction, calls: Iterable[Called]) -> None:
    said = orjson.dumps([[call.n, call.number, call.counter] for call in calls]).decode()
    tx.sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_BEGUN, said))


def end(tx: Transaction, calls: Iterable[Called], outcome: str) -> None:
    """`outcome`: one of drivers.roles.Outcome, or SKIPPED."""
    tx.sql.execute("DELETE FROM meta WHERE key = ?", (_BEGUN,))
    for call in calls:
        tx.event(CallAnnounced(n=call.n, number=call.number, counter=call.counter, outcome=outcome))


def end_unfinished(tx: Transaction) -> None:
    """After a restart nobody knows how far these were heard; they are not said again."""
    row = tx.sql.execute("SELECT value FROM meta WHERE key = ?", (_BEGUN,)).fetchone()
    if row is None:
        return
    tx.sql.execute("DELETE FROM meta WHERE key = ?", (_BEGUN,))
    for n, number, counter in orjson.loads(row[0]):
        tx.event(CallAnnounced(n=n, number=number, counter=counter, outcome=Outcome.UNKNOWN.value))


def known(sql: apsw.Connection) -> frozenset[int]:
    """The `n` of the calls that have their end."""
    mark = b'"kind":"' + CallAnnounced.kind.encode() + b'"'
    return frozenset(orjson.loads(row[0])["body"]["n"] for row in sql.execute(_EVENTS, (mark, KNOWN_LIMIT)))
