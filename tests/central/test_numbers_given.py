"""Numbers over HTTP: one key one number, one number one ticket, on either database and under crowds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from sqlalchemy import text

from central.database import Database
from central.numbers import Range, capacity
from central.settings import Settings


def ask(key: str, service: str = "pension") -> dict[str, str]:
    return {"key": key, "service": service, "token": f"token-of-{key}"}


def hall_day(server: Any) -> str:
    return str(server.client.get("/api/v1/health").json()["day"])


def states(database: Database) -> dict[str, str]:
    return database.read_now(
        lambda db: {row[0]: row[1] for row in db.execute(text("SELECT number, state FROM tickets"))}
    )


def test_numbers_count_up_for_each_prefix(server: Any, teller: Any) -> None:
    answers = [server.post("/api/v1/tickets", teller.token, ask(f"key-{i:05d}")).json() for i in range(3)]
    assert [answer["number"] for answer in answers] == ["A001", "A002", "A003"]
    assert [answer["ahead"] for answer in answers] == [0, 1, 2]
    other = server.post("/api/v1/tickets", teller.token, ask("key-other", "medical-register")).json()
    assert (other["number"], other["prefix"], other["ahead"]) == ("B001", "B", 0)


def test_the_same_key_gets_the_same_number(server: Any, teller: Any) -> None:
    first = server.post("/api/v1/tickets", teller.token, ask("key-00001")).json()
    assert server.post("/api/v1/tickets", teller.token, ask("key-00001")).json() == first
    assert server.post("/api/v1/tickets", teller.token, ask("key-00002")).json()["number"] == "A002"


def test_keys_of_two_terminals_are_two_keys(server: Any, teller: Any, new_teller: Any) -> None:
    other = new_teller("lobby-2", "2")
    mine = server.post("/api/v1/tickets", teller.token, ask("key-00001")).json()
    theirs = server.post("/api/v1/tickets", other.token, ask("key-00001")).json()
    assert mine["number"] != theirs["number"]


def test_a_crowd_gets_every_number_once(server: Any, teller: Any) -> None:
    """Twenty at a time, and each asks twice at the same moment with one key."""
    keys = [f"key-{i:05d}" for i in range(60) for _ in range(2)]
    headers = {"Authorization": f"Bearer {teller.token}"}
    with httpx.Client(base_url=server.url, timeout=20) as client, ThreadPoolExecutor(20) as crowd:
        got = list(crowd.map(lambda key: client.post("/api/v1/tickets", json=ask(key), headers=headers).json(), keys))
    numbers = {}
    for key, answer in zip(keys, got, strict=True):
        assert numbers.setdefault(key, answer["number"]) == answer["number"]
    assert sorted(numbers.values()) == [f"A{n:03d}" for n in range(1, 61)]


def test_an_unknown_service_is_told_and_uses_up_no_number(server: Any, teller: Any) -> None:
    answer = server.post("/api/v1/tickets", teller.token, ask("key-00001", "nothing"))
    assert answer.status_code == 404
    assert "'nothing'" in answer.json()["detail"]
    assert server.post("/api/v1/tickets", teller.token, ask("key-00001")).json()["number"] == "A001"


def test_after_599_comes_1000_and_after_4999_nothing(server: Any, teller: Any, database: Database) -> None:
    server.post("/api/v1/tickets", teller.token, ask("key-00001"))

    def given(count: int) -> None:
        database.write_now(lambda db: db.execute(text("UPDATE number_counts SET given = :n"), {"n": count}))

    given(598)
    assert server.post("/api/v1/tickets", teller.token, ask("key-00002")).json()["number"] == "A599"
    assert server.post("/api/v1/tickets", teller.token, ask("key-00003")).json()["number"] == "A1000"
    given(capacity(Range.CENTRE))
    answer = server.post("/api/v1/tickets", teller.token, ask("key-00004"))
    assert answer.status_code == 409
    assert "used up" in answer.json()["detail"]


def test_a_request_that_is_none_names_the_field(server: Any, teller: Any) -> None:
    for body, field in (
        (b"{}", "key"),
        (b'{"key":"short","service":"pension","token":"token-0001"}', "key"),
        (b"no", "body"),
    ):
        answer = server.post("/api/v1/tickets", teller.token, body)
        assert (answer.status_code, field in answer.json()["detail"]) == (422, True), body


def test_the_business_day_is_the_halls_and_starts_the_count_anew(
    catalogue_url: str, teller: Any, database: Database
) -> None:
    from central.issue import IssueTicket
    from kiosk.wire import TicketRequest

    before_midnight_ms = 1_773_849_599_000  # 2026-03-18 23:59:59 in Shanghai
    first = IssueTicket(teller.token, TicketRequest(**ask("key-00001")), before_midnight_ms)
    second = IssueTicket(teller.token, TicketRequest(**ask("key-00002")), before_midnight_ms + 2000)
    answers = [database.write_now(issue) for issue in (first, second)]
    assert [(answer.day.isoformat(), answer.number) for answer in answers] == [
        ("2026-03-18", "A001"),
        ("2026-03-19", "A001"),
    ]


def test_a_lease_is_out_of_its_own_range_and_comes_once(server: Any, teller: Any) -> None:
    asked = {"key": "lease-0001", "prefix": "A", "count": 5}
    lease = server.post("/api/v1/leases", teller.token, asked).json()
    assert lease["numbers"] == ["A600", "A601", "A602", "A603", "A604"]
    assert server.post("/api/v1/leases", teller.token, asked).json() == lease
    assert server.post("/api/v1/leases", teller.token, asked | {"key": "lease-0002"}).json()["numbers"][0] == "A605"
    assert server.post("/api/v1/tickets", teller.token, ask("key-00001")).json()["number"] == "A001"


def test_the_last_lease_is_shorter_and_then_there_is_none(server: Any, teller: Any, database: Database) -> None:
    asked = {"key": "lease-0001", "prefix": "A", "count": 5}
    server.post("/api/v1/leases", teller.token, asked)
    almost = capacity(Range.LEASE) - 2
    database.write_now(lambda db: db.execute(text("UPDATE number_counts SET given = :n"), {"n": almost}))
    last = server.post("/api/v1/leases", teller.token, asked | {"key": "lease-0002"}).json()
    assert last["numbers"] == ["A8998", "A8999"]
    assert server.post("/api/v1/leases", teller.token, asked | {"key": "lease-0003"}).status_code == 409


def test_a_lease_for_nobodys_prefix_is_refused(server: Any, teller: Any) -> None:
    answer = server.post("/api/v1/leases", teller.token, {"key": "lease-0001", "prefix": "Z", "count": 5})
    assert answer.status_code == 404


def test_a_ticket_waits_once_its_terminal_says_so(server: Any, teller: Any, database: Database) -> None:
    number = server.post("/api/v1/tickets", teller.token, ask("key-00001")).json()["number"]
    assert states(database) == {number: "reserved"}
    teller.give(number, "key-00001", hall_day(server))
    server.post(teller.path, teller.token, teller.batch())
    assert states(database) == {number: "waiting"}


def test_a_number_of_the_terminals_own_ends_the_one_issued_for_it(server: Any, teller: Any, database: Database) -> None:
    server.post("/api/v1/tickets", teller.token, ask("key-00001"))
    teller.give("A600", "key-00001", hall_day(server), source="lease")
    server.post(teller.path, teller.token, teller.batch())
    assert states(database) == {"A001": "void", "A600": "waiting"}
    assert server.post("/api/v1/tickets", teller.token, ask("key-00001")).json()["number"] == "A600"


def test_an_abandoned_request_is_void_and_stays_so(server: Any, teller: Any, database: Database) -> None:
    server.post("/api/v1/tickets", teller.token, ask("key-00001"))
    teller.tell("ticket.abandoned", key="key-00001", reason="power")
    teller.tell("ticket.abandoned", key="key-00002", reason="power")
    server.post(teller.path, teller.token, teller.batch())
    assert states(database) == {"A001": "void"}
    late = server.post("/api/v1/tickets", teller.token, ask("key-00002"))
    assert late.status_code == 409
    assert "abandoned" in late.json()["detail"]


def test_a_number_that_is_on_another_ticket_is_kept_and_shown(
    server: Any, teller: Any, new_teller: Any, database: Database
) -> None:
    other, day = new_teller("lobby-2", "2"), hall_day(server)
    teller.give("A1-001", "key-00001", day, source="own")
    other.give("A1-001", "key-00002", day, source="own")
    other.give("A1-001", "key-00003", day, source="own")
    server.post(teller.path, teller.token, teller.batch())
    server.post(other.path, other.token, other.batch())
    query = text("SELECT copy FROM tickets WHERE number = 'A1-001' ORDER BY copy")
    assert database.read_now(lambda db: list(db.execute(query).scalars())) == [0, 1, 2]
    assert "A1-001" in server.client.get("/").text.split("请到窗口核对")[1][:200]


def test_after_a_restored_backup_a_number_is_not_given_again(server: Any, teller: Any) -> None:
    """The numbers given since the backup come back by the journal; the count follows them."""
    day = hall_day(server)
    teller.give("A007", "key-00007", day)
    teller.give("A602", "key-00602", day, source="lease")
    server.post(teller.path, teller.token, teller.batch())
    assert server.post("/api/v1/tickets", teller.token, ask("key-00001")).json()["number"] == "A008"
    lease = server.post("/api/v1/leases", teller.token, {"key": "lease-0001", "prefix": "A", "count": 1}).json()
    assert lease["numbers"] == ["A603"]


def test_a_journal_told_twice_under_another_id_gives_no_ticket_twice(
    server: Any, teller: Any, database: Database
) -> None:
    teller.give("A1-001", "key-00001", hall_day(server), source="own")
    server.post(teller.path, teller.token, teller.batch())
    server.post("/api/v1/journals/journal-0002/batches", teller.token, teller.batch())
    assert states(database) == {"A1-001": "waiting"}


def test_the_outcome_of_the_print_is_on_the_ticket(server: Any, teller: Any, database: Database) -> None:
    ended = {"error": None, "evidence": {}}
    teller.give("A1-001", "key-00001", hall_day(server), source="own")
    teller.tell("print.ended", job="j1", key="key-00001", outcome="unknown", **ended)
    teller.give("A1-002", "key-00002", hall_day(server), source="own")
    server.post(teller.path, teller.token, teller.batch())
    teller.tell("print.ended", job="j2", key="key-00002", outcome="done", **ended)
    server.post(teller.path, teller.token, teller.batch(4))
    query = text("SELECT print FROM tickets ORDER BY number")
    assert database.read_now(lambda db: list(db.execute(query).scalars())) == ["unknown", "done"]


def test_two_servers_over_one_database_give_every_number_once(
    catalogue_url: str, teller: Any, start_server: Any
) -> None:
    settings = Settings(database=catalogue_url)
    headers = {"Authorization": f"Bearer {teller.token}"}
    with start_server(settings) as one, start_server(settings) as two, ThreadPoolExecutor(8) as crowd:

        def asked(i: int) -> str:
            client = (one, two)[i % 2].client
            return str(client.post("/api/v1/tickets", json=ask(f"key-{i:05d}"), headers=headers).json()["number"])

        numbers = list(crowd.map(asked, range(40)))
    assert sorted(numbers) == [f"A{n:03d}" for n in range(1, 41)]


def test_connections_that_the_database_cut_are_opened_again(server: Any, teller: Any, database: Database) -> None:
    """A restart or a failover of PostgreSQL: the request is repeated within, and the terminal does not notice."""
    server.post("/api/v1/tickets", teller.token, ask("key-00001"))
    if not database.sqlite:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        cut = text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        database.read_now(lambda db: db.execute(cut).all())
    assert server.post("/api/v1/tickets", teller.token, ask("key-00002")).json()["number"] == "A002"
