"""What the screens say in each state: every member has its words, and a wait is said as people say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.person import Green
from kiosk.views import CounterView, Language, Reading, Refused, RefusedView
from screens import texts
from screens.counter_words import counter_words
from screens.green_words import green_words
from screens.minutes import wait_words
from screens.rating_words import level_name, level_on_tile
from screens.reading_words import card_words, check_in_words
from screens.refused_words import refused_words, short_words
from tools.texts import TEXTS

BOTH = [texts.load(TEXTS, language) for language in Language]
PILL_CHARACTERS = 4


@pytest.mark.parametrize("tr", BOTH, ids=["zh", "en"])
def test_every_state_has_its_words(tr: texts.Texts) -> None:
    for refused in Refused:
        for walk_in in (False, True):
            words = refused_words(tr, RefusedView(refused=refused, service="", may_walk_in=walk_in))
            assert words.title
            assert words.sentence
    for reading in Reading:
        for words_of in (card_words(tr, reading), check_in_words(tr, reading, scanner=True, card=False)):
            assert words_of.sentence
            assert words_of.again is (reading in (Reading.NOT_HERE, Reading.WRONG))
    assert len({green_words(tr, green).name for green in Green}) == len(Green)
    assert len({level_name(tr, level) for level in range(1, 6)}) == 5
    assert [level_on_tile(tr, level).replace("\n", "") for level in range(1, 6)] == [
        level_name(tr, level) for level in range(1, 6)
    ]


def test_a_known_time_is_said() -> None:
    chinese, english = BOTH
    for refused in (Refused.CLOSED, Refused.DAY_FULL, Refused.SLOT_FULL, Refused.APPOINTMENT_EARLY):
        view = RefusedView(refused=refused, service="", opens="13:30")
        assert "13:30" in refused_words(chinese, view).sentence
        assert "13:30" in refused_words(english, view).sentence
    assert short_words(chinese, Refused.APPOINTMENT_EARLY, "09:30") == "09:30 起"


def test_a_pill_has_at_most_four_characters() -> None:
    assert {refused for refused in Refused if len(short_words(BOTH[0], refused, "")) > PILL_CHARACTERS} == set()


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (None, None),
        ((0, 5), "0–5 分钟"),
        ((10, 10), "10 分钟"),
        ((25, 40), "25–40 分钟"),
        ((50, 130), "50–130 分钟"),
        ((130, 175), "2–3 小时"),
        ((90, 125), "1.5–2.5 小时"),
        ((120, 120), "2 小时"),
    ],
)
def test_a_wait_is_said_as_people_say_it(minutes: tuple[int, int] | None, said: str | None) -> None:
    template, value = wait_words(BOTH[0], minutes)
    assert (template.format(n=value) if value else None) == said


@given(st.integers(60, 900), st.integers(0, 300))
def test_half_hours_hold_the_whole_range(first: int, more: int) -> None:
    template, value = wait_words(BOTH[1], (first, first + more))
    if "hours" in template:
        low, _, high = (value or "").partition("–")
        assert float(low) * 60 <= first
        assert float(high or low) * 60 >= first + more


def test_a_counter_without_a_number_says_why() -> None:
    def words(stage: str, number: str = "") -> str:
        return counter_words(BOTH[0], CounterView(counter="07", clerk="", stage=stage, number=number)).title

    assert words("called", "A023") == "请到这个窗口"
    assert words("serving", "A023") == "正在办理"
    assert words("called") == words("idle") == words("something new") == "请等候叫号"
    assert words("closed") != words("paused") != words("idle")
