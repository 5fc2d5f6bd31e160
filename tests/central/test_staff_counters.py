"""Who sits at which counter: one clerk a counter, one counter a clerk; taking over, breaks; roles and forms."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from central.database import Database
from central.staff import accounts, sessions
from central.staff.roles import Role
from central.staff.settings import StaffSettings
from central.staff.sittings import Ending, Occupied, SitDown, at_counter, held
from central.staff.tables import staff_sessions

NOW_MS = 1_773_800_000_000
DAY = "2026-03-18"


def clerk(database: Database, name: str) -> tuple[int, str]:
    """Account and session."""

    def enter(db: Any) -> tuple[int, str]:
        added = accounts.add(db, name, name, Role.CLERK, "no password", NOW_MS)
        sessions.begin(db, added.id, NOW_MS)
        key = db.execute(staff_sessions.select().where(staff_sessions.c.staff == added.id)).scalar()
        return added.id, str(key)

    return database.write_now(enter)


def sit(database: Database, who: tuple[int, str], counter: str, take_over: int | None = None) -> int:
    return database.write_now(SitDown(counter, *who, ["pension", "no-such-service"], take_over, DAY, NOW_MS))


def rows(database: Database, sql: str) -> list[Any]:
    return database.read_now(lambda db: [tuple(row) for row in db.execute(text(sql))])


ENDINGS = "SELECT counter, ended_by FROM sittings ORDER BY id"


def test_a_clerk_has_one_counter_and_moving_is_recorded(database: Database) -> None:
    li = clerk(database, "li")
    sit(database, li, "05")
    sit(database, li, "06")
    assert rows(database, ENDINGS) == [("05", Ending.MOVED), ("06", None)]
    assert rows(database, "SELECT code, state FROM counters WHERE code IN ('05', '06') ORDER BY code") == [
        ("05", "closed"),
        ("06", "open"),
    ]


def test_a_counter_has_one_clerk_and_taking_over_names_the_one_that_was_seen(database: Database) -> None:
    li, wang, zhao = (clerk(database, name) for name in ("li", "wang", "zhao"))
    first = sit(database, li, "05")
    with pytest.raises(Occupied) as question:
        sit(database, wang, "05")
    assert (question.value.sitting.id, question.value.sitting.shown) == (first, "li")
    sit(database, zhao, "05", take_over=first)
    with pytest.raises(Occupied):
        sit(database, wang, "05", take_over=first)  # another sits there by now
    assert rows(database, ENDINGS) == [("05", Ending.TAKEN_OVER), ("05", None)]
    assert database.write_now(lambda db: held(db, "05", li[1])) is None
    assert database.write_now(lambda db: held(db, "05", zhao[1])) is not None


def test_many_who_sit_down_at_once_are_one_in_the_end(database: Database) -> None:
    crowd = [clerk(database, f"clerk-{n}") for n in range(6)]

    def try_to_sit(who: tuple[int, str]) -> bool:
        try:
            sit(database, who, "05")
        except Occupied:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(try_to_sit, crowd)) == 1


def test_the_end_of_a_session_is_the_end_of_its_sitting(database: Database) -> None:
    li, settings = clerk(database, "li"), StaffSettings()
    sit(database, li, "05")
    later_ms = NOW_MS + settings.session_idle_seconds * 1000 + 1
    assert database.read_now(lambda db: sessions.any_expired(db, later_ms, settings))
    database.write_now(lambda db: sessions.end_expired(db, later_ms, settings))
    assert database.read_now(lambda db: at_counter(db, "05")) is None
    assert rows(database, ENDINGS) == [("05", Ending.EXPIRED)]
    assert rows(database, "SELECT what FROM staff_audit") == [("expired",)]


def waiting(server: Any, teller: Any, *numbers: str, service: str = "pension") -> None:
    day = server.client.get("/api/v1/health").json()["day"]
    for number in numbers:
        teller.give(number, f"key-{number}", day, source="own", service=service)
    server.post(teller.path, teller.token, teller.batch())


def test_a_clerk_calls_only_where_he_sits(server: Any, teller: Any, database: Database) -> None:
    waiting(server, teller, "A1-001", "A1-002")
    with server.person("li") as li:
        assert li.get("/counters/05").headers["location"] == "/counters/05/sit"
        assert "您已离开" in server.press("/counters/05/next", li, turn=0).text
        server.sit("05", li)
        assert "A1-001" in server.press("/counters/05/next", li, turn=0).text
        assert "<b>Li</b>" in li.get("/counters/05").text
        server.press("/counters/06/next", li, turn=0)
    assert rows(database, "SELECT state FROM tickets ORDER BY id") == [("called",), ("waiting",)]
    assert rows(database, "SELECT s.name FROM deeds d JOIN staff s ON s.id = d.staff") == [("li",)]


def test_who_is_taken_over_sees_it_at_once_and_calls_no_more(server: Any, teller: Any, database: Database) -> None:
    waiting(server, teller, "A1-001")
    with server.person("li") as li, server.person("wang") as wang:
        server.sit("05", li)
        asked = server.press("/counters/05/sit", wang, service="pension")
        assert (asked.status_code, "Li 正在这个窗口" in asked.text) == (409, True)
        with li.stream("GET", "/counters/05/live") as stream:
            lines = stream.iter_lines()
            next(line for line in lines if "event: beat" in line)
            sitting = rows(database, "SELECT id FROM sittings")[0][0]
            assert server.press("/counters/05/sit", wang, service="pension", take_over=sitting).status_code == 303
            assert next(line for line in lines if "Wang 现在在 05 号窗口" in line)
        assert "Wang 现在在" in server.press("/counters/05/next", li, turn=0).text
        assert "A1-001" in server.press("/counters/05/next", wang, turn=0).text


def test_the_chosen_services_are_what_is_called(server: Any, teller: Any, database: Database) -> None:
    waiting(server, teller, "A1-001")
    waiting(server, teller, "A1-002", service="social-card")
    with server.person("li") as li:
        assert "至少选一个" in server.press("/counters/05/sit", li).text
        server.press("/counters/05/sit", li, service=["social-card"])
        page = server.press("/counters/05/next", li, turn=0).text
        assert "A1-002" in page
        assert "A1-001" not in page
        assert len(re.findall(" checked", li.get("/counters/05/sit").text)) == 1


def test_breaks_leaving_and_signing_out_are_recorded_with_times(server: Any, database: Database) -> None:
    with server.person("li") as li:
        server.sit("05", li)
        server.press("/counters/05/pause", li, turn=0)
        assert rows(database, "SELECT ended_ms FROM rests") == [(None,)]
        server.press("/counters/05/resume", li, turn=1)
        server.press("/counters/05/pause", li, turn=2)
        server.press("/counters/05/leave", li)
        server.sit("06", li)
        server.press("/sign-out", li)
    breaks = rows(database, "SELECT began_ms <= ended_ms FROM rests")
    assert [bool(in_order) for (in_order,) in breaks] == [True, True]
    assert rows(database, ENDINGS) == [("05", Ending.LEFT), ("06", Ending.SIGNED_OUT)]
    assert rows(database, "SELECT what FROM staff_audit") == [("signed-out",)]


def test_a_stream_says_when_its_session_is_over(server: Any) -> None:
    with server.person("li", Role.MANAGER) as li, li.stream("GET", "/terminals/live") as stream:
        lines = stream.iter_lines()
        next(line for line in lines if "event: beat" in line)
        with server.person("boss", Role.ADMINISTRATOR) as boss:
            accounts_page = boss.get("/accounts").text
            number = accounts_page.split("<b>li</b>")[1].split("/accounts/")[1].split("/")[0]
            assert server.press(f"/accounts/{number}/disable", boss).status_code == 303
            assert next(line for line in lines if "您已退出登录" in line)
        assert li.get("/terminals").status_code == 303


def test_roles_open_their_pages(server: Any) -> None:
    opened = {
        Role.CLERK: {"/": 303, "/counters": 200, "/terminals": 403, "/terminals/live": 403, "/accounts": 403},
        Role.MANAGER: {"/": 200, "/counters/05": 200, "/counters/99": 404, "/terminals": 200, "/accounts": 403},
        Role.ADMINISTRATOR: {"/accounts": 200, "/terminals": 200},
    }
    for role, pages in opened.items():
        with server.person(f"a-{role}", role) as person:
            assert {path: person.get(path).status_code for path in pages} == pages


def test_a_form_without_its_sessions_token_does_nothing(server: Any, database: Database) -> None:
    with server.person("li") as li, server.person("wang") as wang:
        server.sit("05", li)
        for forged in ({}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "号"}):
            headers = {"Origin": server.url}
            assert li.post("/counters/05/pause", data={"turn": 0, **forged}, headers=headers).status_code == 403
        others = sessions.form_token(wang.cookies["hall_session"])
        assert server.press("/counters/05/pause", li, turn=0, form_token=others).status_code == 403
    assert rows(database, "SELECT turn, state FROM counters WHERE code = '05'") == [(0, "open")]


def test_nobody_without_a_session_gets_a_page_a_stream_or_a_deed(server: Any) -> None:
    cookies = dict(server.client.cookies)
    server.client.cookies.clear()
    for path in ("/", "/counters", "/counters/05", "/counters/05/sit", "/terminals", "/accounts"):
        assert server.client.get(path).status_code == 303
    for path in ("/live", "/counters/05/live", "/terminals/live"):
        assert server.client.get(path).status_code == 401
    for path in ("/counters/05/next", "/counters/05/sit", "/helping/1/take", "/accounts", "/sign-out"):
        assert server.client.post(path, data={"turn": 0}, headers={"Origin": server.url}).status_code == 401
    for path in ("/display", "/display?static=1", "/sign-in", "/api/v1/health", "/static/web.css"):
        assert server.client.get(path).status_code == 200
    server.client.cookies.update(cookies)


def test_the_accounts_page_adds_disables_and_gives_passwords(server: Any) -> None:
    added = server.press("/accounts", name="0317", shown="Wang Xiaomin", role="clerk").text
    assert "只显示这一次" in added
    assert "Wang Xiaomin" in added
    assert server.press("/accounts", name="0317", shown="Another", role="clerk").status_code == 422
    assert server.press("/accounts", name="a b", shown="Another", role="clerk").status_code == 422
    assert server.press("/accounts", name="0318", shown="Another", role="king").status_code == 422
    number = added.split("<b>0317</b>")[1].split("/accounts/")[1].split("/")[0]
    assert "新密码（" in server.press(f"/accounts/{number}/password").text
    server.press(f"/accounts/{number}/disable")
    assert "已停用" in server.client.get("/accounts").text
    server.press(f"/accounts/{number}/enable")
    assert "已停用" not in server.client.get("/accounts").text
    assert server.press("/accounts/999/disable").status_code == 404
