"""Appointments as a terminal without a line knows them: whose, and whether their time is now."""

from __future__ import annotations

import pytest

from kiosk.appointments import any_now, code_in, of_code, of_person, refusal
from kiosk.person import appointment_hash
from kiosk.views import Refused
from kiosk.wire import AppointmentsBody, Booked, HallRules
from tests.kiosk.flow_rig import KEY, PERSON, at, booked


def body(*told: dict[str, object]) -> AppointmentsBody:
    return AppointmentsBody.model_validate({"day": "2026-03-18", "booked": list(told)})


def code(number: int) -> str:
    return appointment_hash(KEY, f"code-{number}")


@pytest.mark.parametrize(
    ("clock", "why"),
    [
        ("09:29", Refused.APPOINTMENT_EARLY),
        ("09:30", None),
        ("10:15", None),
        ("10:16", Refused.APPOINTMENT_LATE),
    ],
)
def test_early_and_late_by_the_halls_rules(clock: str, why: Refused | None) -> None:
    assert refusal(Booked.model_validate(booked(1, "10:00")), HallRules(), at(clock)) is why


def test_a_check_in_that_was_is_used_whatever_the_clock_says() -> None:
    arrived = Booked.model_validate(booked(1, "10:00", state="arrived"))
    assert refusal(arrived, HallRules(), at("16:00")) is Refused.APPOINTMENT_USED


def test_persons_and_codes_find_their_own_only() -> None:
    told = body(booked(1, "14:00"), booked(2, "10:00"), booked(3, "10:00", person="ab" * 16))
    assert [one.id for one in of_person(told, PERSON, at())] == ["booking-2", "booking-1"]
    assert [one.id for one in of_code(told, code(3), at())] == ["booking-3"]
    assert of_person(told, "", at()) == ()
    assert of_code(told, code(4), at()) == ()


def test_cancelled_ones_and_another_days_are_nobodys() -> None:
    told = body(booked(1, "10:00", state="cancelled"))
    assert of_person(told, PERSON, at()) == ()
    assert of_person(body(booked(1, "10:00")), PERSON, at(day=19)) == ()


def test_at_most_four_are_shown_and_used_ones_last() -> None:
    told = body(booked(1, "09:00", state="arrived"), *(booked(n, f"1{n}:00") for n in range(2, 7)))
    assert [one.id for one in of_person(told, PERSON, at())] == [f"booking-{n}" for n in (2, 3, 4, 5)]


def test_somebody_can_check_in_only_while_a_time_is_near() -> None:
    told = body(booked(1, "10:00"))
    assert any_now(told, HallRules(), at("09:45"))
    assert not any_now(told, HallRules(), at("08:00"))
    assert not any_now(None, HallRules(), at())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" code-1\r\n", "code-1"),
        ("https://hall.example/a/code-1", "code-1"),
        ("HTTP://hall.example/a/code-1/?x=1#y", "code-1"),
        ("https://hall.example", ""),
        ("https://[broken", ""),
        ("办事指南 2026", "办事指南 2026"),
    ],
)
def test_a_qr_is_the_code_or_an_address_that_ends_with_it(text: str, found: str) -> None:
    assert code_in(text) == found
