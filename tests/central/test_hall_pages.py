"""The pages: what they show, in both languages, live, and that nothing in a name becomes markup."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest
from fontTools.ttLib import TTFont

from central.icons import ICONS
from central.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "/",
    "/counters",
    "/counters/05",
    "/counters/05/sit",
    "/accounts",
    "/audit",
    "/password",
    "/sign-in",
    "/display",
    "/display?zone=2 楼 B 区",
    "/display/zones",
    "/notices",
    "/helping",
    "/terminals",
]


def waiting_ticket(server: Any, teller: Any, number: str = "A1-001", key: str = "key-00001") -> None:
    teller.give(number, key, server.client.get("/api/v1/health").json()["day"], source="own")
    server.post(teller.path, teller.token, teller.batch())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(server: Any, teller: Any, language: str) -> None:
    waiting_ticket(server, teller)
    server.sit("05")
    server.press("/counters/05/next", turn=0)
    teller.tell("assistance.asked", visit=None, key=None, reason="paper")
    server.post(teller.path, teller.token, teller.batch())
    for path in PAGES:
        query = {**dict(httpx.QueryParams(path.partition("?")[2])), "lang": language}
        page = server.client.get(path, params=query)
        assert page.status_code == 200, path
        assert f'lang="{"en" if language == "en" else "zh-CN"}"' in page.text, path
        assert "default-src 'none'" in page.headers["Content-Security-Policy"], path
        assert page.headers["X-Content-Type-Options"] == "nosniff", path
        # Stricter, browsers hide where our own forms come from.
        assert page.headers["Referrer-Policy"] == "same-origin", path
        if language == "en":
            body = re.sub(r"<title>.*?</title>|<a class=\"language\".*?</a>", "", page.text, flags=re.DOTALL)
            assert re.findall(r"[\u4e00-\u9fff]+", body) == [], path


def test_no_page_needs_anything_from_elsewhere() -> None:
    for file in (ROOT / "central").rglob("*"):
        if file.suffix in {".html", ".css", ".js"}:
            assert not re.search(r"https?://|//cdn|@import|style=|onclick", file.read_text(encoding="utf-8")), file


def test_a_chosen_language_stays(server: Any) -> None:
    server.client.get("/?lang=en")
    assert 'lang="en"' in server.client.get("/counters").text


def test_names_are_text_and_never_markup(server: Any, teller: Any) -> None:
    teller.tell("terminal.started", software="<b>0.1</b><script>alert(1)</script>")
    server.post(teller.path, teller.token, teller.batch())
    page = server.client.get("/terminals").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>0.1" not in page


def test_the_display_shows_calls_who_is_next_and_who_missed(server: Any, teller: Any) -> None:
    for n in range(1, 5):
        waiting_ticket(server, teller, f"A1-{n:03d}", f"key-{n:05d}")
    server.sit("05")
    server.press("/counters/05/next", turn=0)
    server.press("/counters/05/no-show", turn=1)
    server.press("/counters/05/next", turn=2)
    page = server.client.get("/display").text
    assert re.search(r'class="call fresh".*?A1-002.*?05', page, re.DOTALL)
    assert "A1-003" in page.split("请准备")[1]
    assert "A1-001" in page.split("过号，请到咨询台")[1]
    assert "A1-002" not in server.client.get("/display", params={"zone": "3 楼"}).text


def test_the_waiting_list_for_machines(server: Any, teller: Any) -> None:
    waiting_ticket(server, teller)
    (row,) = server.client.get("/api/v1/hall/waiting").json()
    expected = {"number": "A1-001", "service": "pension", "department": "social-insurance", "state": "waiting"}
    assert {key: row[key] for key in expected} == expected
    assert row["terminal"] == "lobby-1"
    assert row["waited_minutes"] == 0


def events(answer: httpx.Response, wanted: int) -> list[tuple[str, str]]:
    """The first `wanted` server-sent events."""
    found: list[tuple[str, str]] = []
    name, data = "", []
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data:"):
            data.append(line[6:])
        elif not line:
            found.append((name, "\n".join(data)))
            name, data = "", []
            if len(found) == wanted:
                return found
    return found


def test_a_live_page_draws_itself_and_beats(server: Any) -> None:
    for path in ("/live", "/counters/05/live", "/display/live", "/terminals/live"):
        with server.client.stream("GET", path) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream"), path
            (first, second) = events(answer, 2)
        assert (first[0], second[0]) == ("page", "beat"), path
        assert "<" in first[1], path


def test_a_call_reaches_the_display_by_itself(server: Any, teller: Any) -> None:
    waiting_ticket(server, teller)
    server.sit("05")
    with httpx.Client(base_url=server.url, timeout=10) as other, other.stream("GET", "/display/live") as answer:
        lines = answer.iter_lines()
        next(line for line in lines if "event: beat" in line)
        server.press("/counters/05/next", turn=0)
        assert next(line for line in lines if "fig number" in line and "A1-001" in line)


def test_a_full_server_says_so(catalogue_url: str, start_server: Any) -> None:
    with start_server(Settings(database=catalogue_url, live_pages=0)) as server:
        answer = server.client.get("/display/live")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


def test_a_terminals_devices_have_icon_word_and_colour(server: Any, teller: Any) -> None:
    change = {"device": "ticket_printer", "driver": "escpos", "operational": "user_blocked", "link": "online"}
    teller.tell("device.changed", **change, consumables={"paper": "out"}, error="printer.paper_out", mends="attendant")
    server.post(teller.path, teller.token, teller.batch())
    page = server.client.get("/terminals").text
    assert re.search(r'pill stop"><span class="icon" aria-hidden="true">.</span>缺纸', page)
    assert "大厅人员处理" in page


def test_a_ticket_on_the_phone_from_reserved_to_called(server: Any, teller: Any) -> None:
    for n in (1, 2):
        request = {"key": f"key-{n:05d}", "service": "pension", "token": f"token-of-{n:05d}"}
        number = server.post("/api/v1/tickets", teller.token, request).json()["number"]
    page = server.client.get("/t/token-of-00002").text
    assert number in page
    assert re.search(r"前面还有</p><p><span class=\"fig\" data-ahead>1</span>", page)
    teller.give("A001", "key-00001", server.client.get("/api/v1/health").json()["day"])
    server.post(teller.path, teller.token, teller.batch())
    server.sit("05")
    server.press("/counters/05/next", turn=0)
    assert re.search(
        r'请到.*<span class="fig">05</span> <small>号窗口', server.client.get("/t/token-of-00001/part").text
    )


def test_what_is_not_there_is_a_kind_page_in_both_languages(server: Any) -> None:
    for path, words in {
        "/t/nobody-has-this": ("还没有找到这个号码", "This ticket is not here yet"),
        "/counters/99": ("没有这个页面", "There is no such page"),
        "/nowhere": ("没有这个页面", "There is no such page"),
    }.items():
        page = server.client.get(path)
        assert page.status_code == 404, path
        assert all(word in page.text for word in words), path


def test_an_unknown_api_path_is_json(server: Any) -> None:
    answer = server.client.get("/api/v1/nothing")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


def test_the_icons_are_those_of_the_theme() -> None:
    theme = tomllib.loads((ROOT / "config/theme.toml").read_text(encoding="utf-8"))["icon"]
    assert {name: ord(character) for name, character in ICONS.items()}.items() <= theme.items()
    drawn = TTFont(ROOT / "central/static/fonts/phosphor-bold.woff2").getBestCmap()
    assert {ord(character) for character in ICONS.values()} <= drawn.keys()  # `python tools/webfonts.py` renews it


def test_the_colours_are_those_of_the_theme() -> None:
    theme = tomllib.loads((ROOT / "config/theme.toml").read_text(encoding="utf-8"))["colour"]
    css = (ROOT / "central/static/look.css").read_text(encoding="utf-8")
    used = {name.replace("-", "_"): value for name, value in re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", css)}
    assert used.items() <= theme.items()
    assert {"paper", "ink", "accent", "warn_fill"} <= used.keys()
