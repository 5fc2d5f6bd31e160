"""The window terminal's way: GET and POST /api/v1/counters; and the counter's pages for sending on and naming."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select, update

from central.admin import add_terminal
from central.database import Database
from central.settings import Settings
from central.staff.tables import staff_sessions
from kiosk.wire import CounterBody, CounterDone, Stage


@pytest.fixture
def window(server: Any) -> str:
    """The token of a window terminal at counter 05."""
    return add_terminal(server.database, "window-05", "05 号窗口屏", "Window 05", "W", counter="05")


def waiting(server: Any, teller: Any, *numbers: str, service: str = "pension") -> None:
    day = server.client.get("/api/v1/health").json()["day"]
    for number in numbers:
        teller.give(number, f"key-{number}", day, source="own", service=service)
    server.post(teller.path, teller.token, teller.batch())


def do(server: Any, token: str, deed: str, turn: int, **more: Any) -> CounterDone:
    answer = server.post("/api/v1/counters/05/deeds", token, {"deed": deed, "turn": turn, **more})
    assert answer.status_code == 200, answer.text
    return CounterDone.model_validate_json(answer.text)


def test_a_window_terminal_calls_for_the_clerk_who_sits_there(server: Any, teller: Any, window: str) -> None:
    waiting(server, teller, "A1-001", "A1-002", "A1-003")
    server.sit("05")
    called = do(server, window, "next", 0)
    assert (called.done, called.now.stage, called.now.number, called.now.turn) == (True, Stage.CALLED, "A1-001", 1)
    again = do(server, window, "next", 0)  # the answer was lost, the request came twice
    assert (again.done, again.now.number) == (False, "A1-001")
    assert do(server, window, "begin", 1).now.stage is Stage.SERVING
    assert do(server, window, "finish", 2).now.stage is Stage.RATING
    third = do(server, window, "call", 3, ticket="3").now
    assert (third.number, third.stage) == ("A1-003", Stage.CALLED)
    sent = do(server, window, "transfer", 4, to_counter="06", returns=True)
    assert (sent.done, sent.now.stage, sent.now.waiting) == (True, Stage.IDLE, 2)  # 06 is closed: anybody's
    headers = {"Authorization": f"Bearer {window}"}
    assert CounterBody.model_validate_json(server.client.get("/api/v1/counters/05", headers=headers).text) == sent.now
    assert sent.now.clerk.startswith("Administrator")


def test_a_clerk_who_calls_with_the_box_stays_signed_in(server: Any, teller: Any, window: str) -> None:
    waiting(server, teller, "A1-001")
    server.sit("05")
    database = Database(Settings(database=server.database))
    try:
        database.write_now(
            lambda db: db.execute(update(staff_sessions).values(seen_ms=staff_sessions.c.seen_ms - 3_600_000))
        )
        before = database.read_now(lambda db: db.execute(select(func.max(staff_sessions.c.seen_ms))).scalar_one())
        do(server, window, "next", 0)
        after = database.read_now(lambda db: db.execute(select(func.max(staff_sessions.c.seen_ms))).scalar_one())
    finally:
        database.close()
    assert after - before >= 3_600_000


def test_what_a_window_terminal_may_not_is_said_in_a_sentence(server: Any, window: str) -> None:
    for counter, body, status, sentence in (
        ("06", {"deed": "next", "turn": 0}, 403, "stands at counter 05, not at 06"),
        ("05", {"deed": "next", "turn": 0}, 409, "nobody sits at counter 05"),
        ("05", {"deed": "dance", "turn": 0}, 422, "cannot 'dance'"),
        ("05", {"deed": "next"}, 422, "turn"),
    ):
        answer = server.post(f"/api/v1/counters/{counter}/deeds", window, body)
        assert (answer.status_code, sentence in answer.json()["detail"]) == (status, True), answer.text


def test_a_terminal_of_the_lobby_and_a_stranger_are_no_counters(server: Any, teller: Any) -> None:
    body = {"deed": "next", "turn": 0}
    assert server.post("/api/v1/counters/05/deeds", teller.token, body).status_code == 403
    assert server.post("/api/v1/counters/05/deeds", "no such token", body).status_code == 401


def test_an_unknown_service_of_a_transfer_is_said(server: Any, teller: Any, window: str) -> None:
    waiting(server, teller, "A1-001")
    server.sit("05")
    do(server, window, "next", 0)
    answer = server.post("/api/v1/counters/05/deeds", window, {"deed": "transfer", "turn": 1, "service": "no-such"})
    assert (answer.status_code, "'no-such'" in answer.json()["detail"]) == (404, True)


def test_a_person_is_sent_on_by_the_page(server: Any, teller: Any) -> None:
    waiting(server, teller, "A1-001")
    server.sit("05")
    server.press("/counters/05/next", turn=0)
    page = server.client.get("/counters/05/transfer").text
    assert "把" in page
    assert re.search(r'type="radio" name="service" value="social-card"', page)
    nowhere = server.press("/counters/05/transfer", turn=1)
    assert (nowhere.status_code, "请选一个事项" in nowhere.text) == (422, True)
    unknown = server.press("/counters/05/transfer", turn=1, service="no-such")
    assert (unknown.status_code, "没有这个事项" in unknown.text) == (422, True)
    assert server.press("/counters/05/transfer", turn=1, service="social-card", returns="on").status_code == 303
    assert "没有可以转办的人" in server.client.get("/counters/05/transfer").text
    assert "社保卡补办" in server.client.get("/counters/05").text.split("等候的人")[1]


def test_a_number_is_called_by_typing_it(server: Any, teller: Any) -> None:
    waiting(server, teller, "A1-001", "A1-002")
    waiting(server, teller, "B1-001", service="medical-register")
    server.sit("05")
    for typed, sentence in (("A999", "今天没有 A999 这个号"), ("B1-001", "不在这个窗口办"), ("", "今天没有")):
        refused = server.press("/counters/05/number", turn=0, number=typed)
        assert (refused.status_code, sentence in refused.text) == (422, True), refused.text
    assert server.press("/counters/05/number", turn=0, number="2").status_code == 303
    assert "A1-002" in server.client.get("/counters/05").text.split("等候的人")[0]
    done = server.press("/counters/05/number", turn=1, number="a1-002")
    assert "正在 05 号窗口" in done.text


@pytest.mark.parametrize("page", ["transfer", "number"])
def test_the_pages_of_a_counter_speak_english_too(server: Any, teller: Any, page: str) -> None:
    waiting(server, teller, "A1-001")
    server.sit("05")
    server.press("/counters/05/next", turn=0)
    text = server.client.get(f"/counters/05/{page}?lang=en").text
    body = re.sub(r"<title>.*?</title>|<a class=\"language\".*?</a>", "", text, flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", body) == []


def test_the_page_asks_back_before_it_notes_a_no_show(server: Any, teller: Any) -> None:
    waiting(server, teller, "A1-001")
    server.sit("05")
    page = server.press("/counters/05/next", turn=0).text
    assert re.search(r'/no-show" data-deed data-sure="确定没来？"', page)
    for key in ("F1", "F2", "F3", "F4", "F6", "F7", "F8", "F9"):
        assert f"<kbd>{key}</kbd>" in page
