"""Each deed of a counter by itself, and one person at one counter, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from central.calling import Act, Transfer
from central.calling.named import number_named, ticket_named
from central.counter_state import counter_body
from central.database import Database
from central.desk import read_desk
from central.phones.giving_up import give_up
from central.refusals import NotHere
from central.states import Deed
from central.tables import tickets
from kiosk.wire import Stage

NOW_MS = 1_773_800_000_000  # 2026-03-18 10:13 in Shanghai
DAY = "2026-03-18"
MINUTE_MS = 60_000


def act(database: Database, counter: str, deed: Deed, now_ms: int = NOW_MS, **more: Any) -> bool:
    """A deed at the counter's present turn."""
    query = text("SELECT turn FROM counters WHERE code = :code")
    turn = database.read_now(lambda db: int(db.execute(query, {"code": counter}).scalar_one()))
    return database.write_now(replace(Act(counter, deed, turn, now_ms, 20_000), **more))


def put(database: Database, number: str, service: str = "pension", ago_minutes: int = 10, **more: Any) -> int:
    department = "medical-insurance" if service.startswith("medical") else "social-insurance"
    at_ms = NOW_MS - ago_minutes * MINUTE_MS
    row = {"day": DAY, "number": number, "department": department, "service": service, "state": "waiting"}
    row |= {"source": "centre", "terminal": "lobby-1", "key": f"key-{number}", "token": f"token-{number}"}
    times = {"issued_ms": at_ms, "known_ms": at_ms, "rank_ms": at_ms}
    insert = tickets.insert().values(row | times | more).returning(tickets.c.id)
    return database.write_now(lambda db: int(db.execute(insert).scalar_one()))


def of(database: Database, number: str) -> Any:
    query = text("SELECT * FROM tickets WHERE number = :number")
    return database.read_now(lambda db: db.execute(query, {"number": number}).one())


def state(database: Database, number: str) -> str:
    row = of(database, number)
    return f"{row.state}@{row.counter}" if row.counter else str(row.state)


def test_people_are_called_by_rank_and_not_by_arrival(database: Database) -> None:
    put(database, "A001", ago_minutes=10)
    put(database, "A002", ago_minutes=2, rank_ms=NOW_MS - 32 * MINUTE_MS)  # of the green channel
    act(database, "05", Deed.NEXT)
    assert (state(database, "A002"), state(database, "A001")) == ("called@05", "waiting")


def test_times_are_kept_while_nobody_fills_in_anything(database: Database) -> None:
    put(database, "A001")
    act(database, "05", Deed.NEXT)
    act(database, "05", Deed.BEGIN, NOW_MS + MINUTE_MS)
    act(database, "05", Deed.HOLD, NOW_MS + 3 * MINUTE_MS)
    held = of(database, "A001")
    assert (held.state, held.counter) == ("held", "05")
    act(database, "05", Deed.TAKE_UP, NOW_MS + 13 * MINUTE_MS, ticket=held.id)
    act(database, "05", Deed.FINISH, NOW_MS + 15 * MINUTE_MS)
    row = of(database, "A001")
    assert (row.state, row.called_ms) == ("done", NOW_MS)
    assert row.ended_ms - row.begun_ms == 4 * MINUTE_MS  # ten minutes were at the table with the forms
    desk = database.read_now(lambda db: read_desk(db, "05", NOW_MS, False))
    assert (desk.figures.done, desk.figures.average_minutes) == (1, 4.0)


def test_one_who_is_put_aside_leaves_the_counter_free_and_is_found_again(database: Database) -> None:
    first = put(database, "A001")
    put(database, "A002")
    act(database, "05", Deed.NEXT)
    act(database, "05", Deed.HOLD)
    act(database, "05", Deed.NEXT)
    assert [held.number for held in database.read_now(lambda db: read_desk(db, "05", NOW_MS, False)).held] == ["A001"]
    assert not act(database, "06", Deed.TAKE_UP, ticket=first)  # counter 05 is at work: the person will go there
    act(database, "05", Deed.TAKE_UP, ticket=first)
    assert (state(database, "A001"), state(database, "A002")) == ("serving@05", "done@05")


def test_one_who_was_put_aside_at_a_counter_that_closed_is_not_lost(database: Database) -> None:
    first = put(database, "A001")
    act(database, "05", Deed.NEXT)
    act(database, "05", Deed.HOLD)
    database.write_now(lambda db: db.execute(text("UPDATE counters SET state = 'closed' WHERE code = '05'")))
    assert not act(database, "10", Deed.TAKE_UP, ticket=first)  # another department
    assert act(database, "06", Deed.TAKE_UP, ticket=first)
    assert state(database, "A001") == "serving@06"


