"""What people do with their own account, what administrators do with others' roles, and who did what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from central.clock import DAY_MS
from central.database import Database
from central.settings import Settings
from central.staff import accounts, changes
from central.staff.accounts import AccountRefused
from central.staff.audit import What, note
from central.staff.audit_pages import PAGE_ROWS, Question, read_audit
from central.staff.changes import By
from central.staff.passwords import Passwords
from central.staff.roles import Role
from central.staff.settings import StaffSettings

NOW_MS = 1_773_800_000_000
QUICK = StaffSettings(argon2_passes=1, argon2_memory_kib=64, argon2_lanes=1, account_failures_free=2)
OLD, NEW = "an old password", "a new password"


def add(database: Database, name: str, role: Role = Role.CLERK, password: str = OLD) -> int:
    hashed = Passwords(QUICK).hashed(password)
    return database.write_now(lambda db: accounts.add(db, name, name.title(), role, hashed, NOW_MS).id)


@pytest.fixture
def quick(catalogue_url: str, start_server: Any) -> Iterator[Any]:
    with start_server(Settings(database=catalogue_url, staff=QUICK)) as server:
        yield server


def sign_in(server: Any, password: str) -> httpx.Client | None:
    client = httpx.Client(base_url=server.url, timeout=10)
    fields = {"name": "li", "password": password}
    if client.post("/sign-in", data=fields, headers={"Origin": server.url}).status_code == 303:
        return client
    client.close()
    return None


def test_a_new_password_ends_the_sessions_elsewhere_only(quick: Any, database: Database) -> None:
    add(database, "li")
    here, elsewhere = sign_in(quick, OLD), sign_in(quick, OLD)
    assert here is not None
    assert elsewhere is not None
    with closing(here), closing(elsewhere):
        done = quick.press("/password", here, old=OLD, new=NEW, again=NEW)
        assert "密码已修改" in done.text
        assert here.get("/counters").status_code == 200
        assert elsewhere.get("/counters").status_code == 303
    assert sign_in(quick, OLD) is None
    again = sign_in(quick, NEW)
    assert again is not None
    again.close()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"old": "wrong password", "new": NEW, "again": NEW}, "原来的密码不对"),
        ({"old": OLD, "new": NEW, "again": "another one!"}, "两次输入的新密码不一样"),
        ({"old": OLD, "new": "short", "again": "short"}, "需要 10 到 200 个"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(quick: Any, database: Database, fields: Any, words: str) -> None:
    add(database, "li")
    client = sign_in(quick, OLD)
    assert client is not None
    with closing(client):
        refused = quick.press("/password", client, **fields)
        assert (refused.status_code, words in refused.text) == (422, True)
    again = sign_in(quick, OLD)
    assert again is not None
    again.close()


def test_guessing_the_old_password_is_paused_like_the_sign_in(quick: Any, database: Database) -> None:
    add(database, "li")
    client = sign_in(quick, OLD)
    assert client is not None
    with closing(client):
        for _ in range(3):
            quick.press("/password", client, old="a wrong one", new=NEW, again=NEW)
        assert "错误太多次" in quick.press("/password", client, old=OLD, new=NEW, again=NEW).text


def test_the_form_of_another_session_changes_no_password(server: Any) -> None:
    with server.person("li") as li:
        wrong = {"form_token": "0" * 64, "old": OLD, "new": NEW, "again": NEW}
        assert li.post("/password", data=wrong, headers={"Origin": server.url}).status_code == 403


def test_another_role_counts_from_the_next_page_on(server: Any) -> None:
    with server.person("li") as li:
        assert li.get("/terminals").status_code == 403
        row = re.search(r"<b>li</b>.*?(/accounts/\d+/role)", server.client.get("/accounts").text, re.DOTALL)
        assert row is not None
        assert server.press(row[1], role="manager").status_code == 303
        assert li.get("/terminals").status_code == 200
        assert server.press(row[1], li, role="administrator").status_code == 403
        assert server.press(row[1], role="king").status_code == 422
        assert "改为主管" in server.client.get("/audit").text


def test_the_last_administrator_stays_one(database: Database) -> None:
    by = By(NOW_MS, "10.0.0.1")
    li, wang = add(database, "li", Role.ADMINISTRATOR), add(database, "wang", Role.ADMINISTRATOR)
    database.write_now(lambda db: changes.change_role(db, li, Role.CLERK, by))
    with pytest.raises(AccountRefused):
        database.write_now(lambda db: changes.change_role(db, wang, Role.MANAGER, by))
    database.write_now(lambda db: changes.change_role(db, wang, Role.ADMINISTRATOR, by))
    roles = database.read_now(lambda db: {one.name: one.role for one in accounts.every(db)})
    assert roles == {"li": Role.CLERK, "wang": Role.ADMINISTRATOR}


def test_the_audit_is_read_by_person_by_day_and_by_pages(database: Database) -> None:
    li, wang = add(database, "li"), add(database, "wang", Role.ADMINISTRATOR)

    def happen(db: Any) -> None:
        for n in range(PAGE_ROWS + 3):
            note(db, NOW_MS + n, What.SIGNED_IN, li, "10.0.0.1")
        note(db, NOW_MS + DAY_MS, What.DISABLED, li, "10.0.0.2", wang)
        note(db, NOW_MS + DAY_MS, What.REFUSED, None, "10.0.0.3")

    database.write_now(happen)

    def read(**asked: Any) -> Any:
        return database.read_now(lambda db: read_audit(db, Question(**asked)))

    newest, before = read()
    assert (len(newest), newest[0].what, newest[0].name) == (PAGE_ROWS, What.REFUSED, "")
    older, end = read(before=before)
    assert (len(older), end) == (5, None)
    assert {line.what for line in read(account=wang)[0]} == {What.DISABLED}
    assert read(account=wang)[0][0].by == "wang"
    assert len(read(from_ms=NOW_MS + DAY_MS, until_ms=NOW_MS + 2 * DAY_MS)[0]) == 2


def test_only_administrators_read_the_audit(server: Any) -> None:
    with server.person("wang", Role.MANAGER) as wang:
        assert wang.get("/audit").status_code == 403
    with server.person("boss", Role.ADMINISTRATOR) as boss:
        today = server.client.get("/api/v1/health").json()["day"]
        assert boss.get("/audit", params={"day": today, "account": ""}).status_code == 200
        assert boss.get("/audit", params={"day": "never"}).status_code == 422
        assert boss.get("/audit", params={"account": "x"}).status_code == 422
