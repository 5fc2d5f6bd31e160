"""The journal's way up against a real server that misbehaves: everything arrives once, in order, nothing gives up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.events import VisitStarted
from kiosk.journal import Journal, JournalBroken, cursor
from kiosk.settings.tables import Centre as CentreSettings
from kiosk.sync.centre import Centre, Reply
from kiosk.sync.up import Uplink
from kiosk.sync.verdict import Foreign, Reached, TryAgain, verdict

Factory = Callable[..., Any]


def settings(url: str, **more: Any) -> CentreSettings:
    quick = {"backoff_first_seconds": 0.01, "backoff_limit_seconds": 0.05, "request_deadline_seconds": 0.3}
    return CentreSettings.model_validate({"url": url, **quick, **more})


@asynccontextmanager
async def uplink(
    journal: Journal, token_file: Path, log: Any, wanted: CentreSettings
) -> AsyncIterator[tuple[Uplink, asyncio.Task[None], Centre]]:
    centre = Centre(wanted.url, token_file, log)
    await centre.open()
    up = Uplink("lobby-1", journal, centre, wanted, Random(1), log)
    task = asyncio.create_task(up.run())
    try:
        yield up, task, centre
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, JournalBroken):
            await task
        await centre.close()


async def fill(journal: Journal, events: int) -> None:
    await asyncio.gather(*(journal.append(VisitStarted(visit=f"v{i}")) for i in range(events)))


async def test_everything_goes_up_in_batches(opened: Factory, served: Factory, token_file: Path, log: Any) -> None:
    async with opened() as journal, served() as centre:
        await fill(journal, 120)
        async with uplink(journal, token_file, log, settings(centre.url, batch_events=50)) as (up, _, _):
            assert await up.reached(journal.last_seq, 5)
        assert len(centre.events(journal.id)) == journal.last_seq == 121
        assert centre.asked.count("batches") == 3
        assert await journal.read(cursor.acked_through) == 121


@pytest.mark.parametrize(
    "faults",
    [
        [500, 500, "garbage", 502],
        ["cut", "cut after", "cut", "cut"],
        ["silent"],
        [429, 503],
        [401, 403],
        [{"json": {"acked_through": "many"}}, {"json": [1]}, {"json": {"expected": 1}, "status": 409}],
        [{"json": {"acked_through": 0}}, {"json": {"acked_through": -5}}],
        [413, 422, 400],
    ],
    ids=str,
)
async def test_a_centre_that_misbehaves_gets_everything_in_the_end(
    opened: Factory, served: Factory, token_file: Path, log: Any, faults: list[Any]
) -> None:
    async with opened() as journal, served() as centre:
        centre.faults["batches"] = list(faults)
        await fill(journal, 20)
        async with uplink(journal, token_file, log, settings(centre.url)) as (up, _, _):
            assert await up.reached(journal.last_seq, 10)
        assert not centre.faults["batches"]
        assert len(centre.events(journal.id)) == 21


async def test_a_batch_that_is_too_large_is_sent_in_smaller_ones(
    opened: Factory, served: Factory, token_file: Path, log: Any
) -> None:
    async with opened() as journal, served() as centre:
        centre.faults["batches"] = [413, 413]
        await fill(journal, 40)
        async with uplink(journal, token_file, log, settings(centre.url)) as (up, _, _):
            assert await up.reached(10, 10)
            assert await up.reached(journal.last_seq, 10)
        assert centre.asked.count("batches") == 4  # 41 refused, 20 refused, 10 taken, the rest


async def test_the_centres_wish_for_a_pause_is_kept(
    opened: Factory, served: Factory, token_file: Path, log: Any
) -> None:
    async with opened() as journal, served() as centre:
        centre.faults["batches"] = [503]
        centre.retry_after = "0.3"
        began = asyncio.get_running_loop().time()
        async with uplink(journal, token_file, log, settings(centre.url)) as (up, _, _):
            assert await up.reached(journal.last_seq, 10)
        assert asyncio.get_running_loop().time() - began >= 0.3


async def test_what_the_centre_lost_is_sent_again(opened: Factory, served: Factory, token_file: Path, log: Any) -> None:
    async with opened() as journal, served() as centre:
        async with uplink(journal, token_file, log, settings(centre.url)) as (up, _, _):
            await fill(journal, 30)
            assert await up.reached(31, 5)
            del centre.journals[journal.id][10:]  # restored from an older backup
            await journal.append(VisitStarted(visit="after"))
            assert await up.reached(32, 5)
        assert len(centre.events(journal.id)) == 32


async def test_a_centre_that_is_away_and_comes_back_is_found_at_once(
    opened: Factory, served: Factory, token_file: Path, log: Any, until: Factory
) -> None:
    async with opened() as journal:
        async with served() as double:
            pass  # it has an address now, and is away
        long = settings(double.url, backoff_first_seconds=30, backoff_limit_seconds=60)
        async with uplink(journal, token_file, log, long) as (up, _, client):
            await until(lambda: client._away)
            async with served(double):
                await client.get("/feed", {"after": "0", "wait": "1"}, 1)
                client.heard()  # as the feed or a ticket would
                assert await up.reached(journal.last_seq, 5)


async def test_a_token_that_comes_later_is_read(opened: Factory, served: Factory, tmp_path: Path, log: Any) -> None:
    late = tmp_path / "late-token"
    async with (
        opened() as journal,
        served() as centre,
        uplink(journal, late, log, settings(centre.url)) as (up, _, _),
    ):
        assert not await up.reached(journal.last_seq, 0.1)
        late.write_text("made-up-token")
        assert await up.reached(journal.last_seq, 5)


async def test_an_old_copy_of_a_journal_is_not_continued(
    opened: Factory, served: Factory, token_file: Path, log: Any
) -> None:
    async with opened() as journal, served() as centre:
        await fill(journal, 3)
        centre.journals[journal.id] = [b"{}"] * 50  # the centre knows more of this journal than the file does
        async with uplink(journal, token_file, log, settings(centre.url)) as (_, task, _):
            with pytest.raises(JournalBroken, match="it is an old copy"):
                async with asyncio.timeout(5):
                    await task


def said(status: int, body: bytes = b"", retry: float | None = None) -> Reply:
    return Reply(status, body, retry)


def test_verdicts() -> None:
    def of(reply: Reply) -> object:
        return verdict(reply, sent_first=11, last_seq=20, floor_seq=5)

    assert of(said(200, b'{"acked_through": 20}')) == Reached(20)
    assert of(said(200, b'{"acked_through": 7}')) == Reached(7)
    assert of(said(409, b'{"expected": 8}')) == Reached(7)
    assert isinstance(of(said(409, b'{"expected": 11}')), TryAgain)
    assert isinstance(of(said(409, b'{"expected": 3}')), Foreign)
    assert isinstance(of(said(200, b'{"acked_through": 21}')), Foreign)
    assert of(said(503, b"", 7.0)) == TryAgain("the centre is under pressure: 503 ''", seconds=7.0)
    refused = of(said(401))
    assert isinstance(refused, TryAgain)
    assert refused.long
