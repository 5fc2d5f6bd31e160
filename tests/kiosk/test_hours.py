"""Hours as a screen says them: "13:30 恢复", "明天 09:00", and what a hall that tells nonsense comes to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from kiosk.hours import Hours, closed_words, hours, moment, span_words, when
from kiosk.views import Language
from kiosk.wire import OpenSpan
from tests.kiosk.flow_rig import OFFICE, at, span

SPANS = [OpenSpan.model_validate(one) for one in OFFICE]
ZH, EN = Language.ZH_CN, Language.EN


@pytest.mark.parametrize(
    ("clock", "day", "zh", "en"),
    [
        ("10:00", 18, None, None),
        ("12:00", 18, "13:30 恢复", "opens 13:30"),
        ("07:00", 18, "09:00 开始", "opens 09:00"),
        ("17:00", 18, "明天 09:00", "tomorrow 09:00"),
        ("20:00", 19, "暂不办理", "closed now"),
    ],
)
def test_a_closed_service_says_when_it_opens(clock: str, day: int, zh: str | None, en: str | None) -> None:
    known = hours(SPANS, at(clock, day))
    assert closed_words(known, at(clock, day), ZH) == zh
    assert closed_words(known, at(clock, day), EN) == en


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (0, "09:05", "09:05"),
        (1, "明天 09:05", "tomorrow 09:05"),
        (5, "星期一 09:05", "Monday 09:05"),
        (14, "4 月 1 日 09:05", "1 Apr 09:05"),
    ],
)
def test_a_day_is_named_as_people_do(days: int, zh: str, en: str) -> None:
    then = at("09:05") + timedelta(days=days)
    assert (when(then, at("08:00"), ZH), when(then, at("08:00"), EN)) == (zh, en)


def test_extended_hours_are_marked_and_end_when_they_end() -> None:
    late = [OpenSpan.model_validate(span(at("17:00"), at("20:00"), extended=True))]
    assert hours(late, at("19:59")) == Hours(open=True, extended=True, closes=at("20:00"))
    assert not hours(late, at("20:00")).open


def test_nobody_has_said_is_open_and_never_is_closed() -> None:
    assert hours(None, at()).open
    assert hours([], at()) == Hours(open=False)


@pytest.mark.parametrize("text", ["", "soon", "2026-03-18T10:00:00", "2026-13-18T10:00:00+08:00"])
def test_text_that_is_no_time_is_as_if_it_had_not_been_told(text: str) -> None:
    assert moment(text, at()) is None
    nonsense = OpenSpan(opens=text, closes=at("17:00").isoformat())
    assert hours([nonsense, *SPANS], at("10:00")).open
    assert span_words(text, at().isoformat(), at()) == ""


def test_times_of_another_offset_are_the_halls() -> None:
    assert span_words("2026-03-18T02:00:00+00:00", "2026-03-18T02:30:00+00:00", at()) == "10:00–10:30"


@generated(
    begin=st.integers(0, 500_000),
    spans=st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 900), st.booleans()), max_size=6),
    asked=st.integers(-100, 6000),
)
def test_it_is_open_exactly_inside_a_span(begin: int, spans: list[tuple[int, int, bool]], asked: int) -> None:
    first = at() + timedelta(minutes=begin)
    told = [(first + timedelta(minutes=a), first + timedelta(minutes=a + long), more) for a, long, more in spans]
    now = first + timedelta(minutes=asked)
    known = hours([OpenSpan.model_validate(span(a, b, extended=more)) for a, b, more in told], now)
    assert known.open == any(a <= now < b for a, b, _ in told)
    later = [a for a, _, _ in told if a > now]
    assert known.opens == (None if known.open or not later else min(later))
