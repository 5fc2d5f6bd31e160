"""The feed's way down: kept over a restart without a line, commands at most once, a centre that starts again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.journal import Journal, JournalError
from kiosk.journal.commands import end_unfinished
from kiosk.settings.tables import Centre as CentreSettings
from kiosk.sync.centre import Centre
from kiosk.sync.commands import Commands
from kiosk.sync.down import Feed
from kiosk.wire import FeedAnswer, FeedRow

Factory = Callable[..., Any]
LATER, BEFORE = "2026-03-18T13:00:00+08:00", "2026-03-18T11:59:59+08:00"


class Done:
    """What the commands did."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    async def act(self, row: FeedRow) -> None:
        if row.body.get("fail"):
            raise ValueError("cannot")
        self.keys.append(row.key)


def feed_for(journal: Journal, held: Any, log: Any, url: str = "http://127.0.0.1:9", token: Path = Path("none")) -> Any:
    wanted = CentreSettings(url=url, backoff_first_seconds=0.01, backoff_limit_seconds=0.05, feed_wait_seconds=1)
    done = Done()
    centre = Centre(url, token, log)
    commands = Commands(journal, held.clock(), {"command.refresh": done.act}, log)
    return Feed(journal, centre, commands, wanted, Random(1), log), centre, done


def command(n: int, key: str, expires_at: str | None = LATER, **body: Any) -> dict[str, Any]:
    return {"n": n, "kind": "command.refresh", "key": key, "body": body, "expires_at": expires_at}


async def outcomes(journal: Journal) -> dict[str, str]:
    return dict(await journal.read(lambda sql: sql.execute("SELECT key, outcome FROM commands").fetchall()))


def answer(rows: list[dict[str, Any]], through: int) -> FeedAnswer:
    return FeedAnswer.model_validate({"rows": rows, "through": through})


@pytest.mark.parametrize("faults", [[500, "garbage", "cut"], [401, 503], [{"json": {"rows": 5}}]], ids=str)
async def test_the_feed_comes_down_whatever_happens_first(
    opened: Factory, served: Factory, held: Any, log: Any, token_file: Path, until: Factory, faults: list[Any]
) -> None:
    async with opened() as journal, served() as double:
        double.faults["feed"] = list(faults)
        feed, centre, _ = feed_for(journal, held, log, double.url, token_file)
        await centre.open()
        task = asyncio.create_task(feed.run())
        try:
            await until(lambda: ("waiting", "") in feed.rows)
            double.rows.append(double.rows[3] | {"n": 5, "body": double.rows[3]["body"] | {"services": {"permit": 99}}})
            double.through = 5
            await until(lambda: feed.rows["waiting", ""].body["services"] == {"permit": 99})
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await centre.close()


async def test_what_was_told_is_known_after_a_restart_without_a_line(
    opened: Factory, held: Any, log: Any, feed_rows: list[dict[str, Any]]
) -> None:
    async with opened() as journal:
        feed, _, _ = feed_for(journal, held, log)
        await feed.take(answer(feed_rows, 4))
    async with opened() as journal:
        feed, _, _ = feed_for(journal, held, log)
        await feed.load()
        assert {kind for kind, _ in feed.rows} == {"hall", "terminal", "catalogue"}  # people waiting are old news
        assert feed.through == 3, "people waiting would not be told again"


async def test_what_could_not_be_kept_is_asked_for_again(
    opened: Factory, held: Any, log: Any, feed_rows: list[dict[str, Any]]
) -> None:
    async with opened() as journal:
        feed, _, _ = feed_for(journal, held, log)
        await journal.read(lambda sql: sql.execute("ALTER TABLE feed RENAME TO gone"))
        with pytest.raises(JournalError):
            await feed.take(answer(feed_rows, 4))
        await journal.read(lambda sql: sql.execute("ALTER TABLE gone RENAME TO feed"))
        assert (feed.through, feed.rows) == (0, {})


async def test_newer_rows_replace_and_older_ones_do_not(opened: Factory, held: Any, log: Any) -> None:
    def row(n: int, name: str) -> dict[str, Any]:
        return {"n": n, "kind": "hall", "key": "", "body": {"name": name}}

    async with opened() as journal:
        feed, _, _ = feed_for(journal, held, log)
        await feed.take(answer([row(7, "new")], 7))
        await feed.take(answer([row(5, "old")], 8))
        assert feed.rows["hall", ""].body == {"name": "new"}
        await feed.take(answer([row(2, "begun again")], 2))  # the centre's database is younger than our position
        assert (feed.through, feed.rows["hall", ""].body) == (2, {"name": "begun again"})
        await feed.load()
        assert feed.rows["hall", ""].body == {"name": "begun again"}


async def test_a_command_is_carried_out_once(opened: Factory, held: Any, log: Any) -> None:
    async with opened() as journal:
        feed, _, done = feed_for(journal, held, log)
        await feed.take(answer([command(5, "one"), command(6, "two", BEFORE), command(7, "three", None)], 7))
        await feed.take(answer([command(8, "one"), command(9, "four", fail=True)], 9))
        odd = {"n": 10, "kind": "command.dance", "key": "five", "body": {}, "expires_at": LATER}
        await feed.take(answer([odd], 10))
        assert done.keys == ["one"]
        assert await outcomes(journal) == {
            "one": "done", "two": "expired", "three": "expired", "four": "failed", "five": "refused",
        }  # fmt: skip
    async with opened() as journal:
        feed, _, done = feed_for(journal, held, log)
        await feed.take(answer([command(5, "one")], 10))
        assert done.keys == []


async def test_a_command_cut_in_the_middle_is_not_begun_again(opened: Factory, held: Any, log: Any) -> None:
    async with opened() as journal:
        feed, _, _ = feed_for(journal, held, log)
        await feed._commands.note([FeedRow.model_validate(command(5, "one"))])
    async with opened() as journal:
        assert await journal.write(end_unfinished) == ["one"]
        feed, _, done = feed_for(journal, held, log)
        await feed.take(answer([command(5, "one")], 5))
        assert (done.keys, await outcomes(journal)) == ([], {"one": "unknown"})
