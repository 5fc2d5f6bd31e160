"""What is said at a cabinet: every state has its words, a place is said as people say it, a pause runs down."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.lockers.views import Asks, Door, Entry, Errand, Label, ReceiptState, Slot
from kiosk.views import Language, Staff
from screens import texts
from screens.lockers.door_words import main_press, other_presses, said, sign_words
from screens.lockers.entry_words import entry_words, groups, lead_words, missing_words, pause_clock, standing
from screens.lockers.label_words import label_words
from screens.lockers.place_words import place_words
from screens.lockers.receipt_words import receipt_words
from screens.lockers.rest import ready_for_anyone
from screens.lockers.staff_reach import staff_reach
from tests.screens.cases_lockers import KEYPAD, locker_cases, picture
from tools.texts import TEXTS

BOTH = [texts.load(TEXTS, language) for language in Language]
CHINESE, ENGLISH = BOTH
DOOR = next(case.view for case in locker_cases(english=False) if case.name == "door-open")


@pytest.mark.parametrize("tr", BOTH, ids=["zh", "en"])
def test_every_state_of_a_door_says_what_to_do(tr: texts.Texts) -> None:
    for errand, door, reopen, cancel in product(Errand, Door, (False, True), (False, True)):
        keeps = errand is Errand.LEAVE and door is Door.CLOSED and not (reopen or cancel)
        view = replace(DOOR, errand=errand, door=door, may_reopen=reopen, may_cancel=cancel, keeping=keeps)
        assert sign_words(tr, view).count("\n") == 1
        assert said(tr, view).sentence or door in (Door.OPENING, Door.OPEN)
        assert "\n" in sign_words(tr, replace(view, cell=0))
        main, others = main_press(tr, view), other_presses(tr, view)
        assert main.words
        assert main.busy is (door in (Door.OPENING, Door.AGAIN) or keeps)
        sent = [press.answer for press in (main, *others) if press.answer is not None]
        assert len(sent) == len(set(sent)), (errand, door)
        assert sent or main.busy
        assert len(others) <= 2


@pytest.mark.parametrize("tr", BOTH, ids=["zh", "en"])
def test_every_refusal_has_its_sentence(tr: texts.Texts) -> None:
    words = [
        entry_words(tr, replace(KEYPAD, entry=entry, pause_seconds=9 * (entry is Entry.PAUSED))) for entry in Entry
    ]
    assert len({word.sentence for word in words if word}) == len(Entry)
    assert all(label_words(tr, label)[1] for label in Label)
    assert all(receipt_words(tr, state).name for state in ReceiptState if state is not ReceiptState.NOT_OFFERED)
    assert all(
        staff_reach(tr, staff, phone)
        for staff in Staff
        for phone in ("0534-12345", "")
        if phone or staff.value != "not_asked"
    )


def test_a_pause_speaks_for_itself_while_it_lasts_and_no_longer() -> None:
    paused = replace(KEYPAD, pause_seconds=60)
    assert [standing(replace(paused, entry=entry)) for entry in (None, Entry.UNKNOWN, Entry.PAUSED)] == [
        Entry.PAUSED
    ] * 3
    assert standing(replace(paused, entry=Entry.NOTHING_HERE)) is Entry.NOTHING_HERE
    assert standing(replace(KEYPAD, entry=Entry.PAUSED, pause_seconds=None)) is None


def test_what_is_not_fitted_is_not_spoken_of() -> None:
    stopped = replace(KEYPAD, entry=Entry.STOPPED)
    bare = entry_words(CHINESE, replace(stopped, card=None, code=None))
    both = entry_words(CHINESE, stopped)
    assert bare
    assert both
    assert "身份证" not in bare.sentence
    assert "身份证" in both.sentence
    assert "工牌" not in lead_words(CHINESE, replace(KEYPAD, asks=Asks.STAFF, code=None))


def test_the_button_counts_the_digits_that_are_missing() -> None:
    assert missing_words(CHINESE, replace(KEYPAD, typed="73041")) == "还差 3 位"
    assert missing_words(ENGLISH, replace(KEYPAD, typed="7304195")) == "1 more digit"
    assert missing_words(CHINESE, replace(KEYPAD, typed="73041952")) == ""


@pytest.mark.parametrize(
    ("digits", "tail", "found"),
    [(8, 0, (4, 4)), (10, 4, (3, 3, 4)), (12, 4, (4, 4, 4)), (6, 0, (3, 3)), (9, 0, (3, 3, 3)), (7, 0, (4, 3))],
)
def test_digits_stand_in_groups(digits: int, tail: int, found: tuple[int, ...]) -> None:
    assert groups(digits, tail) == found


@given(st.integers(4, 16), st.sampled_from((0, 4)))
def test_groups_hold_every_digit(digits: int, tail: int) -> None:
    found = groups(digits, tail)
    assert sum(found) == digits
    assert min(found, default=1) >= 1


def test_a_pause_runs_down_like_a_clock() -> None:
    assert [pause_clock(seconds) for seconds in (0, 9, 60, 299, 3600)] == ["0:00", "0:09", "1:00", "4:59", "1:00:00"]


@pytest.mark.parametrize(
    ("cell", "chinese", "english"),
    [
        (12, "屏幕右边\n第 1 列，中间", "1 column right of the screen, middle"),
        (15, "屏幕右边\n第 2 列，靠上", "2 columns right of the screen, upper part"),
        (6, "屏幕左边\n第 1 列，靠下", "1 column left of the screen, lower part"),
        (8, "在屏幕下方，靠下", "Below the screen, lower part"),
        (99, "", ""),
    ],
)
def test_a_place_is_said_from_where_one_stands(cell: int, chinese: str, english: str) -> None:
    assert place_words(CHINESE, picture(), cell) == chinese
    assert place_words(ENGLISH, picture(), cell) == english


def test_a_cabinet_waits_for_anyone_until_somebody_begins() -> None:
    assert ready_for_anyone(KEYPAD)
    assert ready_for_anyone(replace(KEYPAD, entry=Entry.STOPPED))
    for begun in (
        replace(KEYPAD, typed="7"),
        replace(KEYPAD, checking=True),
        replace(KEYPAD, entry=Entry.UNKNOWN),
        replace(KEYPAD, card=Slot.WORKING),
        replace(KEYPAD, asks=Asks.STAFF),
    ):
        assert not ready_for_anyone(begun)
