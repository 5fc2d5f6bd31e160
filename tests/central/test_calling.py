"""Counters: the next person, once; recall, no-show, back; pause. Through the real pages."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from sqlalchemy import text

from central.calling import Act
from central.database import Database
from central.states import Deed

NOW_MS = 1_773_800_000_000  # 2026-03-18 10:13 in Shanghai
GRACE_MS = 20_000


def act(database: Database, counter: str, deed: Deed, now_ms: int = NOW_MS, ticket: int | None = None) -> bool:
    """A deed at the counter's present turn."""
    turn = text("SELECT turn FROM counters WHERE code = :code")
    now = database.read_now(lambda db: int(db.execute(turn, {"code": counter}).scalar_one()))
    return database.write_now(Act(counter, deed, now, now_ms, GRACE_MS, ticket))


def put(
    database: Database, number: str, service: str = "pension", state: str = "waiting", known_ms: int = NOW_MS
) -> int:
    """A ticket of the day."""
    departments = {"pension": "social-insurance", "social-card": "social-insurance"}
    row = {
        "number": number,
        "service": service,
        "state": state,
        "known": known_ms,
        "key": f"key-{number}",
        "department": departments.get(service, "medical-insurance"),
    }
    insert = text(
        "INSERT INTO tickets (day, number, department, service, state, source, "
        "terminal, key, token, issued_ms, known_ms) "
        "VALUES ('2026-03-18', :number, :department, :service, :state, 'centre', "
        "'t', :key, :key, :known, :known) RETURNING id"
    )
    return database.write_now(lambda db: int(db.execute(insert, row).scalar_one()))


def states(database: Database) -> dict[str, str]:
    query = text("SELECT number, state, counter FROM tickets")
    return database.read_now(
        lambda db: {row.number: f"{row.state}@{row.counter}" if row.counter else row.state for row in db.execute(query)}
    )


def test_the_next_one_is_the_first_of_the_counters_services(database: Database) -> None:
    put(database, "B001", service="medical-register")
    put(database, "A001")
    put(database, "A002", service="social-card")
    act(database, "05", Deed.NEXT)
    act(database, "06", Deed.NEXT)
    assert states(database) == {"B001": "waiting", "A001": "called@05", "A002": "called@06"}


def test_the_next_call_finishes_the_one_before(database: Database) -> None:
    put(database, "A001")
    put(database, "A002")
    act(database, "05", Deed.NEXT)
    act(database, "05", Deed.NEXT)
    assert states(database) == {"A001": "done@05", "A002": "called@05"}
    act(database, "05", Deed.NEXT)
    assert states(database)["A002"] == "done@05"


def test_a_reserved_number_is_called_only_after_its_grace(database: Database) -> None:
    put(database, "A001", state="reserved")
    put(database, "A002")
    act(database, "05", Deed.NEXT, NOW_MS + GRACE_MS - 1)
    assert states(database) == {"A001": "reserved", "A002": "called@05"}
    act(database, "06", Deed.NEXT, NOW_MS + GRACE_MS)
    assert states(database)["A001"] == "called@06"


def test_recall_no_show_and_back(database: Database) -> None:
    ticket = put(database, "A001")
    put(database, "A002")
    act(database, "05", Deed.NEXT)
    act(database, "05", Deed.RECALL)
    assert states(database)["A001"] == "recalled@05"
    act(database, "05", Deed.NO_SHOW)
    act(database, "05", Deed.NEXT)
    assert states(database) == {"A001": "no_show@05", "A002": "called@05"}
    act(database, "06", Deed.BACK, ticket=ticket)
    assert states(database)["A001"] == "called@06"
    act(database, "05", Deed.BACK, ticket=ticket)
    assert states(database)["A001"] == "called@06"


def test_an_old_turn_does_nothing(database: Database) -> None:
    put(database, "A001")
    put(database, "A002")
    first = Act("05", Deed.NEXT, 0, NOW_MS, GRACE_MS)
    assert database.write_now(first)
    assert not database.write_now(first)
    assert states(database) == {"A001": "called@05", "A002": "waiting"}


