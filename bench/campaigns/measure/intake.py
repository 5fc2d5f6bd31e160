"""How many events a second the centre takes in over HTTP, against a bare client of the same database.

The bare client inserts the same events, each a row with its identity (journal, seq) as the key, in batches of 500, one
transaction a batch, and does nothing else: no HTTP, no check of an event, no hash chain, no tables of tickets. Both
take turns, on the same two cores. The centre is measured as a hall uses it, with several terminals' journals coming
up at the same time, each with one batch on its way; and with one alone.
"""

from __future__ import annotations

import http.client
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench.campaigns.centre import Centre, running_centre
from bench.campaigns.measure.figures import Figure, Table, percentile
from bench.campaigns.postgres import postgres
from kiosk.wire import FIRST_HASH, canonical, event_hash

Bare = Callable[[str, int, list[bytes]], None]  # journal, first seq, the events' bytes

BATCH = 500
BATCHES = 24
ROUNDS = 5
SENDERS = 4


def measure(directory: Path) -> Table:
    figures = _compare("SQLite", f"sqlite:///{directory}/intake.db", _bare_sqlite(directory / "bare.db"))
    with postgres(fsync=True) as database:
        figures += _compare("PostgreSQL", database, _bare_postgresql(database))
    return Table(
        "Intake at the centre",
        tuple(figures),
        f"Events a second in batches of {BATCH}: HTTP, hash chain and the tables of tickets on our side, "
        "bare inserts of the same rows on the other.",
    )


def _compare(name: str, database: str, bare: Bare) -> list[Figure]:
    together: list[float] = []
    alone: list[float] = []
    theirs: list[float] = []
    with running_centre(database) as centre, ThreadPoolExecutor(SENDERS) as senders:
        for _ in range(ROUNDS):
            journals = [_Journal(centre, BATCHES // SENDERS) for _ in range(SENDERS)]
            together.append(_rate(lambda journals=journals: list(senders.map(_post, journals))))  # type: ignore[misc]
            journal = _Journal(centre, BATCHES)
            alone.append(_rate(lambda journal=journal: _post(journal)))  # type: ignore[misc]
            rows = [(batch["first"], [canonical(event) for event in batch["events"]]) for batch in journal.batches]
            theirs.append(_rate(lambda journal=journal, rows=rows: _insert(bare, journal.id, rows)))  # type: ignore[misc]
    ratio = percentile([o / t for o, t in zip(together, theirs, strict=True)], 0.5)
    of_one = percentile([o / t for o, t in zip(alone, theirs, strict=True)], 0.5)
    value = f"{ratio:.2f} ({percentile(together, 0.5):,.0f} of {percentile(theirs, 0.5):,.0f} rows a second)"
    return [
        Figure(f"{name}: centre, {SENDERS} terminals at once / bare client", value, ">= 0.50", ratio >= 0.5),
        Figure(f"{name}: centre, one terminal alone / bare client", f"{of_one:.2f}"),
    ]


def _rate(work: Callable[[], object]) -> float:
    """Rows a second; `work` takes BATCHES batches."""
    started = time.perf_counter()
    work()
    return BATCHES * BATCH / (time.perf_counter() - started)


class _Journal:
    """One terminal's story, ready to be sent: only the sending is measured."""

    def __init__(self, centre: Centre, batches: int) -> None:
        self.id = str(uuid.uuid4())
        self.centre = centre
        self.batches = list(_batches(self.id, centre, batches))
        self.bodies = [centre.batch_body(batch) for batch in self.batches]


def _post(journal: _Journal) -> None:
    address = urlsplit(journal.centre.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    for body in journal.bodies:
        connection.request("POST", f"/api/v1/journals/{journal.id}/batches", body, journal.centre.headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"the centre answered {response.status}: {answer[:200]!r}")
    connection.close()


def _insert(bare: Bare, journal: str, rows: list[tuple[int, list[bytes]]]) -> None:
    for first, batch_rows in rows:
        bare(journal, first, batch_rows)


def _batches(journal: str, centre: Centre, batches: int) -> Iterator[dict[str, Any]]:
    """A day as a terminal tells it: visits of six events each, one number a visit."""
    previous = FIRST_HASH
    seq = 0
    events: list[dict[str, Any]] = []
    for visit in range(batches * BATCH // 6 + 1):
        for kind, body in _visit(visit, journal, centre):
            seq += 1
            event = {
                "seq": seq,
                "kind": kind,
                "at": "2026-03-18T09:41:07.123+08:00",
                "boot": "b0a7c1d2e3f4",
                "monotonic_ms": 12_000 + seq,
                "body": body,
                "prev": previous,
            }
            previous = event_hash(canonical(event))
            events.append(event)
            if len(events) == BATCH:
                yield {"terminal": centre.terminal, "first": seq - BATCH + 1, "events": events}
                events = []
                if seq == batches * BATCH:
                    return


def _visit(visit: int, journal: str, centre: Centre) -> list[tuple[str, dict[str, Any]]]:
    name = f"{journal[:8]}-{visit:06d}"
    number = f"A{journal[:4]}-{visit:05d}"
    ticket = {"key": f"key-{name}", "service": centre.service, "visit": name}
    given = ticket | {"number": number, "day": "2026-03-18", "prefix": "A", "source": "own", "token": f"token-{name}"}
    job = {"job": f"job-{name}", "key": f"key-{name}"}
    return [
        ("visit.started", {"visit": name}),
        ("ticket.requested", ticket),
        ("ticket.given", given | {"issued_at": "2026-03-18T09:41:07+08:00"}),
        ("print.started", job | {"number": number, "device": "ticket_printer", "marker": "k7Qx"}),
        ("print.ended", job | {"outcome": "done", "error": None, "evidence": {"grade": "A", "bytes_sent": 412}}),
        ("visit.ended", {"visit": name, "how": "finished", "tickets": 1, "seconds": 21.5}),
    ]


def _bare_sqlite(path: Path) -> Bare:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(
        "CREATE TABLE event (journal TEXT, seq INTEGER, arrived_ms INTEGER, raw BLOB NOT NULL, "
        "PRIMARY KEY (journal, seq)) WITHOUT ROWID"
    )

    def insert(journal: str, first: int, rows: list[bytes]) -> None:
        database.execute("BEGIN")
        database.executemany("INSERT INTO event VALUES (?, ?, ?, ?)", _identified(journal, first, rows))
        database.execute("COMMIT")

    return insert


def _bare_postgresql(url: str) -> Bare:
    database = psycopg.connect(url)
    with database.transaction():
        database.execute(
            "CREATE TABLE bare_event (journal text, seq bigint, arrived_ms bigint, raw bytea NOT NULL, "
            "PRIMARY KEY (journal, seq))"
        )

    def insert(journal: str, first: int, rows: list[bytes]) -> None:
        with database.transaction(), database.cursor() as cursor:
            cursor.executemany("INSERT INTO bare_event VALUES (%s, %s, %s, %s)", _identified(journal, first, rows))

    return insert


def _identified(journal: str, first: int, rows: list[bytes]) -> list[tuple[str, int, int, bytes]]:
    return [(journal, seq, 1_773_800_000_000, raw) for seq, raw in enumerate(rows, first)]


__all__ = ["measure"]
