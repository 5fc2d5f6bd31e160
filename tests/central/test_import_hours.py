"""When something is open, and whose hours are whose."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from central.catalogue import Catalogue, CounterEntry, DepartmentEntry, ServiceEntry
from central.catalogue_faults import find_faults
from central.hall import Hall, Hours
from central.hours_entry import WEEK, HoursEntry, Of
from central.opening import DAY_MINUTES, OpeningHours, Span, open_at
from central.timetable import hours_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING, AFTERNOON = Span(9 * 60, 12 * 60), Span(13 * 60, 17 * 60)
EVENING = Span(17 * 60, 19 * 60, extended=True)
OFFICE = OpeningHours(((MORNING, AFTERNOON),) * 5 + ((), ()))


def at(text: str) -> datetime:
    """ "03-18 09:41" of 2026, at Shanghai. 2026-03-18 is a Wednesday."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("instant", "closes", "opens"),
    [
        ("03-18 08:59", None, "03-18 09:00"),
        ("03-18 09:00", "03-18 12:00", "03-18 13:00"),
        ("03-18 11:59", "03-18 12:00", "03-18 13:00"),
        ("03-18 12:00", None, "03-18 13:00"),
        ("03-18 16:59", "03-18 17:00", "03-19 09:00"),
        ("03-20 17:00", None, "03-23 09:00"),  # Friday evening to Monday
        ("03-22 23:59", None, "03-23 09:00"),
    ],
)
def test_spans_of_a_week_with_the_next_opening(instant: str, closes: str | None, opens: str) -> None:
    opening = open_at(OFFICE, at(instant))
    assert opening.open is (closes is not None)
    assert opening.closes_at == (at(closes) if closes else None)
    assert opening.opens_at == at(opens)


def test_a_span_past_midnight_belongs_to_the_day_it_begins_on() -> None:
    night = OpeningHours(((), (), (), (), (Span(20 * 60, 26 * 60),), (), ()))  # Friday 20:00 to Saturday 02:00
    assert open_at(night, at("03-20 23:59")).closes_at == at("03-21 02:00")
    assert open_at(night, at("03-21 01:59")).closes_at == at("03-21 02:00")
    assert not open_at(night, at("03-21 02:00")).open
    assert not open_at(night, at("03-20 01:00")).open
    closed_saturday = OpeningHours(night.week, {date(2026, 3, 21): ()})
    assert open_at(closed_saturday, at("03-21 01:00")).open


def test_days_that_touch_at_midnight_are_one_opening() -> None:
    always = OpeningHours(((Span(0, DAY_MINUTES),),) * 7)
    opening = open_at(always, at("03-18 03:00"))
    assert opening.open
    assert opening.opens_at is None
    weekend = OpeningHours(((),) * 5 + ((Span(0, DAY_MINUTES),), (Span(0, 60),)))
    assert open_at(weekend, at("03-21 12:00")).closes_at == at("03-22 01:00")


def test_extended_hours_are_told_apart_and_go_on_from_the_usual_ones() -> None:
    hours = OpeningHours(((AFTERNOON, EVENING),) * 7)
    assert open_at(hours, at("03-18 16:00")).extended is False
    assert open_at(hours, at("03-18 16:00")).closes_at == at("03-18 19:00")
    assert open_at(hours, at("03-18 17:00")).extended is True


def test_a_single_day_takes_the_place_of_the_usual_one() -> None:
    hours = OpeningHours(OFFICE.week, {date(2026, 10, 1): (), date(2026, 10, 10): (MORNING,)})
    assert open_at(hours, at("10-01 10:00")).opens_at == at("10-02 09:00")
    assert open_at(hours, at("10-10 10:00")).closes_at == at("10-10 12:00")  # a Saturday that is worked


def test_what_never_opens_has_no_next_opening() -> None:
    opening = open_at(OpeningHours(), at("03-18 10:00"))
    assert (opening.open, opening.closes_at, opening.opens_at) == (False, None, None)


spans = st.tuples(st.integers(0, DAY_MINUTES - 1), st.integers(1, DAY_MINUTES), st.booleans()).map(
    lambda drawn: Span(drawn[0], drawn[0] + drawn[1], drawn[2])
)
weeks = st.lists(st.lists(spans, max_size=3).map(tuple), min_size=7, max_size=7).map(tuple)
minutes = st.integers(0, 7 * DAY_MINUTES).map(lambda ahead: at("03-16 00:00") + timedelta(minutes=ahead))


@given(weeks, minutes)
def test_it_is_open_until_it_closes_and_closed_until_it_opens(week: Any, instant: datetime) -> None:
    hours = OpeningHours(week)
    opening = open_at(hours, instant)
    midnight = instant.replace(hour=0, minute=0)
    now = int((instant - midnight).total_seconds()) // 60
    inside = any(span.opens <= now < span.closes for span in hours.on(instant.date()))
    before = hours.on(instant.date() - timedelta(days=1))
    assert opening.open == (inside or any(now + DAY_MINUTES < span.closes for span in before))
    if opening.closes_at is not None:
        assert opening.closes_at > instant
        assert not open_at(hours, opening.closes_at).open
        assert open_at(hours, opening.closes_at - timedelta(minutes=1)).open
    if opening.opens_at is not None:
        assert open_at(hours, opening.opens_at).open
        assert not open_at(hours, opening.opens_at - timedelta(minutes=1)).open


