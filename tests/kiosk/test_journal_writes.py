"""The journal's transactions: state and event together, grouped, chained, and whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import apsw
import orjson
import pytest

from kiosk.events import BODIES, NumberSource, PrintEnded, PrintOutcome, TicketDoubted, TicketGiven, VisitStarted
from kiosk.journal import Journal, JournalError, JournalFull, Transaction, cursor, requests
from kiosk.journal.requests import Request
from kiosk.wire import FIRST_HASH, Event, canonical, event_hash

Opened = Callable[..., Any]


async def all_bytes(journal: Journal) -> list[bytes]:
    return await journal.read(
        lambda sql: [row[0] for row in sql.execute("SELECT bytes FROM events ORDER BY seq").fetchall()]
    )


async def test_events_are_chained_by_their_canonical_bytes(opened: Opened) -> None:
    async with opened() as journal:
        assert [await journal.append(VisitStarted(visit=f"v{i}")) for i in range(3)] == [2, 3, 4]
        prev = FIRST_HASH
        for seq, stored in enumerate(await all_bytes(journal), 1):
            event = Event.model_validate_json(stored)
            assert (event.seq, event.prev, canonical(orjson.loads(stored))) == (seq, prev, stored)
            prev = event_hash(stored)
        assert event.at == "2026-03-18T12:00:00.000+08:00"
        assert (event.boot, event.monotonic_ms) == ("boot-1", 1_000_000)


async def test_every_kind_of_body_is_stored_as_the_centre_reads_it(opened: Opened) -> None:
    given = TicketGiven(
        key="key-0001", number="A001", day=date(2026, 3, 18), prefix="A", service="s", source=NumberSource.OWN,
        token="token-01", visit="v", issued_at="2026-03-18T12:00:00+08:00",
    )  # fmt: skip
    ended = PrintEnded(job="j", key="k", outcome=PrintOutcome.UNKNOWN, error=None, evidence={"grade": "B", "ms": 1.5})
    async with opened() as journal:
        for body in (given, ended):
            await journal.append(body)
        for body, stored in zip((given, ended), (await all_bytes(journal))[1:], strict=True):
            event = Event.model_validate_json(stored)
            assert event.body == body.model_dump(mode="json")
            assert BODIES[event.kind].model_validate(event.body) == body


async def test_a_reopened_journal_goes_on(opened: Opened) -> None:
    async with opened() as journal:
        first, last = journal.id, await journal.append(VisitStarted(visit="v"))
    async with opened() as journal:
        assert (journal.id, journal.generation, journal.last_seq) == (first, 1, last)
        assert await journal.append(VisitStarted(visit="w")) == last + 1


async def test_a_change_that_raises_leaves_nothing_behind(opened: Opened) -> None:
    def half(tx: Transaction) -> None:
        requests.ask(tx, Request("key-0001", "s", "v"))
        raise ZeroDivisionError

    async with opened() as journal:
        before = journal.last_seq
        with pytest.raises(ZeroDivisionError):
            await journal.write(half)
        assert await journal.append(VisitStarted(visit="v")) == before + 1
        assert await journal.read(lambda sql: sql.execute("SELECT count(*) FROM requests").fetchone()) == (0,)


async def test_concurrent_changes_share_a_group_and_fail_alone(opened: Opened) -> None:
    def faulty(tx: Transaction) -> None:
        tx.event(VisitStarted(visit="never"))
        raise ValueError("mine alone")

    async with opened() as journal:
        writes = [journal.append(VisitStarted(visit=f"v{i}")) for i in range(20)]
        results = await asyncio.gather(
            *writes, journal.write(faulty), journal.read(cursor.floor), return_exceptions=True
        )
        assert sorted(result for result in results[:20]) == list(range(2, 22))
        assert isinstance(results[20], ValueError)
        assert b"never" not in b"".join(await all_bytes(journal))


async def test_a_cancelled_asker_does_not_undo_the_change(opened: Opened) -> None:
    async def ask(journal: Journal, visit: str) -> None:
        await journal.append(VisitStarted(visit=visit))

    async with opened() as journal:
        tasks = [asyncio.create_task(ask(journal, f"v{i}")) for i in range(5)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert await journal.append(VisitStarted(visit="after")) == 7 == len(await all_bytes(journal))


async def test_a_full_disk_fails_cleanly_and_passes(opened: Opened) -> None:
    def limit(sql: apsw.Connection, pages: int) -> None:
        sql.execute("VACUUM")  # the ballast's pages would be room
        (now,) = sql.execute("PRAGMA page_count").fetchone()
        sql.execute(f"PRAGMA max_page_count = {pages or now}")

    async with opened() as journal:
        await journal.read(lambda sql: limit(sql, 0))
        taken = 1

        async def fill() -> None:
            nonlocal taken
            while True:
                await journal.append(VisitStarted(visit="v" * 500))
                taken += 1

        with pytest.raises(JournalFull, match="somebody must make room"):
            await fill()
        assert journal.last_seq == taken
        with pytest.raises(JournalFull):
            await asyncio.gather(*(journal.append(VisitStarted(visit="w" * 5000)) for _ in range(5)))
        await journal.read(lambda sql: limit(sql, 1_000_000))
        assert await journal.append(VisitStarted(visit="v")) == taken + 1
        events = [orjson.loads(stored) for stored in await all_bytes(journal)]
        assert [event["seq"] for event in events] == list(range(1, taken + 2))


async def test_a_number_of_one_day_cannot_be_given_twice(opened: Opened) -> None:
    ticket = TicketGiven(
        key="key-0001", number="A001", day=date(2026, 3, 18), prefix="A", service="s", source=NumberSource.CENTRE,
        token="token-01", visit="v", issued_at="",
    )  # fmt: skip
    async with opened() as journal:
        await journal.write(lambda tx: requests.give(tx, ticket))
        with pytest.raises(JournalError):
            await journal.write(lambda tx: requests.give(tx, ticket))


async def test_old_acknowledged_events_go_and_the_chain_still_holds(opened: Opened, held: Any) -> None:
    async with opened() as journal:
        for i in range(10):
            await journal.append(TicketDoubted(key=f"k{i}", came_out=True))
        held.go(40 * 86_400)
        now_s = int(held.wall)
        last = await journal.append(VisitStarted(visit="today"))
        assert await journal.write(lambda tx: cursor.compact(tx, 30, now_s)) == 0  # nothing is acknowledged yet
        await journal.write(lambda tx: cursor.set_acked_through(tx, 7))
        assert await journal.write(lambda tx: cursor.compact(tx, 30, now_s, 5)) == 5
        assert await journal.write(lambda tx: cursor.compact(tx, 30, now_s)) == 2
        await journal.write(lambda tx: cursor.set_acked_through(tx, last))
        held.go(40 * 86_400)
        await journal.write(lambda tx: cursor.compact(tx, 30, int(held.wall)))
        assert len(await all_bytes(journal)) == 1  # the last one always stays
    async with opened() as journal:
        assert (journal.fault, journal.last_seq) == (None, last)
        assert await journal.append(VisitStarted(visit="v")) == last + 1


async def test_waiting_for_events_ends_with_the_next_one(opened: Opened) -> None:
    async with opened() as journal:
        await journal.beyond(journal.last_seq - 1)
        waiting = asyncio.create_task(journal.beyond(journal.last_seq))
        await asyncio.sleep(0)
        assert not waiting.done()
        await journal.append(VisitStarted(visit="v"))
        async with asyncio.timeout(5):
            await waiting