def test_a_transfer_keeps_the_rank_and_comes_back_first(database: Database) -> None:
    put(database, "A001", ago_minutes=9)
    put(database, "A002", ago_minutes=30, service="medical-register")
    put(database, "A003", ago_minutes=20)
    act(database, "05", Deed.CALL, ticket=of(database, "A001").id)
    rank = of(database, "A001").rank_ms
    assert act(database, "05", Deed.TRANSFER, transfer=Transfer("medical-register", returns=True))
    row = of(database, "A001")
    assert (row.state, row.service, row.department, row.rank_ms) == (
        "waiting",
        "medical-register",
        "medical-insurance",
        rank,
    )
    act(database, "10", Deed.NEXT)
    assert state(database, "A002") == "called@10"  # its rank is the earlier one
    act(database, "10", Deed.NEXT)
    act(database, "10", Deed.FINISH)
    row = of(database, "A001")
    assert (row.state, row.service, row.for_counter) == ("waiting", "pension", "05")
    act(database, "06", Deed.NEXT)
    assert state(database, "A003") == "called@06"
    put(database, "A004", ago_minutes=60)
    act(database, "05", Deed.NEXT)
    assert state(database, "A001") == "called@05"  # goes on before anybody new begins
    act(database, "05", Deed.NEXT)
    assert (state(database, "A001"), state(database, "A004")) == ("done@05", "called@05")


def test_one_who_was_sent_to_a_closed_counter_is_anybodys(database: Database) -> None:
    put(database, "A001")
    act(database, "05", Deed.NEXT)
    act(database, "06", Deed.RESUME)
    act(database, "05", Deed.TRANSFER, transfer=Transfer(counter="06"))
    act(database, "05", Deed.NEXT)
    assert state(database, "A001") == "waiting"  # kept for 06, which is open
    database.write_now(lambda db: db.execute(text("UPDATE counters SET state = 'closed' WHERE code = '06'")))
    act(database, "05", Deed.NEXT)
    assert state(database, "A001") == "called@05"


@pytest.mark.parametrize("whereto", [Transfer(), Transfer("pension"), Transfer(counter="05")])
def test_a_transfer_that_leads_nowhere_is_none(database: Database, whereto: Transfer) -> None:
    put(database, "A001")
    act(database, "05", Deed.NEXT)
    assert not act(database, "05", Deed.TRANSFER, transfer=whereto)
    assert state(database, "A001") == "called@05"


@pytest.mark.parametrize("whereto", [Transfer("no-such"), Transfer(counter="99")])
def test_a_transfer_to_what_the_hall_does_not_have_says_so(database: Database, whereto: Transfer) -> None:
    with pytest.raises(NotHere, match="not in the hall's catalogue"):
        act(database, "05", Deed.TRANSFER, transfer=whereto)


def test_a_number_given_up_on_the_phone_is_passed_over(database: Database) -> None:
    put(database, "A001")
    put(database, "A002")
    assert database.write_now(lambda db: give_up(db, "token-A001", NOW_MS))
    assert not act(database, "05", Deed.CALL, ticket=of(database, "A001").id)
    act(database, "05", Deed.NEXT)
    assert (state(database, "A001"), state(database, "A002")) == ("given_up", "called@05")


def test_a_person_with_two_numbers_is_passed_over_while_at_another_counter(database: Database) -> None:
    put(database, "A001", visit="v1", ago_minutes=30)
    put(database, "B001", service="medical-register", visit="v1", person="a" * 32, ago_minutes=29)
    put(database, "A002", person="a" * 32, ago_minutes=28)  # by the card: the same person
    put(database, "A003", ago_minutes=5)
    act(database, "10", Deed.NEXT)
    act(database, "05", Deed.NEXT)
    assert (state(database, "B001"), state(database, "A001"), state(database, "A003")) == (
        "called@10",
        "waiting",
        "called@05",
    )
    assert not act(database, "06", Deed.CALL, ticket=of(database, "A002").id)
    desk = database.read_now(lambda db: read_desk(db, "06", NOW_MS, False))
    assert desk.elsewhere == {of(database, "A001").id: "10", of(database, "A002").id: "10"}
    act(database, "10", Deed.FINISH)
    act(database, "05", Deed.NEXT)
    assert state(database, "A001") == "called@05"  # the place was kept


