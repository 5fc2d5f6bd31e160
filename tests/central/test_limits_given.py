"""Limits, quotas, hours and refusals at the request for a number: on either database, with a clock that is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, text

from central.admin import add_terminal
from central.catalogue import Catalogue, CounterEntry, DepartmentEntry, ServiceEntry
from central.database import Database
from central.hall import Hall, Hours
from central.hours_entry import HoursEntry, Of, Weekday
from central.importing.storing import write_catalogue
from central.issue import IssueTicket
from central.migrate import migrate
from central.settings import Settings
from kiosk.person import Green
from kiosk.wire import Refusal, TicketAnswer, TicketRefused, TicketRequest

ANNA, BO = "a" * 32, "b" * 32


def service(code: str, **rules: Any) -> ServiceEntry:
    return ServiceEntry(code=code, department="d", name=code, name_en=code, **rules)


HALL = Catalogue(
    hall=Hall(hours=Hours(**dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00"))),
    departments=[DepartmentEntry(code="d", name="d", name_en="d", icon="heart", prefix="D")],
    services=[
        service("plain"),
        service("scarce", per_day=7),
        service("slots", quota=3, quota_minutes=30),
        service("personal", per_person=2),
        service("paused", closed="系统维护"),
        service("evening"),
        service("one-window"),
    ],
    counters=[
        CounterEntry(code="1", department="d", services=["plain", "scarce", "slots", "personal", "paused"]),
        CounterEntry(code="2", department="d", services=["one-window"]),
    ],
    hours=[
        HoursEntry(of=Of.SERVICE, code="evening", weekdays=(Weekday.FRIDAY,), opens="22:00", closes="02:00"),
        HoursEntry(of=Of.COUNTER, code="1", weekdays=tuple(Weekday)[:5], opens="09:00", closes="17:00"),
        HoursEntry(of=Of.COUNTER, code="2", weekdays=tuple(Weekday)[:5], opens="13:00", closes="16:00"),
    ],
)


def at(written: str) -> int:
    """Milliseconds of a time in the hall."""
    return int(datetime.fromisoformat(f"2026-{written}+08:00").timestamp() * 1000)


WEDNESDAY = at("03-18 10:00")


@pytest.fixture
def opened(database_url: str) -> Iterator[Database]:
    """The small hall above."""
    database = Database(Settings(database=database_url, readers=1, writers=8))
    try:
        migrate(database)
        database.write_now(lambda db: write_catalogue(db, HALL))
        yield database
    finally:
        database.close()


@pytest.fixture
def ask(database_url: str, opened: Database) -> Callable[..., TicketAnswer | TicketRefused]:
    token = add_terminal(database_url, "lobby-1", "1 号机", "Unit 1", "1")

    def asked(service: str, now_ms: int = WEDNESDAY, key: str = "", **more: Any) -> TicketAnswer | TicketRefused:
        key = key or f"key-{next(counter):05d}"
        request = TicketRequest(key=key, service=service, token=f"token-{key}", **more)
        return opened.write_now(IssueTicket(token, request, now_ms))

    counter = iter(range(100_000))
    return asked


def refused(answer: TicketAnswer | TicketRefused) -> Refusal | None:
    return answer.refused if isinstance(answer, TicketRefused) else None


def test_the_last_number_of_the_day_is_given_and_no_further_one(ask: Any) -> None:
    answers = [ask("scarce") for _ in range(9)]
    assert [refused(answer) for answer in answers] == [None] * 7 + [Refusal.DAY_FULL] * 2
    assert "the 7 numbers of 'scarce'" in answers[-1].sentence
    assert refused(ask("scarce", at("03-19 10:00"))) is None


def test_a_refused_request_leaves_no_number_used(ask: Any, opened: Database) -> None:
    numbers = [ask("slots").number for _ in range(5)]
    assert numbers == ["D001", "D002", "D003", "", ""]
    assert ask("plain").number == "D004"
    assert opened.read_now(lambda db: db.execute(text("SELECT count(*) FROM tickets")).scalar()) == 4


def test_a_full_slot_says_when_the_next_one_begins(ask: Any) -> None:
    for _ in range(3):
        ask("slots", at("03-18 10:29"))
    full = ask("slots", at("03-18 10:29"))
    assert (refused(full), full.opens_at) == (Refusal.SLOT_FULL, "2026-03-18T10:30:00+08:00")
    assert refused(ask("slots", at("03-18 10:30"))) is None
    for _ in range(3):
        ask("slots", at("03-20 16:40"))
    assert ask("slots", at("03-20 16:40")).opens_at == "2026-03-23T09:00:00+08:00", "Friday's last slot; then Monday"


def test_a_number_that_nobody_holds_makes_room(ask: Any, opened: Database) -> None:
    numbers = [ask("slots").number for _ in range(3)]
    assert refused(ask("slots")) is Refusal.SLOT_FULL
    opened.write_now(
        lambda db: db.execute(text("UPDATE tickets SET state = 'void' WHERE number = :n"), {"n": numbers[0]})
    )
    assert refused(ask("slots")) is None


def test_one_person_has_so_many_numbers_a_day(ask: Any, opened: Database) -> None:
    for _ in range(2):
        assert refused(ask("personal", person=ANNA)) is None
        opened.write_now(lambda db: db.execute(text("UPDATE tickets SET state = 'done'")))
    assert refused(ask("personal", person=ANNA)) is Refusal.PERSON_LIMIT
    assert refused(ask("personal", person=BO)) is None
    assert refused(ask("personal")) is None, "who did not say who it is"
    assert refused(ask("plain", person=ANNA)) is None


def test_who_queues_already_gets_that_ticket_told(ask: Any, opened: Database) -> None:
    ask("plain")
    first = ask("plain", key="key-anna-1", person=ANNA, now_ms=WEDNESDAY + 60_000)
    for state in ("reserved", "waiting", "called", "recalled", "serving", "held"):
        is_told_its_ticket(ask, opened, first, state)
    assert refused(ask("scarce", person=ANNA)) is None, "another service is another queue"


def is_told_its_ticket(ask: Any, opened: Database, first: TicketAnswer, state: str) -> None:
    opened.write_now(lambda db: db.execute(text("UPDATE tickets SET state = :s WHERE number = 'D002'"), {"s": state}))
    again = ask("plain", person=ANNA, now_ms=WEDNESDAY + 120_000)
    assert refused(again) is Refusal.QUEUED
    assert (again.number, again.key, again.token) == (first.number, "key-anna-1", "token-key-anna-1")
    assert datetime.fromisoformat(again.issued_at).timestamp() * 1000 == WEDNESDAY + 60_000
    assert again.ahead == (1 if state in ("reserved", "waiting") else None)


def test_who_queues_no_more_may_queue_again(ask: Any, opened: Database) -> None:
    ask("plain", person=ANNA)
    for state in ("done", "no_show", "given_up", "void"):
        opened.write_now(partial(_all_are, state=state))
        assert refused(ask("plain", person=ANNA)) is None


def _all_are(db: Connection, state: str) -> None:
    db.execute(text("UPDATE tickets SET state = :state"), {"state": state})


HOURS = [
    ("plain", "03-18 08:59", "03-18T09:00"),
    ("plain", "03-18 09:00", None),
    ("plain", "03-18 16:59", None),
    ("plain", "03-18 17:00", "03-19T09:00"),
    ("plain", "03-20 17:00", "03-23T09:00"),
    ("one-window", "03-18 10:00", "03-18T13:00"),  # its only counter comes at one
    ("one-window", "03-18 15:59", None),
    ("one-window", "03-18 16:00", "03-19T13:00"),
    ("evening", "03-20 21:59", "03-20T22:00"),
    ("evening", "03-20 23:00", None),
    ("evening", "03-21 01:59", None),  # over midnight: still Friday's
    ("evening", "03-21 02:00", "03-27T22:00"),
]


def test_outside_its_hours_it_is_closed_and_says_until_when(ask: Any) -> None:
    for service, when, opens_at in HOURS:
        answer = ask(service, at(when))
        assert refused(answer) is (None if opens_at is None else Refusal.CLOSED), (service, when)
        if opens_at is not None:
            assert answer.opens_at == f"2026-{opens_at}:00+08:00"


def test_a_paused_service_is_closed_without_an_hour(ask: Any) -> None:
    answer = ask("paused")
    assert (refused(answer), answer.opens_at) == (Refusal.CLOSED, "")
    assert "系统维护" in answer.sentence


def test_one_key_one_answer_whatever_the_rules_say_later(ask: Any, opened: Database) -> None:
    given = ask("slots", key="key-given")
    closed = ask("slots", key="key-closed", now_ms=at("03-18 08:00"))
    assert refused(closed) is Refusal.CLOSED
    for _ in range(2):
        ask("slots")
    later = ask("slots", key="key-given", now_ms=at("03-18 23:00"))
    assert (later.number, later.ahead) == (given.number, 0)
    assert ask("slots", key="key-closed", now_ms=at("03-18 12:00")) == closed


def test_both_taps_of_a_double_tap_hear_the_same(ask: Any) -> None:
    keys = [f"key-{n // 2:05d}" for n in range(24)]
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda key: ask("scarce", key=key), keys))
    heard: dict[str, set[str]] = {}
    for key, answer in zip(keys, answers, strict=True):
        heard.setdefault(key, set()).add(answer.number or str(refused(answer)))
    assert all(len(each) == 1 for each in heard.values())
    assert Counter(str(refused(answer)) for answer in answers) == {"None": 14, "day_full": 10}


@pytest.mark.parametrize(("service", "most"), [("scarce", 7), ("slots", 3)])
def test_a_limit_holds_against_a_crowd(ask: Any, service: str, most: int) -> None:
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: ask(service), range(24)))
    numbers = [answer.number for answer in answers if isinstance(answer, TicketAnswer)]
    assert len(numbers) == len(set(numbers)) == most


def test_one_person_at_eight_terminals_gets_one_number(ask: Any) -> None:
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: ask("plain", person=ANNA), range(8)))
    assert Counter(refused(answer) for answer in answers) == {None: 1, Refusal.QUEUED: 7}
    assert len({answer.number for answer in answers}) == 1


def test_the_green_channel_goes_ahead_of_who_came_within_its_head_start(ask: Any) -> None:
    minute = 60_000
    for after in (0, 20, 35):
        ask("plain", WEDNESDAY + after * minute)
    assert ask("plain", WEDNESDAY + 40 * minute, green=Green.ELDERLY).ahead == 1, "one came 40 minutes before"
    assert ask("plain", WEDNESDAY + 41 * minute).ahead == 4


def test_what_the_terminal_said_is_kept_with_the_ticket(ask: Any, opened: Database) -> None:
    ask("plain", visit="visit-1", person=ANNA, green=Green.SOLDIER)
    row = opened.read_now(
        lambda db: db.execute(text("SELECT visit, person, green, rank_ms, appointment FROM tickets")).one()
    )
    assert tuple(row) == ("visit-1", ANNA, "soldier", WEDNESDAY - 30 * 60_000, None)
