"""The window terminal's rules as lists of steps: what is shown, what is kept, what is asked of the centre."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.events import RatingWay
from kiosk.reasons import load
from kiosk.settings.window import Window
from kiosk.views import (
    CounterView,
    Ended,
    Language,
    Outage,
    OutOfServiceView,
    Rated,
    RateView,
    ReasonsView,
    SentReasons,
    SwitchedLanguage,
    ThanksView,
    ToggledReason,
    WentBack,
)
from kiosk.window.flow import allowed_seconds, step
from kiosk.window.show import view
from kiosk.window.state import (
    DeedEnded,
    Do,
    Dropped,
    Effect,
    Invite,
    Keep,
    Kept,
    KeyPressed,
    NotKept,
    OutageChanged,
    PadRated,
    Place,
    Rules,
    State,
    TimedOut,
    Told,
)
from kiosk.wire import CounterBody, Stage

RULES = Rules(Window(counter="05"), load())
LENIENT = Rules(Window(counter="05", reasons_required=False), load())


def body(stage: Stage, ticket: str = "", turn: int = 1, **more: Any) -> CounterBody:
    number = f"A{ticket[-3:]}" if ticket else ""
    names = {"service": "居民身份证", "service_en": "ID card"} if ticket else {}
    return CounterBody(
        counter="05", turn=turn, stage=stage, clerk="李*", number=number, ticket=ticket, **{**names, **more}
    )


def told(stage: Stage, ticket: str = "", turn: int = 1) -> Told:
    return Told(body(stage, ticket, turn), away=False)


def after(*happenings: Any, state: State | None = None, rules: Rules = RULES) -> tuple[State, list[Effect]]:
    """The state after these, and everything that was to be done on the way."""
    state, done = state or State(), []
    for happening in happenings:
        state, effects = step(state, happening, rules)
        done += effects
    return state, done


RATING = told(Stage.RATING, "t-012")
ASKED = after(RATING)[0]


def shown(state: State, rules: Rules = RULES) -> Any:
    return view(state, rules, "09:32")


def kept(done: Iterable[Effect]) -> list[Keep]:
    return [effect for effect in done if isinstance(effect, Keep)]


def test_the_counter_is_shown_as_the_centre_tells_it() -> None:
    assert shown(State()) == CounterView(counter="05", clerk="", stage="closed", away=True)
    state, _ = after(told(Stage.CALLED, "t-012"))
    assert shown(state) == CounterView(counter="05", clerk="李*", stage="called", number="A012", service="居民身份证")
    state, _ = after(SwitchedLanguage(Language.EN), state=state)
    assert shown(state).service == "ID card"
    state, _ = after(Told(state.told, away=True), state=state)
    assert (shown(state).away, shown(state).number) == (True, "A012")


def test_a_good_rating_is_kept_before_the_thanks() -> None:
    assert shown(ASKED) == RateView(counter="05", clerk="李*", number="A012", service="居民身份证")
    state, done = after(Rated(5), state=ASKED)
    assert kept(done) == [Keep("t-012", "05", 5, (), RatingWay.SCREEN)]
    assert isinstance(shown(state), RateView), "thanks before it is in the journal"
    state, _ = after(Kept("t-012"), state=state)
    assert shown(state) == ThanksView(counter="05", level=5)
    state, _ = after(TimedOut(), state=state)
    assert isinstance(shown(state), CounterView)


def test_the_low_two_levels_need_a_reason() -> None:
    state, done = after(Rated(2), SentReasons(), state=ASKED)
    assert not kept(done)
    assert isinstance(shown(state), ReasonsView)
    assert not shown(state).may_send
    assert [chip.code for chip in shown(state).reasons] == [str(code) for code in range(207, 215)]
    state, done = after(
        ToggledReason("214"), ToggledReason("209"), ToggledReason("207"), ToggledReason("207"), SentReasons(),
        state=state,
    )  # fmt: skip
    assert kept(done) == [Keep("t-012", "05", 2, ("209", "214"), RatingWay.SCREEN)]


def test_a_reason_of_another_level_is_none() -> None:
    state, done = after(Rated(1), ToggledReason("207"), ToggledReason("made-up"), SentReasons(), state=ASKED)
    assert state.chosen == ()
    assert not kept(done)


def test_reasons_may_be_optional() -> None:
    _, done = after(RATING, Rated(1), SentReasons(), rules=LENIENT)
    assert [keep.options for keep in kept(done)] == [()]
    _, done = after(RATING, Rated(1), TimedOut(), rules=LENIENT)
    assert [keep.level for keep in kept(done)] == [1]


def test_back_from_the_reasons_chooses_anew() -> None:
    _, done = after(Rated(1), ToggledReason("108"), WentBack(), Rated(4), state=ASKED)
    assert kept(done) == [Keep("t-012", "05", 4, (), RatingWay.SCREEN)]


def test_nobody_is_asked_twice_and_nobody_is_forced() -> None:
    for end, rules in ((TimedOut(), RULES), (Ended(), RULES), (Ended(), LENIENT)):
        for before in (ASKED, after(Rated(1), state=ASKED)[0]):
            state, done = after(end, RATING, state=before, rules=rules)
            assert isinstance(shown(state), CounterView)
            assert not done


def test_the_next_call_ends_the_rating() -> None:
    for before in (ASKED, after(Rated(1), state=ASKED)[0], after(Rated(5), Kept("t-012"), state=ASKED)[0]):
        state, done = after(told(Stage.CALLED, "t-013", turn=2), state=before)
        assert shown(state).number == "A013"
        assert not done


def test_one_rating_a_ticket() -> None:
    rated = State(rated=frozenset({"t-012"}))
    state, done = after(RATING, PadRated(5), KeyPressed("evaluate"), state=rated)
    assert isinstance(shown(state), CounterView)
    assert not kept(done)
    _, done = after(Rated(5), PadRated(1), Rated(3), Kept("t-012"), PadRated(2), RATING, state=ASKED)
    assert [keep.level for keep in kept(done)] == [5]


def test_a_rating_that_the_journal_refused_may_be_given_again() -> None:
    _, done = after(Rated(5), NotKept("t-012"), KeyPressed("evaluate"), Rated(4), state=ASKED)
    assert [keep.level for keep in kept(done)] == [5, 4]


def test_the_pads_value_is_a_whole_rating() -> None:
    state, done = after(RATING, PadRated(1))
    assert kept(done) == [Keep("t-012", "05", 1, (), RatingWay.PAD)]
    assert shown(after(Kept("t-012"), state=state)[0]) == ThanksView(counter="05", level=1)
    state, _ = after(TimedOut(), state=ASKED)
    assert kept(after(PadRated(4), state=state)[1]), "a moment too late on the screen, and still this ticket"


@pytest.mark.parametrize("stage", [Stage.CALLED, Stage.SERVING, Stage.IDLE, Stage.CLOSED, Stage.PAUSED])
def test_a_pad_with_nothing_to_rate_is_dropped(stage: Stage) -> None:
    state, done = after(told(stage, "t-012" if stage in (Stage.CALLED, Stage.SERVING) else ""), PadRated(5))
    assert [type(effect) for effect in done] == [Dropped]
    assert isinstance(shown(state), CounterView)


def test_the_clerk_invites_before_the_end_and_again() -> None:
    state, done = after(told(Stage.SERVING, "t-012"), KeyPressed("evaluate"))
    assert done == [Invite("t-012")]
    state, done = after(told(Stage.RATING, "t-012", turn=2), state=state)
    assert isinstance(shown(state), RateView)
    assert not done, "invited already"
    state, done = after(TimedOut(), KeyPressed("evaluate"), state=state)
    assert done == [Invite("t-012")]


KEYS = [
    (["next"], Stage.IDLE, Do("next", 7)),
    (["0", "1", "2", "next"], Stage.IDLE, Do("call", 7, "012")),
    (["1", "2", "cancel", "next"], Stage.IDLE, Do("next", 7)),
    (["9", "again"], Stage.CALLED, Do("recall", 7)),
    (["ok"], Stage.SERVING, Do("finish", 7)),
    (["hold"], Stage.SERVING, Do("hold", 7)),
    (["1", "2", "call_back"], Stage.IDLE, Do("take-up", 7, "12")),
    (["give_up"], Stage.CALLED, Do("no-show", 7)),
    (["pause"], Stage.IDLE, Do("pause", 7)),
    (["pause"], Stage.PAUSED, Do("resume", 7)),
]


@pytest.mark.parametrize(("keys", "stage", "deed"), KEYS)
def test_the_clerks_keys_are_deeds(keys: list[str], stage: Stage, deed: Do) -> None:
    _, done = after(told(stage, turn=7), *map(KeyPressed, keys))
    assert done == [deed]


def test_a_key_while_a_deed_is_on_its_way_is_dropped() -> None:
    state, done = after(told(Stage.IDLE), KeyPressed("next"), KeyPressed("next"), KeyPressed("again"))
    assert [type(effect) for effect in done] == [Do, Dropped, Dropped]
    state, done = after(DeedEnded(body(Stage.CALLED, "t-012", turn=2)), KeyPressed("again"), state=state)
    assert shown(state).number == "A012"
    assert done == [Do("recall", 2)]


def test_no_answer_is_shown_as_away_and_never_repeated() -> None:
    state, done = after(told(Stage.IDLE), KeyPressed("next"), DeedEnded(None, away=True))
    assert len(done) == 1
    assert shown(state).away
    _, done = after(KeyPressed("next"), state=state)
    assert [type(effect) for effect in done] == [Dropped], "the turn is not known"
    state, done = after(told(Stage.CALLED, "t-012", turn=2), state=state)
    assert not shown(state).away


def test_a_refused_deed_changes_nothing() -> None:
    state, _ = after(told(Stage.IDLE), KeyPressed("next"), DeedEnded(None))
    assert shown(state) == CounterView(counter="05", clerk="李*", stage="idle")


def test_an_old_row_does_not_take_an_answer_back() -> None:
    state, _ = after(DeedEnded(body(Stage.CALLED, "t-012", turn=5)), told(Stage.IDLE, turn=4))
    assert shown(state).number == "A012"


def test_a_rating_of_before_the_restart_is_not_asked_for_until_the_centre_is_heard() -> None:
    state, done = after(Told(body(Stage.RATING, "t-012"), away=True))
    assert (shown(state).stage, shown(state).away, done) == ("rating", True, [])
    assert isinstance(shown(after(RATING, state=state)[0]), RateView)


def test_out_of_service_covers_everything() -> None:
    state, _ = after(OutageChanged(Outage.DISK_FULL), state=ASKED)
    assert shown(state) == OutOfServiceView(outage=Outage.DISK_FULL, since="09:32")
    assert allowed_seconds(state, RULES) is None


def test_how_long_each_screen_stands() -> None:
    seconds = [allowed_seconds(state, RULES) for state in (
        State(), ASKED, after(Rated(1), state=ASKED)[0], after(Rated(5), state=ASKED)[0],
        after(Rated(5), Kept("t-012"), state=ASKED)[0],
    )]  # fmt: skip
    assert seconds == [None, 60, 60, None, 5]


HAPPENINGS = st.one_of(
    st.builds(
        lambda stage, ticket, turn, away: Told(body(stage, ticket, turn), away),
        st.sampled_from(Stage), st.sampled_from(["", "t-012", "t-013"]), st.integers(1, 4), st.booleans(),
    ),
    st.just(Told(None, away=True)),
    st.builds(Rated, st.integers(-1, 7)),
    st.builds(ToggledReason, st.sampled_from(["207", "214", "108", "510", ""])),
    st.sampled_from([SentReasons(), WentBack(), Ended(), TimedOut(), SwitchedLanguage(Language.EN)]),
    st.builds(PadRated, st.integers(1, 5)),
    st.builds(KeyPressed, st.sampled_from(["next", "again", "ok", "evaluate", "1", "cancel", "pause", "0x14"])),
    st.builds(Kept, st.sampled_from(["t-012", "t-013"])),
    st.just(DeedEnded(None, away=True)),
    st.builds(lambda turn: DeedEnded(body(Stage.CALLED, "t-012", turn)), st.integers(1, 4)),
    st.builds(OutageChanged, st.sampled_from([None, Outage.FAULT])),
)  # fmt: skip


@given(st.lists(HAPPENINGS, max_size=60), st.sampled_from([RULES, LENIENT]))
def test_whatever_happens_a_ticket_is_kept_once_and_something_is_shown(happenings: list[Any], rules: Rules) -> None:
    state, tickets, deeds_out = State(), [], 0
    for happening in happenings:
        state, effects = step(state, happening, rules)
        tickets += [keep.ticket for keep in kept(effects)]
        deeds_out += sum(isinstance(effect, Do) for effect in effects) - isinstance(happening, DeedEnded)
        deeds_out = max(0, deeds_out)
        assert deeds_out <= 1, "two deeds at a time"
        assert shown(state, rules) is not None
        assert (state.asked is None) == (state.place is Place.COUNTER)
    assert len(tickets) == len(set(tickets))
