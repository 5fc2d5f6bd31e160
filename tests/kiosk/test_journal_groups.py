"""How changes reach the disk: at once, at the end of a turn, or on the thread; and what they share."""

from __future__ import annotations

import asyncio
import gc
import math
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import apsw
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import Clock
from kiosk.events import VisitStarted
from kiosk.journal import Journal, JournalError, Transaction, schema
from kiosk.journal.quick_disk import QUICK_IN_A_ROW, QUICK_SECONDS, REST_FACTOR, REST_LIMIT_SECONDS, QuickDisk
from kiosk.journal.stamp import Stamper
from kiosk.journal.writer import AT_ONCE_LIMIT

Opened = Callable[..., Any]


def visit(name: str) -> VisitStarted:
    return VisitStarted(visit=name)


async def visits(journal: Journal) -> list[str]:
    """In the order of their seqs, the journal's first event aside."""
    rows = await journal.read(lambda sql: sql.execute("SELECT bytes FROM events ORDER BY seq").fetchall())
    return [orjson.loads(row[0])["body"]["visit"] for row in rows[1:]]


async def groups(journal: Journal, ask: Callable[[], Any]) -> int:
    """How many transactions of several statements are begun for what `ask` asks."""
    told: list[str] = []

    def trace(_cursor: object, statement: str, _values: object) -> bool:
        told.append(statement)
        return True

    await journal.read(lambda sql: sql.set_exec_trace(trace))
    await ask()
    await journal.read(lambda sql: sql.set_exec_trace(None))
    return sum(statement.startswith("BEGIN") for statement in told)


async def make_quick(journal: Journal) -> None:
    for i in range(QUICK_IN_A_ROW):
        await journal.append(visit(f"warm-{i}"))


@pytest.mark.parametrize("quick", [True, False])
async def test_what_is_gathered_shares_one_commit(opened: Opened, quick: bool) -> None:
    async with opened() as journal:
        if quick:
            await make_quick(journal)
        asked = lambda: asyncio.gather(*(journal.append(visit(f"v{i}")) for i in range(100)))  # noqa: E731
        assert await groups(journal, asked) == 1
        assert (await visits(journal))[-100:] == [f"v{i}" for i in range(100)]


async def test_tasks_of_one_turn_share_a_commit_after_the_first(opened: Opened) -> None:
    async def one(name: str) -> int:
        return await journal.append(visit(name))

    async with opened() as journal:
        await make_quick(journal)
        seqs: list[int] = []

        async def ask() -> None:
            seqs.extend(await asyncio.gather(*(one(f"v{i}") for i in range(50))))

        assert await groups(journal, ask) == 1  # and the first one's own statement
        assert seqs == list(range(seqs[0], seqs[0] + 50))


async def test_one_task_that_writes_on_and_on_lets_others_have_their_turn(opened: Opened) -> None:
    async with opened() as journal:
        await make_quick(journal)
        turns = 0

        def count() -> None:
            nonlocal turns
            turns += 1
            asyncio.get_running_loop().call_soon(count)

        count()
        for i in range(3 * AT_ONCE_LIMIT):
            await journal.append(visit(f"v{i}"))
        assert turns >= 3


async def test_what_nobody_awaits_is_written_in_the_order_of_the_asking(opened: Opened) -> None:
    async with opened() as journal:
        await make_quick(journal)
        for i in range(3):
            journal.append(visit(f"forgotten-{i}"))
        await journal.append(visit("awaited"))
        assert (await visits(journal))[-4:] == ["forgotten-0", "forgotten-1", "forgotten-2", "awaited"]
        journal.append(visit("just before the end"))
    async with opened() as journal:
        assert (await visits(journal))[-1] == "just before the end"


