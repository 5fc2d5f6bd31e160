"""Writes that wait at the same time share a transaction, and nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from central.database import Database
from central.migrate import migrate
from central.quick import Quick
from central.settings import Settings
from central.tables import secrets

_PUT = Quick("INSERT INTO secrets (name, value) VALUES (:name, :value) RETURNING value")
_READ = Quick("SELECT name, value FROM secrets WHERE value <> :value ORDER BY name")
_CHANGE = Quick("UPDATE secrets SET value = :value WHERE name = :name")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(Settings(database=database_url))
    migrate(opened)
    yield opened
    opened.close()


def put(name: str, value: str = "1") -> Any:
    return lambda db: _PUT.value(db, {"name": name, "value": value})


def refused(name: str) -> Any:
    def work(db: Connection) -> None:
        _PUT.value(db, {"name": name, "value": "never"})
        raise LookupError(name)

    return work


def stored(database: Database) -> dict[str, str]:
    return dict(database.read_now(lambda db: _READ.rows(db, {"value": ""})))


async def at_once(database: Database, works: list[Any]) -> list[Any]:
    """All of them while the first one holds the writer up, so that the others wait together."""
    go_on = threading.Event()
    holding = asyncio.create_task(database.write(lambda db: go_on.wait(10)))
    waiting = [asyncio.create_task(database.write(work)) for work in works]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    go_on.set()
    assert await holding
    return list(await asyncio.gather(*waiting, return_exceptions=True))


def test_each_gets_its_own_answer(database: Database) -> None:
    answers = asyncio.run(at_once(database, [put(f"k{at}", str(at)) for at in range(100)]))
    assert answers == [str(at) for at in range(100)]
    assert len(stored(database)) == 100


def test_one_that_is_refused_takes_nothing_with_it_and_leaves_nothing(database: Database) -> None:
    answers = asyncio.run(at_once(database, [put("a"), refused("b"), put("c")]))
    assert answers[0] == answers[2] == "1"
    assert isinstance(answers[1], LookupError)
    assert set(stored(database)) == {"a", "c"}


def test_what_the_database_refuses_is_told_to_whom_it_concerns(database: Database) -> None:
    answers = asyncio.run(at_once(database, [put("a"), put("a", "2"), put("c")]))
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == 1
    assert answers[2] == "1"
    assert set(stored(database)) == {"a", "c"}


def test_who_stops_waiting_does_not_disturb_the_others(database: Database) -> None:
    async def one_gives_up() -> str:
        go_on = threading.Event()
        holding = asyncio.create_task(database.write(lambda db: go_on.wait(10)))
        leaving = asyncio.create_task(database.write(put("left")))
        staying = asyncio.create_task(database.write(put("stayed")))
        await asyncio.sleep(0)
        leaving.cancel()
        go_on.set()
        await holding
        return str(await staying)

    assert asyncio.run(one_gives_up()) == "1"
    assert "stayed" in stored(database)


def test_a_closed_database_has_written_what_it_was_given(database_url: str) -> None:
    opened = Database(Settings(database=database_url))
    migrate(opened)

    async def give_and_close() -> None:
        given = [asyncio.ensure_future(opened.write(put(f"k{at}"))) for at in range(20)]
        await asyncio.sleep(0)
        await asyncio.to_thread(opened.close)
        await asyncio.gather(*given)

    asyncio.run(give_and_close())
    again = Database(Settings(database=database_url))
    assert len(stored(again)) == 20
    again.close()


def test_a_quick_statement_says_the_same_as_a_slow_one(database: Database) -> None:
    def work(db: Connection) -> tuple[Any, ...]:
        added = _PUT.first(db, {"name": "50%:x", "value": "a"})  # neither a mark of psycopg's nor a name of ours
        changed = _CHANGE.count(db, {"name": "50%:x", "value": "b"})
        nothing = _CHANGE.count(db, {"name": "nobody", "value": "b"})
        return added, changed, nothing, _READ.first(db, {"value": "b"})

    assert database.write_now(work) == (("a",), 1, 0, None)
    assert database.read_now(lambda db: db.execute(select(secrets.c.value)).scalars().all()) == ["b"]
