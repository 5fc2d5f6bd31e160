"""The phone's page over real HTTP: live without much traffic, without scripts too, and no way to another's ticket."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from central.database import Database
from central.settings import Settings
from central.states import TicketState

FIRST_LOAD_BYTES = 30_000


@pytest.fixture
def hall(server: Any, teller: Any) -> Any:
    """Three people wait for the same service."""
    day = server.client.get("/api/v1/health").json()["day"]
    for n in (1, 2, 3):
        teller.give(f"A1-{n:03d}", f"key-{n:05d}", day, source="own")
    server.post(teller.path, teller.token, teller.batch())
    server.sit("05")
    return server


def path(n: int) -> str:
    return f"/t/token-key-{n:05d}"


@pytest.fixture
def phone(hall: Any) -> Any:
    """A browser that nobody has signed in at."""
    with httpx.Client(base_url=hall.url, timeout=10, headers={"Origin": hall.url}) as client:
        yield client


def set_state(server: Any, n: int, **values: object) -> None:
    database = Database(Settings(database=server.database))
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    sql = text(f"UPDATE tickets SET {assignments} WHERE token = :token")
    try:
        database.write_now(lambda db: db.execute(sql, {**values, "token": f"token-key-{n:05d}"}))
    finally:
        database.close()


def test_a_phone_that_knows_gets_no_body_and_one_that_waits_gets_the_news(hall: Any, phone: Any) -> None:
    first = phone.get(f"{path(3)}/state")
    told = first.json()
    assert (told["state"], told["ahead"], told["counter"], told["called_ms"]) == ("waiting", 2, "", None)
    assert (told["again_seconds"], told["rated"]) == (0, False)
    known = {"If-None-Match": first.headers["ETag"]}
    again = phone.get(f"{path(3)}/state", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    with ThreadPoolExecutor(1) as beside:
        waits = beside.submit(news, phone, first, lambda told: told["ahead"] == 1)
        hall.press("/counters/05/next", turn=0)
        assert waits.result(20)["state"] == "waiting"


def news(phone: Any, first: Any, is_it: Any) -> Any:
    """What a phone is told that waits for `is_it`; estimates of the wait are news too."""
    while not is_it(first.json()):
        headers = {"If-None-Match": first.headers["ETag"]}
        answer = phone.get(f"{path(3)}/state?wait=9", headers=headers)
        first = answer if answer.status_code == 200 else first
    return first.json()


def test_the_page_carries_the_version_that_the_state_answers_with(phone: Any, wait_until: Any) -> None:
    def same() -> bool:
        version = re.search(r"data-version='(.*?)'", phone.get(path(2)).text)
        assert version is not None
        return bool(phone.get(f"{path(2)}/state").headers["ETag"] == html.unescape(version[1]))

    wait_until(same)  # the first estimate of the wait may come between the two


def test_giving_up_moves_the_queue_at_once_and_twice_is_once(hall: Any, phone: Any, wait_until: Any) -> None:
    gone = phone.post(f"{path(1)}/give-up?lang=en")
    assert (gone.status_code, gone.headers["Location"]) == (303, f"{path(1)}?lang=en")
    page = phone.get(path(1)).text
    assert "您已放弃这个号码" in page
    assert "slip.js" not in page  # nothing changes any more
    wait_until(lambda: phone.get(f"{path(1)}/state").json()["again_seconds"] is None)
    assert "A1-001" not in hall.client.get("/counters/05").text
    assert phone.post(f"{path(1)}/give-up").status_code == 303
    hall.press("/counters/05/next", turn=0)
    assert "A1-002" in hall.client.get("/display").text


def test_a_number_that_was_called_meanwhile_is_not_given_up(hall: Any, phone: Any) -> None:
    hall.press("/counters/05/next", turn=0)
    phone.post(f"{path(1)}/give-up")
    page = phone.get(path(1)).text
    assert "叫到您了" in page
    assert "give-up" not in page


def test_giving_up_is_asked_from_our_own_page_only(phone: Any) -> None:
    assert phone.post(f"{path(1)}/give-up", headers={"Origin": "http://elsewhere.example"}).status_code == 403
    assert phone.get(f"{path(1)}/give-up").status_code == 405
    assert "放弃这个号码" in phone.get(path(1)).text


WORDS = {
    TicketState.CALLED: ("请到", "It is your turn"),
    TicketState.SERVING: ("05 号窗口正在为您办理", "You are being served at counter 05"),
    TicketState.HELD: ("准备好后回到 05 号窗口", "go back to counter 05"),
    TicketState.NO_SHOW: ("已经过号，请到咨询台", "You missed your call. Please go to the desk"),
    TicketState.DONE: ("已办完", "Done. Thank you"),
    TicketState.VOID: ("这个号码没有启用", "This number is not in use"),
    TicketState.GIVEN_UP: ("您已放弃这个号码", "You have given this number up"),
}


def test_every_state_has_its_words_in_both_languages(hall: Any, phone: Any, wait_until: Any) -> None:
    for state, (chinese, english) in WORDS.items():
        set_state(hall, 1, state=state, counter="05")
        # Phones hear of a change a moment later.
        assert wait_until(lambda words=chinese: words in phone.get(path(1), params={"lang": "zh"}).text), state
        page = phone.get(path(1), params={"lang": "en"}).text
        assert english in page, state
        assert re.findall(r"[\u4e00-\u9fff]+", re.sub(r'<a class="language".*?</a>', "", page)) == [], state


def test_one_who_was_sent_on_reads_where_to(hall: Any, phone: Any) -> None:
    set_state(hall, 1, called_ms=1, for_counter="07")
    assert "已为您转到 07 号窗口" in phone.get(path(1)).text
    set_state(hall, 1, called_ms=1, for_counter="")
    assert "已为您转办这个事项" in phone.get(path(1)).text


def test_the_number_of_another_day_ends_kindly(hall: Any, phone: Any) -> None:
    set_state(hall, 1, day="2020-01-02")
    page = phone.get(path(1)).text
    assert "这是以前的号码" in page
    assert "A1-001" in page
    assert phone.get(f"{path(1)}/state").json()["again_seconds"] is None
    phone.post(f"{path(1)}/give-up")
    assert "这是以前的号码" in phone.get(path(1)).text


def rate(phone: Any, **fields: object) -> Any:
    return phone.post(f"{path(1)}/rate", data=fields)


def kept(hall: Any) -> list[tuple[int, str, str, str]]:
    database = Database(Settings(database=hall.database))
    try:
        rows = "SELECT level, options, way, counter FROM ratings"
        return database.read_now(lambda db: [tuple(row) for row in db.execute(text(rows))])
    finally:
        database.close()


def test_a_rating_is_kept_once_and_thanked_for(hall: Any, phone: Any) -> None:
    set_state(hall, 1, state="done", counter="05")
    assert "这次服务怎么样" in phone.get(path(1)).text
    assert rate(phone, level=5).status_code == 303
    assert rate(phone, level=1, option="108").status_code == 303
    assert kept(hall) == [(5, "[]", "phone", "05")]
    page = phone.get(path(1)).text
    assert "谢谢您的评价" in page
    assert "非常满意" in page
    assert "/rate" not in page
    assert phone.get(f"{path(1)}/state").json()["rated"] is True


def test_a_bad_rating_names_a_reason_of_its_level(hall: Any, phone: Any) -> None:
    set_state(hall, 1, state="done", counter="05")
    for without in ({}, {"option": "108"}):  # 108 is a reason of level 1
        asked = rate(phone, level=2, **without)
        assert asked.status_code == 422
        assert "请选一个原因" in asked.text
        assert 'id="level-2" value="2" required checked' in asked.text
    assert rate(phone, level=2, option=["207", "214"]).status_code == 303
    assert kept(hall) == [(2, '["207","214"]', "phone", "05")]


def test_nothing_is_rated_before_it_is_done_or_beyond_the_levels(hall: Any, phone: Any) -> None:
    rate(phone, level=5)
    set_state(hall, 1, state="done", counter="05")
    assert [rate(phone, level=6).status_code, rate(phone).status_code] == [422, 422]
    assert kept(hall) == []


def test_who_tries_addresses_is_slowed_and_holders_of_tickets_are_not(
    catalogue_url: str, start_server: Any, teller: Any
) -> None:
    slow = Settings(database=catalogue_url, phone_unknown_free=3, phone_unknown_forget_seconds=600)
    with start_server(slow) as server:
        teller.give("A1-001", "key-00001", server.client.get("/api/v1/health").json()["day"], source="own")
        server.post(teller.path, teller.token, teller.batch())
        tried = [server.client.get(f"/t/nobody-has-{n:04}") for n in range(5)]
        assert [answer.status_code for answer in tried] == [404, 404, 404, 429, 429]
        assert int(tried[-1].headers["Retry-After"]) >= 1
        assert server.client.get(f"{path(1)}/state").status_code == 200
        assert server.client.get(path(1)).status_code == 200


def test_the_first_load_is_small_and_needs_no_script(phone: Any) -> None:
    page = phone.get(path(1)).text
    assert '<noscript><meta http-equiv="refresh"' in page
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    styles = "".join(phone.get(file).text for file in files if file.endswith(".css"))
    files |= {f"/static/{name}" for name in re.findall(r'url\("([^"]+)"\)', styles)}
    assert "/static/fonts/phosphor-bold.woff2" in files
    assert len(page.encode()) + sum(len(phone.get(file).content) for file in files) < FIRST_LOAD_BYTES


def test_files_are_kept_by_the_browser(phone: Any) -> None:
    first = phone.get("/static/slip.css")
    assert first.headers["Cache-Control"] == "no-cache"
    assert phone.get("/static/slip.css", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