@pytest.mark.parametrize("quick", [True, False])
async def test_an_event_that_cannot_be_written_takes_only_itself_down(opened: Opened, quick: bool) -> None:
    def gave_up(transaction: Transaction) -> None:
        transaction.event(visit("never"))
        transaction.sql.execute("INSERT INTO nowhere VALUES (1)")

    async with opened() as journal:
        if quick:
            await make_quick(journal)
        before = journal.last_seq
        results = await asyncio.gather(
            journal.append(visit("a")),
            journal.append(visit("\ud800")),  # no UTF-8 for it
            journal.write(gave_up),
            journal.append(visit("b")),
            journal.read(lambda sql: sql.execute("SELECT count(*) FROM events").fetchone()[0]),
            return_exceptions=True,
        )
        assert (results[0], results[3], results[4]) == (before + 1, before + 2, before + 2)
        assert isinstance(results[1], TypeError)
        assert isinstance(results[2], JournalError)
        with pytest.raises(TypeError):
            await journal.append(visit("\ud800"))
        assert await journal.append(visit("c")) == before + 3
        assert (await visits(journal))[-3:] == ["a", "b", "c"]
    async with opened() as journal:
        assert journal.fault is None  # the chain holds


async def test_a_writer_that_the_database_refuses_tells_each_asker(opened: Opened) -> None:
    def lock(sql: apsw.Connection) -> None:
        sql.execute("PRAGMA query_only = ON")

    async with opened() as journal:
        await make_quick(journal)
        await journal.read(lock)
        answers = await asyncio.gather(*(journal.append(visit(f"v{i}")) for i in range(3)), return_exceptions=True)
        assert all(isinstance(answer, JournalError) for answer in answers)
        await journal.read(lambda sql: sql.execute("PRAGMA query_only = OFF"))
        assert await journal.append(visit("v")) == journal.last_seq == QUICK_IN_A_ROW + 2


async def test_a_checkpoint_that_fails_is_made_up_for_by_the_next(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints: list[Any] = []
    checkpoints: list[bool] = []

    def every_other_fails(sql: apsw.Connection) -> None:
        checkpoints.append(len(checkpoints) % 2 == 0)
        if checkpoints[-1]:
            raise apsw.IOError("disk I/O error")

    monkeypatch.setattr(schema, "CHECKPOINT_PAGES", 5)
    monkeypatch.setattr(schema, "checkpoint", every_other_fails)
    asyncio.get_running_loop().set_exception_handler(lambda _loop, said: complaints.append(said))
    async with opened() as journal:
        for i in range(40):
            assert await journal.append(visit(f"v{i}")) == i + 2
    gc.collect()
    assert (len(checkpoints) >= 4, complaints) == (True, [])


@given(st.lists(st.floats(0, 10), min_size=1, max_size=60))
def test_a_slow_commit_sends_the_next_ones_to_the_thread_for_twenty_times_as_long(seconds: list[float]) -> None:
    disk, started, quick, rests_until = QuickDisk(), 100.0, 0, 0.0
    for took in seconds:
        ended = started + took
        disk.took(started, ended)
        if ended - started > QUICK_SECONDS:
            quick, rests_until = 0, ended + min(REST_LIMIT_SECONDS, (ended - started) * REST_FACTOR)
        else:
            quick += 1
        assert disk.quick_from == (rests_until if quick >= QUICK_IN_A_ROW else math.inf)
        started = ended


@given(st.floats(0, 4e9), st.sampled_from(["Asia/Shanghai", "Europe/Lisbon", "Asia/Kathmandu"]))
def test_a_stamp_is_the_wall_time_in_milliseconds_with_its_offset(wall: float, zone: str) -> None:
    stamp = Stamper(Clock(ZoneInfo(zone), "boot", lambda: wall, lambda: 7.25)).stamp()
    said = datetime.fromisoformat(stamp.at)
    assert said.timestamp() == pytest.approx(int(wall * 1000) / 1000, abs=1e-6)
    assert said.utcoffset() == datetime.fromtimestamp(int(wall), ZoneInfo(zone)).utcoffset()
    assert (stamp.at_s, stamp.monotonic_ms) == (int(wall), 7250)


def test_a_stamp_is_made_once_a_millisecond() -> None:
    monotonic = 1.0
    wall = 1_773_806_400.0
    stamper = Stamper(Clock(ZoneInfo("Asia/Shanghai"), "boot", lambda: wall, lambda: monotonic))
    first = stamper.stamp()
    assert stamper.stamp() is first
    wall, monotonic = wall + 0.25, monotonic + 0.25
    assert stamper.stamp().at == "2026-03-18T12:00:00.250+08:00"
