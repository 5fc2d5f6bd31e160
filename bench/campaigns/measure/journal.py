"""What a durable event costs in the journal, against plain SQLite and against the disk itself.

Plain SQLite inserts the same bytes with WAL and synchronous=FULL, one transaction an event, in a loop that does nothing
else. All take turns within one run, on the same disk.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable
from datetime import UTC
from pathlib import Path

from bench.campaigns.measure.figures import Figure, Table, percentile
from kiosk.clock import Clock, boot_id
from kiosk.events import TicketGiven
from kiosk.journal import Journal

EVENTS = 400
ROUNDS = 15
GROUP = 100  # appends that wait at the same time


def measure(directory: Path) -> Table:
    return asyncio.run(_measure(directory))


async def _measure(directory: Path) -> Table:
    plain = _Plain(directory / "plain.db")
    journal = await Journal.open(directory / "journal", "benchmark", Clock(UTC, boot_id()))
    fsyncs, alone, grouped, gathered, bare = [], [], [], [], []
    try:
        payload = await _payload(journal)
        for _ in range(ROUNDS):
            fsyncs.append(_fsync_ms(directory / "fsync"))
            bare.append(plain.rate(payload))
            alone.append(await _rate_alone(journal))
            grouped.append(await _rate_grouped(journal, _each))
            gathered.append(await _rate_grouped(journal, _gathered))
    finally:
        await journal.close()
        plain.close()
    one_by_one = percentile([a / b for a, b in zip(alone, bare, strict=True)], 0.5)
    together = percentile([g / a for g, a in zip(grouped, alone, strict=True)], 0.5)
    return Table(
        "The journal",
        (
            Figure("the disk's bare fsync of one page", f"{percentile(fsyncs, 0.5):.2f} ms"),
            Figure(
                f"plain SQLite, WAL and FULL, {len(payload)} bytes an event", f"{percentile(bare, 0.5):,.0f} a second"
            ),
            Figure(
                "journal, one at a time / plain SQLite",
                f"{one_by_one:.2f} ({percentile(alone, 0.5):,.0f} a second)",
                ">= 0.80",
                one_by_one >= 0.8,
            ),
            Figure(
                f"journal, {GROUP} at the same time / one at a time",
                f"{together:.1f} ({percentile(grouped, 0.5):,.0f} a second)",
                ">= 4",
                together >= 4,
            ),
            Figure(
                "... awaited by asyncio.gather, which has its own price for each",
                f"{percentile([g / a for g, a in zip(gathered, alone, strict=True)], 0.5):.1f}"
                f" ({percentile(gathered, 0.5):,.0f} a second)",
            ),
        ),
    )


async def _payload(journal: Journal) -> bytes:
    """The bytes that one of the journal's own events has."""
    await journal.append(_event(0))
    return bytes(await journal.read(lambda sql: sql.execute("SELECT bytes FROM events ORDER BY seq DESC LIMIT 1").get))


async def _rate_alone(journal: Journal) -> float:
    events = [_event(count) for count in range(EVENTS)]
    started = time.perf_counter()
    for event in events:
        await journal.append(event)
    return EVENTS / (time.perf_counter() - started)


async def _rate_grouped(journal: Journal, wait: Callable[[list[Awaitable[int]]], Awaitable[None]]) -> float:
    events = [_event(count) for count in range(EVENTS)]
    started = time.perf_counter()
    for first in range(0, EVENTS, GROUP):
        await wait([journal.append(event) for event in events[first : first + GROUP]])
    return EVENTS / (time.perf_counter() - started)


async def _each(appends: list[Awaitable[int]]) -> None:
    for append in appends:
        await append


async def _gathered(appends: list[Awaitable[int]]) -> None:
    await asyncio.gather(*appends)


def _event(count: int) -> TicketGiven:
    return TicketGiven.model_validate(
        {
            "key": f"benchmark-{count:08d}",
            "number": f"A{count:03d}",
            "day": "2026-03-18",
            "prefix": "A",
            "service": "pension-apply",
            "source": "centre",
            "token": "mfrggzdfmztwq2lk",
            "visit": "3f0c9a1e",
            "issued_at": "2026-03-18T09:41:07+08:00",
        }
    )


class _Plain:
    """A table with a running number and the event's bytes, as anybody would write it."""

    def __init__(self, path: Path) -> None:
        self._sql = sqlite3.connect(path, isolation_level=None)
        self._sql.execute("PRAGMA journal_mode=WAL")
        self._sql.execute("PRAGMA synchronous=FULL")
        self._sql.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, raw BLOB NOT NULL)")

    def rate(self, payload: bytes) -> float:
        started = time.perf_counter()
        for _ in range(EVENTS):
            self._sql.execute("BEGIN")
            self._sql.execute("INSERT INTO event (raw) VALUES (?)", (payload,))
            self._sql.execute("COMMIT")
        return EVENTS / (time.perf_counter() - started)

    def close(self) -> None:
        self._sql.close()


def _fsync_ms(path: Path) -> float:
    """The median of writing and syncing one page."""
    times = []
    with path.open("wb") as file:
        for _ in range(EVENTS // 4):
            started = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - started) * 1000)
    return percentile(times, 0.5)
