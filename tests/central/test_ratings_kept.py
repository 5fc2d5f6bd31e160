"""Ratings: one a ticket, whichever way they come; what window terminals are told; the managers' page of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from central.admin import AdminError, add_terminal
from central.clock import business_day, wall_clock
from central.database import Database
from central.opinions import Period, began_ms, handle, read_opinions
from central.ratings import rate
from central.settings import Settings
from central.staff.roles import Role
from kiosk.events import RatingWay
from kiosk.reasons import load

ZONE = "Asia/Shanghai"
NOW_MS = 1_773_800_000_000  # 2026-03-18 10:13 in Shanghai


def put(database: Database, number: str, *deeds: tuple[str, str], state: str = "done", now_ms: int = NOW_MS) -> int:
    """A ticket of the day and what counters did with it: (counter, deed)."""
    day = business_day(now_ms, ZONE).isoformat()
    row = {"day": day, "number": number, "state": state, "key": f"key-{number}", "now": now_ms}
    row["counter"] = deeds[-1][0] if deeds else None
    ticket = text(
        "INSERT INTO tickets (day, number, department, service, state, source, terminal, key, token, issued_ms,"
        " known_ms, rank_ms, counter, ended_ms) VALUES (:day, :number, 'social-insurance', 'pension', :state,"
        " 'centre', 't', :key, :key, :now, :now, :now, :counter, :now) RETURNING id"
    )
    deed = text(
        "INSERT INTO deeds (day, at_ms, counter, deed, ticket, staff) VALUES (:day, :now, :counter, :deed, :ticket, 7)"
    )

    def work(db: Any) -> int:
        id_ = int(db.execute(ticket, row).scalar_one())
        for counter, name in deeds:
            db.execute(deed, {"day": day, "now": now_ms, "counter": counter, "deed": name, "ticket": id_})
        return id_

    return database.write_now(work)


def rows(database: Database) -> list[Any]:
    return database.read_now(lambda db: db.execute(text("SELECT * FROM ratings ORDER BY ticket")).all())


def given(ticket: str, level: int, **more: Any) -> dict[str, Any]:
    return {"rating": f"r-{ticket}-{level}", "ticket": ticket, "counter": "05", "level": level, "way": "screen"} | more


def test_the_first_rating_of_a_ticket_counts(database: Database) -> None:
    ticket = put(database, "A012", ("05", "next"), ("07", "finish"))
    first = database.write_now(lambda db: rate(db, ticket, 2, ["207"], RatingWay.PHONE, NOW_MS))
    second = database.write_now(lambda db: rate(db, ticket, 5, [], RatingWay.PAD, NOW_MS + 1))
    assert (first, second) == (True, False)
    (row,) = rows(database)
    assert (row.level, row.options, row.way, row.counter, row.staff) == (2, '["207"]', "phone", "07", 7)


def test_what_nobody_served_cannot_be_rated(database: Database) -> None:
    waiting = put(database, "A012", state="waiting")
    assert not database.write_now(lambda db: rate(db, waiting, 5, [], RatingWay.PHONE, NOW_MS))
    assert not database.write_now(lambda db: rate(db, 4711, 5, [], RatingWay.PHONE, NOW_MS))
    served = put(database, "A013", ("05", "finish"))
    with pytest.raises(ValueError, match="level 6"):
        database.write_now(lambda db: rate(db, served, 6, [], RatingWay.PHONE, NOW_MS))


def test_a_windows_journal_brings_ratings_and_a_repeated_one_none(server: Any, teller: Any) -> None:
    database = Database(Settings(database=server.database))
    try:
        put(database, "A012", ("05", "finish"))
        put(database, "A013", ("05", "finish"))
        teller.tell("rating.given", **given("key-A012", 1, options=["108", "115"]))
        teller.tell("rating.given", **given("key-A012", 5))
        teller.tell("rating.given", **given("key-A013", 4, way="pad"))
        teller.tell("rating.given", **given("key-of-nobody", 4))
        assert server.post(teller.path, teller.token, teller.batch()).json() == {"acked_through": 4}
        assert [(row.level, row.options, row.way) for row in rows(database)] == [
            (1, '["108","115"]', "screen"),
            (4, "[]", "pad"),
        ]
    finally:
        database.close()


def test_a_level_that_is_none_goes_to_quarantine(server: Any, teller: Any) -> None:
    teller.tell("rating.given", **given("key-A012", 6))
    assert server.post(teller.path, teller.token, teller.batch()).json() == {"acked_through": 1}
    database = Database(Settings(database=server.database))
    try:
        assert not rows(database)
        assert database.read_now(lambda db: db.execute(text("SELECT count(*) FROM quarantine")).scalar_one()) == 1
    finally:
        database.close()


def feed_of(server: Any, token: str) -> dict[str, Any]:
    answer = server.client.get(
        "/api/v1/feed", params={"after": 0, "wait": 0}, headers={"Authorization": f"Bearer {token}"}
    )
    return {row["kind"]: row["body"] for row in answer.json()["rows"]}


def test_a_window_is_told_of_its_counter_and_everybody_of_calls(
    server: Any, teller: Any, wait_until: Callable[..., Any]
) -> None:
    token = add_terminal(server.database, "window-05", "05 号窗口", "Counter 05", "W5", counter="05")
    day = business_day(wall_clock(), ZONE).isoformat()
    server.sit("05")
    service = re.findall(r'name="service" value="([\w-]+)" checked', server.client.get("/counters/05/sit").text)[0]
    teller.give("A600", "key-0600", day, source="lease", service=service)
    server.post(teller.path, teller.token, teller.batch())
    turn = wait_until(lambda: feed_of(server, token).get("counter", {}).get("waiting") and feed_of(server, token))
    deed = {"deed": "next", "turn": turn["counter"]["turn"]}
    done = server.post("/api/v1/counters/05/deeds", token, deed).json()
    assert (done["done"], done["now"]["number"], done["now"]["stage"]) == (True, "A600", "called")
    wait_until(lambda: feed_of(server, token)["counter"]["number"] == "A600")
    (call,) = feed_of(server, teller.token)["calls"]["calls"]
    assert (call["number"], call["counter"], call["again"]) == ("A600", "05", False)
    assert call["zone"]
    assert "counter" not in feed_of(server, teller.token)
    recall = {"deed": "recall", "turn": done["now"]["turn"]}
    server.post("/api/v1/counters/05/deeds", token, recall)
    wait_until(lambda: len(feed_of(server, token)["calls"]["calls"]) == 2)
    first, again = feed_of(server, token)["calls"]["calls"]
    assert first["n"] < again["n"]
    assert again["again"]


def test_a_window_stands_at_a_counter_of_the_hall(catalogue_url: str) -> None:
    with pytest.raises(AdminError, match="counter '99'"):
        add_terminal(catalogue_url, "window-99", "99 号窗口", "Counter 99", "W9", counter="99")


def test_a_renewed_token_leaves_the_window_where_it_stands(catalogue_url: str) -> None:
    add_terminal(catalogue_url, "window-05", "05 号窗口", "Counter 05", "W5", counter="05")
    add_terminal(catalogue_url, "window-05", "05 号窗口", "Counter 05", "W5", renew=True)
    opened = Database(Settings(database=catalogue_url))
    try:
        assert opened.read_now(lambda db: db.execute(text("SELECT counter FROM terminals")).scalar_one()) == "05"
    finally:
        opened.close()


def test_opinions_are_counted_by_counter_clerk_and_reason(database: Database) -> None:
    for number, level, codes in (("A1", 5, []), ("A2", 3, []), ("A3", 2, ["207", "214"]), ("A4", 1, ["115", "999"])):
        ticket = put(database, number, ("05" if number < "A3" else "06", "finish"))
        database.write_now(lambda db, t=ticket, of=level, c=codes: rate(db, t, of, c, RatingWay.PAD, NOW_MS))
    put(database, "A5", ("05", "finish"))
    told = database.read_now(lambda db: read_opinions(db, Period.TODAY, ZONE, NOW_MS, load(), False))
    assert (told.hall.ratings, told.hall.good_percent, told.ended, told.unhandled) == (4, 50.0, 5, 2)
    assert [(tally.of, tally.good_percent) for tally in told.counters] == [("05", 100.0), ("06", 0.0)]
    assert [level for level, *_ in told.hall.shares] == [5, 3, 2, 1]
    assert sum(width for *_, width in told.hall.shares) == pytest.approx(100)
    assert dict(told.reasons) == {"没有提供材料样本": 1, "服务态度生硬": 1, "服务态度差效率低": 1, "999": 1}
    bad = told.bad[0]
    assert database.write_now(lambda db: handle(db, bad.ticket, 7, NOW_MS))
    assert not database.write_now(lambda db: handle(db, bad.ticket, 8, NOW_MS))
    told = database.read_now(lambda db: read_opinions(db, Period.MONTH, ZONE, NOW_MS, load(), True))
    assert told.unhandled == 1
    assert [each.handled_ms for each in told.bad] == [None, NOW_MS]
    tomorrow = NOW_MS + 86_400_000
    assert not database.read_now(lambda db: read_opinions(db, Period.TODAY, ZONE, tomorrow, load(), False)).bad


def test_times_begin_at_the_halls_midnight() -> None:
    assert began_ms(Period.TODAY, ZONE, NOW_MS) == 1_773_763_200_000  # 2026-03-18 00:00 in Shanghai
    assert began_ms(Period.MONTH, ZONE, NOW_MS) == 1_773_763_200_000 - 17 * 86_400_000


def test_the_managers_page(server: Any) -> None:
    database = Database(Settings(database=server.database))
    try:
        assert "还没有评价" in server.client.get("/ratings?lang=zh").text
        now_ms = wall_clock()
        ticket = put(database, "A012", ("05", "finish"), now_ms=now_ms)
        database.write_now(lambda db: rate(db, ticket, 1, ["115"], RatingWay.PHONE, now_ms))
        page = server.client.get("/ratings?period=month&lang=zh").text
        for words in ("非常不满意", "服务态度差效率低", "A012", "手机", "0.0 %", "已处理"):
            assert words in page
        english = server.client.get("/ratings?lang=en").text
        assert "Rude and slow service" in english
        assert "满意" not in english
        answer = server.press(f"/ratings/{ticket}/handled")
        assert answer.status_code == 200
        assert f"/ratings/{ticket}/handled" not in answer.text
        with server.person("clerk-of-05", Role.CLERK) as clerk:
            assert clerk.get("/ratings").status_code == 403
    finally:
        database.close()


def test_the_norms_reasons_are_all_there() -> None:
    levels = load().levels
    assert [one.level for one in levels] == [5, 4, 3, 2, 1]
    codes = [[int(reason.code) for reason in one.options] for one in levels]
    assert codes == [list(range(first, first + 8)) for first in (510, 406, 307, 207, 108)]


@pytest.mark.parametrize(
    ("content", "fault"),
    [("", "level"), ("[[level]]\nlevel = 5\nzh = 'a'\nen = 'b'\noptions = []\n", r"levels are \[5\]"), ("x", "TOML")],
)
def test_reasons_that_cannot_be_used_are_refused(tmp_path: Any, content: str, fault: str) -> None:
    path = tmp_path / "ratings.toml"
    path.write_text(content)
    with pytest.raises(ValueError, match=fault):
        load(path)
