"""Which calls are spoken, in which order and in which words: pure parts of the hall's voice."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.announcer.heard import age_seconds
from kiosk.announcer.waiting import Announcement, Waiting, hear, take
from kiosk.announcer.words import english, mandarin, shown
from kiosk.announcer.zones import within
from kiosk.wire import Called

LATE_SECONDS = 20.0
NOON = datetime(2026, 3, 18, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def call(n: int, number: str = "A012", counter: str = "05", *, again: bool = False) -> Called:
    return Called(n=n, number=number, counter=counter, department="police", at=NOON.isoformat(), again=again)


def all_of(waiting: Waiting, now: float) -> list[tuple[Announcement, bool]]:
    taken = []
    while True:
        waiting, one, late = take(waiting, now, LATE_SECONDS)
        if one is None:
            return taken
        taken.append((one, late))


@pytest.mark.parametrize(
    ("number", "counter", "spoken"),
    [
        ("A012", "05", "请A零一二号，到五号窗口"),
        ("B4999", "10", "请B四九九九号，到十号窗口"),
        ("A1-001", "12", "请A一杠零零一号，到十二号窗口"),
        ("C100", "20", "请C一零零号，到二十号窗口"),
        ("AB007", "105", "请AB零零七号，到一零五号窗口"),
        ("C100", "A3", "请C一零零号，到A三号窗口"),
    ],
)
def test_numbers_are_spoken_sign_by_sign(number: str, counter: str, spoken: str) -> None:
    assert mandarin(call(1, number, counter)) == spoken


def test_the_other_words_of_a_call() -> None:
    assert english(call(1)) == "Number A zero one two, please go to counter five"
    assert shown(call(1)) == "A012 请到 05 号窗口"


def test_a_call_is_taken_once() -> None:
    waiting = hear(hear(Waiting(), [(call(1), 0.0)]), [(call(1), 0.0), (call(2, "A013"), 0.0)])
    assert [one.call.n for one, _ in all_of(waiting, 1.0)] == [1, 2]
    assert not hear(Waiting(known=frozenset({1})), [(call(1), 0.0)]).queue, "known from before the restart"


def test_a_repeated_call_that_waits_is_merged_and_one_that_was_spoken_is_not() -> None:
    waiting = hear(Waiting(), [(call(1), 0.0), (call(2, "A013"), 0.0)])
    waiting = hear(waiting, [(call(3, again=True), 5.0)])
    (first, _), (second, _) = all_of(waiting, 6.0)
    assert [each.n for each in first.calls] == [1, 3]
    assert second.call.n == 2
    rest, _, _ = take(waiting, 6.0, LATE_SECONDS)
    rest = hear(rest, [(call(4, again=True), 6.0)])
    assert [one.call.n for one, _ in all_of(rest, 6.0)] == [2, 4]


def test_the_newest_counter_counts() -> None:
    waiting = hear(Waiting(), [(call(1, counter="05"), 0.0), (call(2, counter="06"), 1.0)])
    ((one, _),) = all_of(waiting, 2.0)
    assert one.call.counter == "06"


def test_what_is_too_old_at_its_turn_is_skipped() -> None:
    waiting = hear(Waiting(), [(call(1), 0.0), (call(2, "A013"), 10.0)])
    assert [late for _, late in all_of(waiting, 25.0)] == [True, False]
    waiting = hear(waiting, [(call(3, again=True), 24.0)])
    assert [late for _, late in all_of(waiting, 25.0)] == [False, False], "called again in time"


@pytest.mark.parametrize(
    ("clock_wrong_seconds", "unheard_seconds", "age"),
    [(0, 0.5, 0.5), (0, None, 3.0), (0, 25.0, 3.0), (600, 0.5, 0.5), (-600, 8.0, 0.0), (600, None, 603.0)],
)
def test_a_wrong_clock_alone_silences_nobody(
    clock_wrong_seconds: int, unheard_seconds: float | None, age: float
) -> None:
    now = NOON + timedelta(seconds=3 + clock_wrong_seconds)
    assert age_seconds(NOON.isoformat(), now, unheard_seconds) == age


@pytest.mark.parametrize("at", ["", "yesterday", "2026-03-18T12:00:00"])
def test_a_time_that_is_none_is_old(at: str) -> None:
    assert age_seconds(at, NOON, None) == float("inf")
    assert age_seconds(at, NOON, 1.0) == 1.0


@pytest.mark.parametrize(
    ("zone", "ours"),
    [
        ("", True),
        ("2 楼 B 区", True),
        ("2 楼", True),
        ("2F", True),
        ("2F, area B", True),
        ("3 楼", False),
        ("12 楼", False),
    ],
)
def test_a_zone_is_a_place_or_its_floor(zone: str, ours: bool) -> None:
    assert within(call(1).model_copy(update={"zone": "2 楼 B 区", "zone_en": "2F, area B"}), zone) is ours


CALLS = st.tuples(st.just("call"), st.sampled_from(["A001", "A002", "A003", "B001"]), st.sampled_from(["01", "02"]))
REPEATED = st.tuples(st.just("told again"), st.integers(0, 40), st.just(""))
SAID = st.tuples(st.just("said"), st.integers(0, 15), st.just(""))
RESTARTS = st.tuples(st.sampled_from(["restart", "killed while speaking"]), st.just(0), st.just(""))


@given(st.lists(st.one_of(CALLS, CALLS, REPEATED, SAID, RESTARTS), max_size=80))
def test_each_call_once_in_order_whatever_is_told_again_and_restarted(steps: list[tuple[str, object, str]]) -> None:
    """`noted` is the journal: what has begun there is known to the next life, the rest is told by the feed again."""
    told: list[tuple[Called, float]] = []
    noted: list[int] = []
    spoken: list[Announcement] = []
    waiting, now = Waiting(), 0.0
    for what, value, counter in steps:
        if what == "call":
            told.append((call(len(told) + 1, str(value), counter), now))
            waiting = hear(waiting, told[-1:])
        elif what == "told again":
            waiting = hear(waiting, told[-int(str(value)) :])
        elif what == "said":
            waiting, one, late = take(waiting, now, LATE_SECONDS)
            if one is not None:
                noted += [each.n for each in one.calls]
                spoken += [] if late else [one]
            now += float(str(value))
        else:
            waiting = hear(Waiting(known=frozenset(noted)), told)
    for one, late in all_of(waiting, now):
        noted += [each.n for each in one.calls]
        spoken += [] if late else [one]
    assert sorted(noted) == [each.n for each, _ in told], "a call was lost, or announced twice"
    assert all(len({each.number for each in one.calls}) == 1 for one in spoken)
    firsts = [one.calls[0].n for one in spoken]
    assert all(before < behind for before, behind in pairwise(firsts))
