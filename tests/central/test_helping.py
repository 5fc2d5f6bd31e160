"""Requests for help: live for whoever works in the hall, taken by one, done, and how long it took."""

from __future__ import annotations

import re
from typing import Any

import pytest

from central.assistance import count_open, finish, read_pleas, take
from central.database import Database
from central.refusals import NotHere
from central.staff import accounts
from central.staff.roles import Role
from central.tables import assistance

NOW_MS = 1_773_800_000_000
MINUTE_MS = 60_000


def ask(database: Database, minute: int, reason: str = "welcome") -> int:
    row = {"terminal": "lobby-1", "asked_ms": NOW_MS + minute * MINUTE_MS, "reason": reason}
    query = assistance.insert().values(row).returning(assistance.c.id)
    return database.write_now(lambda db: int(db.execute(query).scalar_one()))


def person(database: Database, name: str) -> int:
    return database.write_now(lambda db: accounts.add(db, name, name.title(), Role.CLERK, "none", NOW_MS).id)


def test_one_goes_and_the_second_reads_who(database: Database) -> None:
    li, wang = person(database, "li"), person(database, "wang")
    plea = ask(database, 0)
    assert database.read_now(count_open) == 1
    assert database.write_now(lambda db: take(db, plea, li, NOW_MS + 2 * MINUTE_MS))
    assert not database.write_now(lambda db: take(db, plea, wang, NOW_MS + 3 * MINUTE_MS))
    read = database.read_now(lambda db: read_pleas(db, li, NOW_MS))
    (taken,) = read.taken
    assert (read.open, taken.helper, taken.mine, taken.came_minutes) == ((), "Li", True, 2)
    assert database.read_now(lambda db: read_pleas(db, wang, NOW_MS)).taken[0].mine is False
    assert database.read_now(count_open) == 0


def test_how_long_it_took_is_kept_and_averaged_over_the_day(database: Database) -> None:
    li = person(database, "li")
    for minute, went, done in ((0, 2, 10), (20, 24, 26)):
        plea = ask(database, minute)
        database.write_now(lambda db, plea=plea, at=went: take(db, plea, li, NOW_MS + at * MINUTE_MS))
        assert database.write_now(lambda db, plea=plea, at=done: finish(db, plea, li, NOW_MS + at * MINUTE_MS))
        assert not database.write_now(lambda db, plea=plea: finish(db, plea, li, NOW_MS + 99 * MINUTE_MS))
    read = database.read_now(lambda db: read_pleas(db, li, NOW_MS))
    assert [(plea.came_minutes, plea.took_minutes) for plea in read.old] == [(4, 6), (2, 10)]
    assert (read.mean_came_minutes, read.mean_took_minutes) == (3.0, 8.0)
    tomorrow = database.read_now(lambda db: read_pleas(db, li, NOW_MS + 24 * 60 * MINUTE_MS))
    assert tomorrow.mean_took_minutes is None


def test_done_without_going_first_counts_as_both(database: Database) -> None:
    li, plea = person(database, "li"), ask(database, 0)
    database.write_now(lambda db: finish(db, plea, li, NOW_MS + 5 * MINUTE_MS))
    (old,) = database.read_now(lambda db: read_pleas(db, li, NOW_MS)).old
    assert (old.helper, old.came_minutes, old.took_minutes) == ("Li", 5, 5)


def test_a_request_that_nobody_made_is_not_there(database: Database) -> None:
    with pytest.raises(NotHere):
        database.write_now(lambda db: take(db, 99, 1, NOW_MS))


def test_a_clerk_sees_where_goes_and_finishes(server: Any, teller: Any) -> None:
    teller.tell("assistance.asked", visit="v1", key=None, reason="ticket: paper_out<script>")
    server.post(teller.path, teller.token, teller.batch())
    assert "1 人在自助机旁等人帮忙" in server.client.get("/terminals").text
    assert 'href="/helping"' in server.client.get("/").text
    with server.person("li") as li:
        page = li.get("/helping").text
        assert "正门左侧" in page  # the terminal's place
        assert "出票有问题" in page
        assert "<script>" not in page.replace('<script src="', "")
        deed = re.search(r'action="(/helping/\d+/take)', page)
        assert deed is not None
        assert "Li 已去" in server.press(deed[1], li).text
        assert "帮好了" not in server.press(deed[1].replace("take", "done"), li).text
    assert "Li" in server.client.get("/helping").text