def test_a_ticket_of_a_service_that_left_the_catalogue_is_called_all_the_same(database: Database) -> None:
    put(database, "A001")
    database.write_now(lambda db: db.execute(text("UPDATE tickets SET service = 'gone'")))
    act(database, "05", Deed.NEXT)
    assert states(database) == {"A001": "called@05"}


def test_a_state_of_yesterday_is_over(database: Database) -> None:
    from central.desk import read_desk

    act(database, "05", Deed.PAUSE)
    assert database.read_now(lambda db: read_desk(db, "05", NOW_MS, False)).state == "paused"
    assert database.read_now(lambda db: read_desk(db, "05", NOW_MS + 86_400_000, False)).state == "closed"


def test_many_counters_never_call_one_person(database: Database) -> None:
    for n in range(1, 31):
        put(database, f"A{n:03d}")
    counters = ["05", "06", "07", "08", "09"]

    def call(counter: str) -> None:
        for _ in range(6):
            act(database, counter, Deed.NEXT)

    with ThreadPoolExecutor(5) as crowd:
        list(crowd.map(call, counters))
    query = text("SELECT ticket, count(*) AS times FROM deeds WHERE deed = 'next' GROUP BY ticket")
    calls = database.read_now(lambda db: list(db.execute(query)))
    assert len(calls) == 30
    assert {row.times for row in calls} == {1}


def test_a_double_click_on_the_page_calls_one_person(server: Any, teller: Any, database: Database) -> None:
    day = server.client.get("/api/v1/health").json()["day"]
    for n in (1, 2, 3):
        teller.give(f"A1-{n:03d}", f"key-{n:05d}", day, source="own")
    server.post(teller.path, teller.token, teller.batch())
    server.sit("05")
    page = server.client.get("/counters/05").text
    turn = re.search(r'name="turn" value="(\d+)"', page)
    assert turn is not None
    form = re.search(r'name="form_token" value="(\w+)"', page)
    assert form is not None
    press = {"data": {"turn": turn[1], "form_token": form[1]}, "headers": {"Origin": server.url}}
    cookies = server.client.cookies
    with (
        httpx.Client(base_url=server.url, cookies=cookies) as one,
        httpx.Client(base_url=server.url, cookies=cookies) as two,
        ThreadPoolExecutor(2) as fingers,
    ):
        presses = [fingers.submit(client.post, "/counters/05/next", **press) for client in (one, two)]
        assert [press.result().status_code for press in presses] == [303, 303]
    assert sorted(states(database).values()) == ["called@05", "waiting", "waiting"]


def test_the_buttons_of_a_page_do_what_they_say(server: Any, teller: Any, database: Database) -> None:
    day = server.client.get("/api/v1/health").json()["day"]
    teller.give("A1-001", "key-00001", day, source="own")
    server.post(teller.path, teller.token, teller.batch())
    server.sit("05")
    assert "A1-001" in server.press("/counters/05/next", turn=0).text
    assert "已再叫" in server.press("/counters/05/recall", turn=1).text
    missed = server.press("/counters/05/no-show", turn=2).text
    assert "过号的人" in missed
    ticket = re.search(r'name="ticket" value="(\d+)"', missed)
    assert ticket is not None
    assert "A1-001" in server.press("/counters/05/back", turn=3, ticket=ticket[1]).text
    assert "恢复窗口" in server.press("/counters/05/pause", turn=4).text
    assert "05" in server.client.get("/display").text.split("窗口暂停服务")[1][:120]
    assert "暂停窗口" in server.press("/counters/05/resume", turn=5).text


def test_a_form_that_is_none_is_refused(server: Any) -> None:
    assert server.press("/counters/99/next", turn=0).status_code == 404
    assert server.press("/counters/05/dance", turn=0).status_code == 404
    assert server.press("/counters/05/next").status_code == 422
    assert server.press("/counters/05/next", turn="x").status_code == 422


def test_a_form_from_elsewhere_is_refused(server: Any) -> None:
    for headers in (
        {},
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1"},
        {"Origin": "null"},
    ):
        answer = server.client.post("/counters/05/next", data={"turn": 0}, headers=headers)
        assert answer.status_code == 403, headers
