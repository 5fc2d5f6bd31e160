"""Numbers that terminals gave alone: they keep their turn within what the centre knows, and count once told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from central.admin import add_terminal
from central.appointments.taking import take_wishes
from central.appointments.wish import Wish
from central.database import Database
from central.issue import IssueTicket
from central.late_rank import CATCHING_UP, came_ms
from central.project import apply
from central.told import Told
from kiosk.events import NumberSource, TicketGiven
from kiosk.person import Green
from kiosk.wire import Refusal, TicketRequest

MINUTE = 60_000


def at(written: str) -> int:
    return int(datetime.fromisoformat(f"2026-03-18 {written}+08:00").timestamp() * 1000)


def ticket(number: str, issued: str, **more: Any) -> dict[str, Any]:
    fields = {"key": f"key-{number}", "number": number, "day": "2026-03-18", "prefix": "A", "service": "pension"}
    where = {"source": NumberSource.LEASE, "token": f"token-{number}", "visit": "v"}
    return dict(TicketGiven.model_validate(fields | where | {"issued_at": f"2026-03-18T{issued}:00+08:00"} | more))


@pytest.fixture
def tell(catalogue_url: str, database: Database) -> Any:
    """A batch of terminal lobby-1, arriving at a time."""
    add_terminal(catalogue_url, "lobby-1", "1 号机", "Unit 1", "1")

    def told(arrives: str, *given: dict[str, Any]) -> None:
        database.write_now(lambda db: apply(db, "lobby-1", Told(given=list(given)), at(arrives)))

    return told


def ranks(database: Database) -> dict[str, int]:
    found = database.read_now(lambda db: db.execute(text("SELECT number, rank_ms FROM tickets")).all())
    return {row.number: row.rank_ms for row in found}


def test_who_came_while_the_line_was_down_keeps_the_turn(tell: Any, database: Database) -> None:
    tell("10:00")
    tell("15:00", ticket("A600", "10:05"), ticket("A601", "12:30"))
    assert ranks(database) == {"A600": at("10:05"), "A601": at("12:30")}


def test_a_backlog_in_several_batches_is_one_absence(tell: Any, database: Database) -> None:
    tell("10:00")
    tell("15:00", *(ticket(f"A{600 + n}", "10:05") for n in range(CATCHING_UP + 1)))
    tell("15:01", ticket("A650", "11:00"))
    tell("15:02", ticket("A651", "11:00"))
    assert ranks(database)["A650"] == at("11:00")
    assert ranks(database)["A651"] == at("15:01"), "by then everything had been told"


@pytest.mark.parametrize(("issued", "believed"), [("08:00", "10:00"), ("10:02", "10:02"), ("19:00", "10:05")])
def test_a_wrong_clock_puts_nobody_first(tell: Any, database: Database, issued: str, believed: str) -> None:
    tell("10:00")
    tell("10:05", ticket("A600", issued))
    assert ranks(database) == {"A600": at(believed)}


def test_a_terminal_that_was_never_heard_of_is_believed_nothing(tell: Any, database: Database) -> None:
    tell("10:05", ticket("A600", "09:00"))
    assert ranks(database) == {"A600": at("10:05")}


@given(told=st.integers(0, 2**45), heard=st.integers(0, 2**45) | st.none(), now=st.integers(0, 2**45))
def test_what_is_believed_is_never_later_than_now_nor_before_the_last_contact(
    told: int, heard: int | None, now: int
) -> None:
    believed = came_ms(told, heard, now)
    assert believed <= now
    assert believed >= min(heard if heard is not None else now, now)


def test_green_channel_and_appointment_count_after_the_fact(tell: Any, database: Database) -> None:
    fields = {"reference": "YY-1", "date": "2026-03-18", "from": "11:00", "to": "11:30", "service": "pension"}
    wish = Wish.model_validate(fields | {"name": "张小华"})
    database.write_now(lambda db: take_wishes(db, [wish], at("08:00")))
    number = database.read_now(lambda db: db.execute(text("SELECT id FROM appointments")).scalar())
    tell("10:00")
    tell("15:00", ticket("A600", "11:00", green=Green.PREGNANT), ticket("A601", "11:05", appointment=str(number)))
    assert ranks(database) == {"A600": at("10:30"), "A601": at("10:45")}
    kept = database.read_now(
        lambda db: db.execute(text("SELECT green, appointment FROM tickets ORDER BY number")).all()
    )
    assert [tuple(row) for row in kept] == [("pregnant", None), ("", number)]
    assert database.read_now(lambda db: db.execute(text("SELECT state FROM appointments")).scalar()) == "arrived"


def test_an_appointment_that_nobody_knows_is_kept_all_the_same(tell: Any, database: Database) -> None:
    tell("10:00", ticket("A600", "10:00", appointment="of another hall"), ticket("A601", "10:00", appointment="77"))
    assert set(ranks(database)) == {"A600", "A601"}


def test_numbers_given_alone_count_once_they_are_told(catalogue_url: str, tell: Any, database: Database) -> None:
    """`fund-loan`: sixty a day, one a person."""
    token = add_terminal(catalogue_url, "lobby-2", "2 号机", "Unit 2", "2")
    tell("10:00")
    tell("10:01", *(ticket(f"A{600 + n}", "10:00", service="fund-loan") for n in range(61)))
    asked = TicketRequest(key="key-online", service="fund-loan", token="token-online")
    answer = database.write_now(IssueTicket(token, asked, at("10:02")))
    assert answer.refused is Refusal.DAY_FULL


def test_the_same_person_at_another_terminal_is_found_by_what_was_told(
    catalogue_url: str, tell: Any, database: Database
) -> None:
    token = add_terminal(catalogue_url, "lobby-2", "2 号机", "Unit 2", "2")
    tell("10:01", ticket("A600", "10:00", person="a" * 32))
    asked = TicketRequest(key="key-online", service="pension", token="token-online", person="a" * 32)
    answer = database.write_now(IssueTicket(token, asked, at("10:02")))
    assert (answer.refused, answer.number, answer.ahead) == (Refusal.QUEUED, "A600", 0)


def test_a_batch_with_a_person_that_is_far_too_long_rests_in_quarantine(server: Any, teller: Any) -> None:
    teller.give("A600", "key-long", "2026-03-18", source="lease")
    teller.events[-1]["body"]["person"] = "a" * 5000
    answer = server.post(teller.path, teller.token, teller.batch())
    assert answer.json() == {"acked_through": 1}
    assert server.client.get("/api/v1/hall/waiting").json() == []
