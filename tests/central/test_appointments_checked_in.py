"""Appointments taken and checked in: early, late, twice, unknown; what is kept of a person, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from central.admin import add_terminal
from central.appointments.codes import made_code
from central.appointments.roll import Standing, cancel, read_card, read_roll
from central.appointments.taking import Outcome, take_wishes
from central.appointments.wish import Wish
from central.appointments.word import appointments_word
from central.database import Database
from central.forgetting import forget
from central.hall import read_hall
from central.hall_key import hall_key
from central.issue import IssueTicket
from central.project import apply
from central.settings import Settings
from central.told import Told
from central.wishes import Faulty
from kiosk.person import appointment_hash, person_hash
from kiosk.wire import AppointmentsBody, Refusal, TicketAnswer, TicketRefused, TicketRequest

DAY = date(2026, 3, 18)
ANNA = "110101194910010001"


def at(written: str) -> int:
    return int(datetime.fromisoformat(f"2026-{written}+08:00").timestamp() * 1000)


MORNING = at("03-18 08:00")


def wish(reference: str = "YY-1", begins: str = "10:00", ends: str = "10:30", **more: Any) -> Wish:
    fields = {"reference": reference, "date": "2026-03-18", "from": begins, "to": ends, "service": "social-card"}
    return Wish.model_validate(fields | {"name": "张小华"} | more)


@pytest.fixture
def take(database: Database) -> Callable[..., Any]:
    def taken(*wishes: Wish, now_ms: int = MORNING) -> Any:
        return database.write_now(lambda db: take_wishes(db, wishes, now_ms))

    return taken


@pytest.fixture
def check_in(catalogue_url: str, database: Database) -> Callable[..., TicketAnswer | TicketRefused]:
    """As a terminal that found the appointment's id in what it was told."""
    token = add_terminal(catalogue_url, "lobby-1", "1 号机", "Unit 1", "1")
    keys = iter(range(1000))

    def checked(reference: str, when: str, service: str = "social-card", **more: Any) -> TicketAnswer | TicketRefused:
        known = database.read_now(
            lambda db: db.execute(text("SELECT id FROM appointments WHERE reference = :r"), {"r": reference}).scalar()
        )
        key = f"key-{next(keys):05d}"
        request = TicketRequest(key=key, service=service, token=f"t-{key}", appointment=str(known or reference), **more)
        return database.write_now(IssueTicket(token, request, at(f"03-18 {when}")))

    return checked


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    return database.read_now(lambda db: [tuple(row) for row in db.execute(text(query))])


def test_nothing_of_a_person_is_kept_but_a_mask_and_a_hash(take: Any, database: Database) -> None:
    (taken,) = take(wish(id_number=ANNA))
    key = database.write_now(hall_key)
    assert taken.code == made_code(key, "YY-1")
    (kept,) = rows(database, "SELECT code, person, shown FROM appointments")
    assert kept == (appointment_hash(key, taken.code), person_hash(key, ANNA), "张*华")
    assert "张小华" not in repr(wish(id_number=ANNA))
    assert ANNA not in repr(wish(id_number=ANNA))


def test_the_same_list_again_changes_nothing_and_tells_the_same_codes(take: Any) -> None:
    first, again = take(wish(), wish("YY-2")), take(wish(), wish("YY-2"))
    assert [each.outcome for each in again] == [Outcome.UNCHANGED] * 2
    assert [each.code for each in again] == [each.code for each in first]
    assert take(wish(begins="09:00"))[0].outcome is Outcome.CHANGED
    assert take(wish(begins="09:00", state="cancelled"))[0].outcome is Outcome.CANCELLED
    assert take(wish(code="of-the-sender"))[0].code == "", "a code of the sender's is not repeated to anybody"


def test_terminals_hear_hashes_of_today_only(take: Any, database: Database) -> None:
    take(wish("YY-2", "11:00", "11:30"), wish(id_number=ANNA), wish("YY-3", date="2026-03-19"))
    settings = Settings(database="sqlite:///x.db")
    word = database.read_now(lambda db: appointments_word(db, settings, read_hall(db), DAY))
    told = AppointmentsBody.model_validate(word.body)
    assert [(each.starts[11:16], each.service) for each in told.booked] == [
        ("10:00", "social-card"),
        ("11:00", "social-card"),
    ]
    key = database.write_now(hall_key)
    assert told.booked[0].person == person_hash(key, ANNA)
    assert told.booked[0].code == appointment_hash(key, made_code(key, "YY-1"))
    assert "张" not in str(word.body)


def test_it_may_be_checked_in_from_early_to_late(take: Any, check_in: Any) -> None:
    take(wish(), wish("YY-2"))
    early, late = check_in("YY-1", "09:29"), check_in("YY-1", "10:16")
    assert (early.refused, early.opens_at) == (Refusal.APPOINTMENT_EARLY, "2026-03-18T09:30:00+08:00")
    assert (late.refused, late.opens_at) == (Refusal.APPOINTMENT_LATE, "")
    assert [check_in("YY-1", "09:30").number, check_in("YY-2", "10:15").number] == ["A001", "A002"]


def test_the_second_check_in_gets_the_ticket_of_the_first_told(take: Any, check_in: Any, database: Database) -> None:
    take(wish())
    first, second = check_in("YY-1", "10:00"), check_in("YY-1", "10:01")
    assert (second.refused, second.number, second.ahead) == (Refusal.APPOINTMENT_USED, first.number, 0)
    assert rows(database, "SELECT state FROM appointments") == [("arrived",)]


