"""The log down: what terminals hear, when, and that none is stuck."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from central.admin import load_catalogue
from central.database import Database
from central.feed import NUMBERS_PER_SECOND, Word, lock, read, tell, tell_anew
from central.settings import Settings

NOW_MS = 1_773_800_000_000


def hear(server: Any, token: str, after: int = 0, wait: float = 0) -> dict[str, Any]:
    answer = server.client.get(
        "/api/v1/feed", params={"after": after, "wait": wait}, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200, answer.text
    heard: dict[str, Any] = answer.json()
    return heard


NEEDED = {"hall", "terminal", "catalogue", "waiting", "appointments"}


def kinds(heard: dict[str, Any]) -> dict[str, Any]:
    return {row["kind"]: row["body"] for row in heard["rows"]}


def test_a_new_terminal_hears_the_hall_itself_the_catalogue_and_who_waits(
    server: Any, teller: Any, wait_until: Any
) -> None:
    heard = wait_until(lambda: kinds(now := hear(server, teller.token)).keys() >= NEEDED and now)
    told = kinds(heard)
    assert told["hall"]["name"] == "德州市政务服务中心"
    assert told["terminal"]["series"] == "1"
    assert len(told["catalogue"]["departments"]) >= 9
    assert told["waiting"]["services"]["pension"] == 0
    assert heard["through"] == max(row["n"] for row in heard["rows"])
    assert hear(server, teller.token, heard["through"])["rows"] == []


def test_a_terminal_hears_of_itself_alone(server: Any, teller: Any, new_teller: Any, wait_until: Any) -> None:
    other = new_teller("lobby-2", "2")
    wait_until(lambda: "terminal" in kinds(hear(server, other.token)))
    rows = [row for row in hear(server, other.token)["rows"] if row["kind"] == "terminal"]
    assert [row["key"] for row in rows] == ["lobby-2"]


def test_a_long_poll_ends_when_somebody_takes_a_ticket(server: Any, teller: Any, wait_until: Any) -> None:
    wait_until(lambda: kinds(hear(server, teller.token)).keys() >= NEEDED)
    through = hear(server, teller.token)["through"]
    heard: list[dict[str, Any]] = []
    listener = threading.Thread(target=lambda: heard.append(hear(server, teller.token, through, wait=9)))
    listener.start()
    request = {"key": "key-00001", "service": "pension", "token": "token-0001"}
    server.post("/api/v1/tickets", teller.token, request)
    listener.join()
    assert kinds(heard[0])["waiting"]["services"]["pension"] == 1


def test_a_long_poll_without_news_ends_at_its_wait(server: Any, teller: Any, wait_until: Any) -> None:
    wait_until(lambda: kinds(hear(server, teller.token)).keys() >= NEEDED)
    through = hear(server, teller.token)["through"]
    began = time.monotonic()
    heard = hear(server, teller.token, through, wait=0.3)
    assert (heard["rows"], heard["through"]) == ([], through)
    assert 0.25 < time.monotonic() - began < 3


def test_the_wait_is_capped_by_the_setting(catalogue_url: str, teller: Any, start_server: Any) -> None:
    with start_server(Settings(database=catalogue_url, feed_wait_seconds=0.1)) as server:
        through = hear(server, teller.token)["through"]
        began = time.monotonic()
        hear(server, teller.token, through + 0, wait=500)
        assert time.monotonic() - began < 5


def test_waiting_people_are_told_at_most_once_a_second(database: Database) -> None:
    def told(people: int, at_ms: int) -> int:
        word = Word("", "waiting", "", {"at": str(at_ms), "people": people}, every_ms=1000, beside="at")
        return database.write_now(lambda db: tell(db, [word], at_ms))

    assert told(1, NOW_MS) == 1
    assert told(2, NOW_MS + 999) == 0
    assert told(2, NOW_MS + 1000) == 1
    assert told(2, NOW_MS + 5000) == 0


def test_a_newer_word_replaces_the_older_one(database: Database) -> None:
    for n in range(3):
        word = Word("", "hall", "", {"name": str(n)})
        database.write_now(lambda db, word=word: tell(db, [word], NOW_MS))  # type: ignore[misc]
    heard = database.read_now(lambda db: read(db, "lobby-1", 0))
    assert [row.body for row in heard.rows] == [{"name": "2"}]


def test_one_who_has_heard_more_than_there_is_hears_everything(database: Database) -> None:
    database.write_now(lambda db: tell(db, [Word("", "hall", "", {"name": "x"})], NOW_MS))
    heard = database.read_now(lambda db: read(db, "lobby-1", 2**60))
    assert [row.kind for row in heard.rows] == ["hall"]
    assert heard.through < 2**60


def test_a_later_start_is_above_everything_before_it(database: Database) -> None:
    """So that a terminal of an older database, or of the one that this backup was taken from, misses nothing."""
    database.write_now(lambda db: tell(db, [Word("", "hall", "", {"name": "x"})], NOW_MS))
    database.write_now(lambda db: tell_anew(db, NOW_MS))
    first = database.write_now(lock)
    assert first > NOW_MS // 1000 * NUMBERS_PER_SECOND
    database.write_now(lambda db: tell_anew(db, NOW_MS + 60_000))
    heard = database.read_now(lambda db: read(db, "lobby-1", first))
    assert [row.kind for row in heard.rows] == ["hall"]


def test_a_new_catalogue_reaches_running_servers(server: Any, teller: Any, tmp_path: Path, wait_until: Any) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(
        '[[departments]]\ncode="x"\nname="新部门"\nname_en="New"\nicon="heart"\nprefix="X"\n'
        '[[services]]\ncode="y"\ndepartment="x"\nname="新事项"\nname_en="New"\n',
        encoding="utf-8",
    )
    load_catalogue(server.database, file)
    wait_until(
        lambda: kinds(hear(server, teller.token)).get("catalogue", {}).get("departments", [{}])[0].get("code") == "x"
    )


def test_a_query_that_is_none_is_refused(server: Any, teller: Any) -> None:
    for query in ("after=-1", "after=x", "wait=nan", "wait=-2", "after=1.5"):
        answer = server.client.get(f"/api/v1/feed?{query}", headers={"Authorization": f"Bearer {teller.token}"})
        assert answer.status_code == 422, query


def test_the_feed_is_for_terminals(server: Any) -> None:
    assert server.client.get("/api/v1/feed").status_code == 401