def test_the_clerk_goes_on_with_another_number_of_the_same_person_without_a_call(database: Database) -> None:
    put(database, "A001", visit="v1")
    second = put(database, "A002", visit="v1", service="social-card")
    act(database, "05", Deed.NEXT)
    others = database.read_now(lambda db: read_desk(db, "05", NOW_MS, False)).others
    assert [(other.number, other.ours) for other in others] == [("A002", True)]
    act(database, "05", Deed.CALL, ticket=second)
    assert (state(database, "A001"), state(database, "A002")) == ("done@05", "serving@05")
    query = text("SELECT deed FROM deeds ORDER BY id")
    assert database.read_now(lambda db: list(db.execute(query).scalars())) == ["next", "finish", "begin"]


def test_two_counters_that_reach_for_one_person_at_once(database: Database) -> None:
    """Each sees another number of hers; without a common lock each would find her nowhere."""
    for n in range(12):
        put(database, f"A{n:03d}", visit=f"v{n}", ago_minutes=60 - n)
        put(database, f"B{n:03d}", service="medical-register", visit=f"v{n}", ago_minutes=60 - n)
    there = text("SELECT visit FROM tickets WHERE state IN ('called', 'recalled', 'serving')")

    def call(counter: str) -> list[int]:
        crowds = []
        for _ in range(8):
            act(database, counter, Deed.NEXT)
            visits = database.read_now(lambda db: list(db.execute(there).scalars()))
            crowds.append(len(visits) - len(set(visits)))
        return crowds

    with ThreadPoolExecutor(4) as crowd:
        for twice in crowd.map(call, ["05", "06", "10", "11"]):
            assert set(twice) == {0}


def test_midnight_sends_nobody_away(database: Database) -> None:
    put(database, "A001")
    act(database, "05", Deed.NEXT)
    tomorrow_ms = NOW_MS + 24 * 60 * MINUTE_MS
    desk = database.read_now(lambda db: read_desk(db, "05", tomorrow_ms, False))
    assert desk.serving is not None
    assert desk.serving.stale
    assert not act(database, "05", Deed.HOLD, tomorrow_ms)
    assert act(database, "05", Deed.FINISH, tomorrow_ms)
    assert (state(database, "A001"), of(database, "A001").ended_ms) == ("done@05", None)  # nobody knows when


def test_a_clock_that_jumps_back_makes_no_service_shorter_than_nothing(database: Database) -> None:
    put(database, "A001")
    act(database, "05", Deed.NEXT)
    act(database, "05", Deed.BEGIN)
    act(database, "05", Deed.FINISH, NOW_MS - 5 * MINUTE_MS)
    row = of(database, "A001")
    assert (row.state, row.ended_ms) == ("done", row.begun_ms)


def test_the_counter_as_the_citizen_sees_it(database: Database) -> None:
    def body(after_ms: int = 0) -> Any:
        return database.read_now(lambda db: counter_body(db, "05", NOW_MS + after_ms))

    assert (body().stage, body().waiting) == (Stage.CLOSED, 0)
    put(database, "A001")
    put(database, "A002")
    act(database, "05", Deed.NEXT)
    assert (body().stage, body().number, body().ticket, body().waiting) == (Stage.CALLED, "A001", "key-A001", 1)
    act(database, "05", Deed.BEGIN)
    assert (body().stage, body().service_en) == (Stage.SERVING, "Claim a pension")
    act(database, "05", Deed.FINISH)
    assert (body().stage, body().ticket) == (Stage.RATING, "key-A001")
    assert body(59_999).stage is Stage.RATING
    assert (body(60_000).stage, body(60_000).ticket) == (Stage.IDLE, "")
    act(database, "05", Deed.PAUSE)
    assert body().stage is Stage.PAUSED


def test_what_is_typed_means_the_number_that_the_counter_would_call_first(database: Database) -> None:
    put(database, "A012")
    put(database, "B012", service="medical-register", ago_minutes=50)
    missed = put(database, "A013", state="no_show", counter="05")

    def named(typed: str, deed: Deed = Deed.CALL) -> int | None:
        return database.read_now(lambda db: ticket_named(db, typed, "05", DAY, deed))

    assert named("12") == named(" a012") == named("key-A012") == of(database, "A012").id
    assert named("13", Deed.BACK) == missed
    assert named("112") is None
    found = database.read_now(lambda db: number_named(db, "b012", "05", DAY))
    assert (found.state, found.ours, found.deed) == ("waiting", False, None)
    assert database.read_now(lambda db: number_named(db, "13", "05", DAY)).deed is Deed.BACK