def test_two_terminals_at_once_check_it_in_once(take: Any, check_in: Any) -> None:
    take(wish())
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda _: check_in("YY-1", "10:00"), range(4)))
    assert sorted(getattr(answer, "refused", "") for answer in answers) == ["", *["appointment_used"] * 3]


def test_its_ticket_that_nobody_holds_does_not_use_it_up(take: Any, check_in: Any, database: Database) -> None:
    """The terminal died before the number was shown, and says so afterwards."""
    take(wish())
    assert check_in("YY-1", "10:00").number == "A001"
    abandoned = Told(abandoned={"key-00000"})
    database.write_now(lambda db: apply(db, "lobby-1", abandoned, at("03-18 10:01")))
    assert rows(database, "SELECT state FROM appointments") == [("booked",)]
    assert check_in("YY-1", "10:02").number == "A002"


def test_one_that_is_not_there_is_unknown(take: Any, check_in: Any) -> None:
    take(wish())
    answers = [check_in(reference, "10:00") for reference in ("YY-none", "99", "-1", "9" * 40)]
    assert {answer.refused for answer in answers} == {Refusal.APPOINTMENT_UNKNOWN}


def test_cancelled_of_another_day_or_service_is_unknown(take: Any, check_in: Any) -> None:
    take(wish(state="cancelled"), wish("YY-2", date="2026-03-19"), wish("YY-3"))
    answers = [check_in("YY-1", "10:00"), check_in("YY-2", "10:00"), check_in("YY-3", "10:00", service="pension")]
    assert {answer.refused for answer in answers} == {Refusal.APPOINTMENT_UNKNOWN}


def test_one_who_has_an_appointment_is_called_before_who_came_shortly_before(
    take: Any, check_in: Any, database: Database
) -> None:
    """15 minutes of head start upon the hour of the appointment, however late within the rule."""
    take(wish(id_number=ANNA))
    check_in("YY-1", "10:10")
    assert rows(database, "SELECT rank_ms, person <> '' FROM tickets") == [(at("03-18 09:45"), True)]


def test_who_queues_with_an_appointment_may_not_queue_again(take: Any, check_in: Any, database: Database) -> None:
    take(wish(id_number=ANNA), wish("YY-2", id_number=ANNA))
    check_in("YY-1", "10:00")
    assert check_in("YY-2", "10:00").refused is Refusal.QUEUED


def test_a_slot_takes_so_many_appointments(take: Any) -> None:
    """`marry` takes six an hour."""
    six = [wish(f"YY-{n}", "10:00" if n % 2 else "10:59", "11:30", service="marry") for n in range(6)]
    take(*six)
    with pytest.raises(Faulty) as error:
        take(wish("YY-8", "11:00", "11:30", service="marry"), wish("YY-7", "10:30", "11:00", service="marry"))
    assert [(fault.place, fault.key) for fault in error.value.faults] == [(1, "from")]
    assert "takes 6 appointments from 10:00 to 11:00" in error.value.faults[0].why
    take(*six, wish("YY-9", "10:30", "11:00", service="marry", state="cancelled"))
    take(six[0].model_copy(update={"opens": "11:00"}), wish("YY-7", "10:30", "11:00", service="marry"))


def test_eight_senders_at_once_do_not_overfill_a_slot(take: Any, database: Database) -> None:
    def send(n: int) -> bool:
        try:
            take(wish(f"YY-{n}", service="marry"))
        except Faulty:
            return False
        return True

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(send, range(10))) == 6
    assert rows(database, "SELECT count(*) FROM appointments") == [(6,)]


def test_the_roll_shows_who_did_not_come(take: Any, check_in: Any, database: Database) -> None:
    take(wish(), wish("YY-2"), wish("YY-3", service="pension", state="cancelled"), wish("YY-4", "16:00", "16:30"))
    check_in("YY-1", "10:00")
    roll = database.read_now(lambda db: read_roll(db, None, at("03-18 10:16"), english=False))
    assert [name for name, _ in roll.groups] == ["社保卡补办、换领", "养老保险待遇申领"]
    assert [(each.standing, each.number) for each in roll.groups[0][1]] == [
        (Standing.ARRIVED, "A001"),
        (Standing.MISSED, ""),
        (Standing.BOOKED, ""),
    ]
    assert roll.counts == {Standing.ARRIVED: 1, Standing.MISSED: 1, Standing.BOOKED: 1, Standing.CANCELLED: 1}


def test_one_who_is_here_cannot_be_cancelled(take: Any, check_in: Any, database: Database) -> None:
    take(wish())
    check_in("YY-1", "10:00")
    number = rows(database, "SELECT id FROM appointments")[0][0]
    database.write_now(lambda db: cancel(db, number, MORNING))
    assert (
        database.read_now(lambda db: read_card(db, number, MORNING, english=True)).booking.standing is Standing.ARRIVED
    )
    assert take(wish(state="cancelled"))[0].outcome is Outcome.ARRIVED


def test_when_the_day_is_over_persons_are_forgotten(take: Any, check_in: Any, database: Database) -> None:
    take(wish(id_number=ANNA), wish("YY-2", date="2026-03-19", id_number=ANNA))
    check_in("YY-1", "10:00")
    persons = "SELECT person <> '' FROM appointments UNION ALL SELECT person <> '' FROM tickets"
    settings = Settings(database="sqlite:///x.db")

    def after(when: str) -> list[int]:
        database.write_now(lambda db: forget(db, settings, at(when)))
        return [int(row[0]) for row in rows(database, persons)]

    assert after("03-18 23:59") == [1, 1, 1]
    assert sorted(after("03-19 00:00")) == [0, 0, 1]
    assert after("04-18 00:00") == [0, 0], "of the appointments, the older one is deleted after thirty days"