def line(of: Of, code: str, days: str = "", **more: Any) -> HoursEntry:
    return HoursEntry(of=of, code=code, weekdays=tuple(day for day in WEEK if day[:3] in days.split()), **more)


CATALOGUE = Catalogue(
    hall=Hall(hours=Hours(monday="09:00-17:00", tuesday="09:00-17:00")),
    departments=[DepartmentEntry(code="d", name="部门", name_en="D", icon="heart", prefix="A")],
    services=[ServiceEntry(code=code, department="d", name="事项", name_en="S") for code in ("s", "t")],
    counters=[CounterEntry(code="1", department="d")],
    hours=[
        line(Of.DEPARTMENT, "d", "mon", opens="10:00", closes="11:00"),
        line(Of.SERVICE, "s", "sat", opens="09:00", closes="12:00", extended=True),
        line(Of.COUNTER, "1", "sat", opens="22:00", closes="02:00"),
        line(Of.HALL, "", date=date(2026, 10, 1)),
        line(Of.SERVICE, "s", date=date(2026, 10, 1), opens="09:00", closes="10:00"),
    ],
)


def test_a_service_has_its_departments_week_and_its_own_extended_hours() -> None:
    own, other = hours_of(CATALOGUE, Of.SERVICE, "s"), hours_of(CATALOGUE, Of.SERVICE, "t")
    assert own.week[0] == other.week[0] == (Span(600, 660),)
    assert own.week[1] == ()  # the department says its whole week
    assert (own.week[5], other.week[5]) == ((Span(540, 720, extended=True),), ())


def test_own_usual_hours_replace_the_departments() -> None:
    counter = hours_of(CATALOGUE, Of.COUNTER, "1")
    assert (counter.week[0], counter.week[5]) == ((), (Span(22 * 60, 26 * 60),))
    assert hours_of(CATALOGUE, Of.HALL).week[1] == (Span(540, 1020),)


def test_the_nearest_word_on_a_single_day_counts() -> None:
    day = date(2026, 10, 1)
    assert hours_of(CATALOGUE, Of.SERVICE, "s").days[day] == (Span(540, 600),)
    assert hours_of(CATALOGUE, Of.SERVICE, "t").days[day] == ()
    with pytest.raises(KeyError):
        hours_of(CATALOGUE, Of.SERVICE, "nobody")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"of": "hall", "weekdays": ["monday"], "opens": "09:00", "closes": "10:00"}, "hall.hours"),
        ({"of": "service", "weekdays": ["monday"], "opens": "09:00", "closes": "10:00"}, "no code"),
        ({"of": "service", "code": "s", "opens": "09:00", "closes": "10:00"}, "either weekdays or one date"),
        ({"of": "service", "code": "s", "weekdays": ["monday"], "opens": "09:00"}, "both times"),
        ({"of": "service", "code": "s", "weekdays": ["monday"]}, "only a single date"),
        ({"of": "service", "code": "s", "weekdays": ["monday"], "opens": "09:00", "closes": "09:00"}, "no span"),
        ({"of": "service", "code": "s", "weekdays": ["monday"], "opens": "9", "closes": "10:00"}, "pattern"),
    ],
)
def test_a_line_that_says_nothing_clear_is_refused(values: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        HoursEntry.model_validate(values)


def test_lines_that_meet_or_belong_to_nobody_are_faults() -> None:
    wrong = CATALOGUE.model_copy(
        update={
            "hours": [
                *CATALOGUE.hours,
                line(Of.DEPARTMENT, "d", "mon tue", opens="10:59", closes="12:00"),
                line(Of.SERVICE, "x", "mon", opens="09:00", closes="12:00"),
            ]
        }
    )
    assert [(fault.place, fault.key, fault.value) for fault in find_faults(wrong)] == [
        (6, "code", "x"),
        (5, "opens", "10:59"),
    ]


def test_a_closed_date_meets_any_other_line_of_that_date() -> None:
    day = date(2026, 10, 1)
    opened = line(Of.SERVICE, "s", date=day, opens="09:00", closes="10:00")
    for lines in ([line(Of.SERVICE, "s", date=day), opened], [opened, line(Of.SERVICE, "s", date=day)]):
        faults = find_faults(CATALOGUE.model_copy(update={"hours": lines}))
        assert [(fault.place, fault.key) for fault in faults] == [(1, "opens")]


def test_spans_that_touch_do_not_meet() -> None:
    lines = [
        line(Of.SERVICE, "s", "mon", opens="12:00", closes="17:00"),
        line(Of.SERVICE, "s", "mon tue", opens="09:00", closes="12:00"),
        line(Of.SERVICE, "s", "mon", opens="17:00", closes="19:00", extended=True),
        line(Of.SERVICE, "t", "mon", opens="09:00", closes="12:00"),
    ]
    assert find_faults(CATALOGUE.model_copy(update={"hours": lines})) == []
