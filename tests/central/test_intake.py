"""The journal's way in, over HTTP: cursor, gaps, quarantine, chain, and who may say what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from central.database import Database
from kiosk.wire import FIRST_HASH, canonical


def rows(database: Database, query: str) -> list[Any]:
    return database.read_now(lambda db: list(db.execute(text(query))))


def visit(teller: Any, name: str) -> None:
    teller.tell("visit.started", visit=name)
    teller.tell("visit.ended", visit=name, how="finished", tickets=0, seconds=1.5)


def test_a_batch_is_acknowledged_and_kept_byte_for_byte(server: Any, teller: Any, database: Database) -> None:
    visit(teller, "v1")
    answer = server.post(teller.path, teller.token, teller.batch())
    assert (answer.status_code, answer.json()) == (200, {"acked_through": 2})
    kept = rows(database, "SELECT seq, event FROM events ORDER BY seq")
    assert [(seq, event.encode()) for seq, event in kept] == [
        (place, canonical(event)) for place, event in enumerate(teller.events, 1)
    ]


def test_what_is_known_is_ignored_and_the_rest_is_taken(server: Any, teller: Any, database: Database) -> None:
    visit(teller, "v1")
    server.post(teller.path, teller.token, teller.batch())
    assert server.post(teller.path, teller.token, teller.batch()).json() == {"acked_through": 2}
    visit(teller, "v2")
    assert server.post(teller.path, teller.token, teller.batch(2)).json() == {"acked_through": 4}
    assert [row.seq for row in rows(database, "SELECT seq FROM events ORDER BY seq")] == [1, 2, 3, 4]
    assert rows(database, "SELECT * FROM breaks") == []


def test_a_gap_takes_nothing_and_says_what_is_expected(server: Any, teller: Any, database: Database) -> None:
    visit(teller, "v1")
    answer = server.post(teller.path, teller.token, teller.batch(2))
    assert (answer.status_code, answer.json()) == (409, {"expected": 1})
    assert rows(database, "SELECT * FROM batches") == []


def test_an_empty_batch_asks_how_far_it_has_come(server: Any, teller: Any) -> None:
    assert server.post(teller.path, teller.token, teller.batch()).json() == {"acked_through": 0}


def test_what_is_no_event_goes_to_quarantine_and_is_acknowledged(server: Any, teller: Any, database: Database) -> None:
    strange = [{"hello": "world"}, "text", None, [1, [2, {}]]]
    for event in strange:
        teller.append(event)
        teller.tell("visit.started", visit="v1")
    assert server.post(teller.path, teller.token, teller.batch()).json() == {"acked_through": 8}
    kept = rows(database, "SELECT seq, reason, bytes FROM quarantine ORDER BY seq")
    assert [(row.seq, bytes(row.bytes)) for row in kept] == [(2 * n + 1, canonical(e)) for n, e in enumerate(strange)]
    assert all(row.reason.startswith("no event") for row in kept)


def test_an_event_that_is_not_understood_goes_to_quarantine(server: Any, teller: Any, database: Database) -> None:
    not_understood: list[tuple[str, dict[str, Any], str]] = [
        ("no.such", {"door": 3}, "unknown kind 'no.such'"),
        ("visit.started", {"visit": "v1", "colour": "red"}, "visit.started: colour"),
        ("visit.started", {}, "visit.started: visit"),
        ("ticket.abandoned", {"key": "k" * 200, "reason": "x"}, "ticket.abandoned: key has more than 128"),
        ("visit.started", {"visit": "a\0b"}, "holds a NUL"),
    ]
    for kind, body, _ in not_understood:
        teller.tell(kind, **body)
    assert server.post(teller.path, teller.token, teller.batch()).json() == {"acked_through": len(not_understood)}
    kept = rows(database, "SELECT reason FROM quarantine ORDER BY seq")
    for row, (kind, body, reason) in zip(kept, not_understood, strict=True):
        assert row.reason.startswith(reason), (kind, body)


def test_an_event_at_another_place_than_it_says_goes_to_quarantine(
    server: Any, teller: Any, database: Database
) -> None:
    teller.tell("visit.started", visit="v1")
    teller.append({**teller.events[0], "seq": 7, "prev": teller.prev})
    assert server.post(teller.path, teller.token, teller.batch()).json() == {"acked_through": 2}
    (kept,) = rows(database, "SELECT reason FROM quarantine")
    assert kept.reason == "no event: says seq 7 at the place of 2"


def test_a_broken_chain_is_recorded_and_goes_on(server: Any, teller: Any, database: Database) -> None:
    visit(teller, "v1")
    teller.prev = "f" * 64
    visit(teller, "v2")
    assert server.post(teller.path, teller.token, teller.batch()).json() == {"acked_through": 4}
    (broken,) = rows(database, "SELECT seq, found FROM breaks")
    assert (broken.seq, broken.found) == (3, "f" * 64)
    visit(teller, "v3")
    server.post(teller.path, teller.token, teller.batch(5))
    assert len(rows(database, "SELECT * FROM breaks")) == 1
    assert "日志链断开" in server.client.get("/terminals").text


def test_a_batch_that_is_not_written_canonically_is_hashed_all_the_same(
    server: Any, teller: Any, database: Database
) -> None:
    import json

    visit(teller, "v1")
    body = json.dumps(teller.batch(), indent=1).encode()
    assert server.post(teller.path, teller.token, body).json() == {"acked_through": 2}
    assert rows(database, "SELECT * FROM breaks") == []


def test_a_body_that_looks_like_two_events_does_not_break_the_chain(
    server: Any, teller: Any, database: Database
) -> None:
    tricky = {"list": [{"z": 1}, {"at": 2}]}
    job = {"job": "j1", "key": "key-00000001", "outcome": "done", "error": None}
    teller.tell("print.ended", **job, evidence=tricky)
    teller.tell("print.ended", **job, evidence=tricky)
    assert server.post(teller.path, teller.token, teller.batch()).json() == {"acked_through": 2}
    assert rows(database, "SELECT * FROM breaks") == []


def test_an_unknown_token_is_refused(server: Any, teller: Any) -> None:
    for headers in ({}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic eDp5"}):
        answer = server.client.post(teller.path, content=canonical(teller.batch()), headers=headers)
        assert answer.status_code == 401
        assert "token" in answer.json()["detail"]


def test_a_terminal_speaks_only_for_itself(server: Any, teller: Any, new_teller: Any) -> None:
    other = new_teller("lobby-2", "2")
    visit(other, "v1")
    assert server.post(other.path, teller.token, other.batch()).status_code == 403
    assert server.post(other.path, other.token, other.batch()).status_code == 200
    visit(teller, "v1")
    foreign = server.post(other.path, teller.token, teller.batch())
    assert foreign.status_code == 403
    assert "belongs to another terminal" in foreign.json()["detail"]


def test_what_is_no_batch_is_refused_with_a_sentence(server: Any, teller: Any) -> None:
    for body, status, words in (
        (b"", 422, "not JSON"),
        (b"\xff\xfe", 422, "not JSON"),
        (b"[]", 422, "no batch"),
        (b'{"terminal":"lobby-1","first":0,"events":[]}', 422, "first"),
        (b'{"terminal":"lobby-1","events":[]}', 422, "first"),
        (b'{"terminal":"lobby-1","first":99999999999999999999,"events":[]}', 422, "first"),
        (b'{"terminal":"lobby-1","first":1,"events":' + b"[" + b"1," * 1000 + b"1]}", 413, "at most 1000"),
        (b'{"terminal":"lobby-1","first":1,"events":["' + b"a" * 4_200_000 + b'"]}', 413, "larger than"),
    ):
        answer = server.post(teller.path, teller.token, body)
        assert (answer.status_code, words in answer.json()["detail"]) == (status, True), body[:60]


def test_under_pressure_a_batch_is_sent_away_with_a_time(catalogue_url: str, teller: Any, start_server: Any) -> None:
    from central.settings import Settings

    with start_server(Settings(database=catalogue_url, batches_in_work=0)) as full:
        answer = full.post(teller.path, teller.token, teller.batch())
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1"


def test_a_journal_starts_from_the_first_hash(server: Any, teller: Any, database: Database) -> None:
    event = teller.tell("journal.opened", journal=teller.journal, software="0.1.0")
    assert event["prev"] == FIRST_HASH
    server.post(teller.path, teller.token, teller.batch())
    assert rows(database, "SELECT * FROM breaks") == []
