"""What is told of doors and why they moved; as of when an answer holds; what a sensor proves of a pulse."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from drivers.facts import Cause, DoorState
from drivers.lockers.doors import Doors, Moved
from drivers.lockers.opening import Opening
from drivers.lockers.unanswered import Unanswered

OPEN, CLOSED = DoorState.OPEN, DoorState.CLOSED
WINDOW_SECONDS = 3.0


class Board:
    """Doors with one door that has been told as closed at time 0."""

    def __init__(self) -> None:
        self.doors = Doors(WINDOW_SECONDS)
        self.doors.count_to(2)
        self.see(CLOSED, 0.0)
        assert self.see(CLOSED, 0.0) == Moved(1, CLOSED, Cause.UNKNOWN)

    def see(self, state: DoorState, now: float) -> Moved | None:
        return self.doors.observe(1, state, now, now)

    def twice(self, state: DoorState, now: float) -> Cause | None:
        assert self.see(state, now) is None
        moved = self.see(state, now + 0.01)
        return moved.cause if moved else None


def test_a_state_is_told_when_two_answers_in_a_row_agree() -> None:
    board = Board()
    assert board.see(OPEN, 1) is None
    assert board.doors.unsure
    assert board.see(CLOSED, 2) is None
    assert board.see(OPEN, 3) is None
    assert board.see(OPEN, 4) == Moved(1, OPEN, Cause.HAND)
    assert board.doors.known() == {1: OPEN, 2: DoorState.UNKNOWN}


def test_a_door_that_opens_within_its_pulse_time_opened_by_command() -> None:
    board = Board()
    board.doors.pulsed(1, 1.0)
    assert board.twice(OPEN, 1.2) is Cause.COMMAND


def test_a_door_that_was_seen_closed_after_its_pulse_time_was_opened_by_hand() -> None:
    board = Board()
    board.doors.pulsed(1, 1.0)
    board.see(CLOSED, 4.5)
    assert board.twice(OPEN, 5.0) is Cause.HAND


def test_nobody_knows_why_a_door_opened_that_was_not_looked_at_around_its_pulse_time() -> None:
    board = Board()
    board.doors.pulsed(1, 1.0)
    assert board.twice(OPEN, 9.0) is Cause.UNKNOWN


def test_a_door_seen_open_before_its_pulse_was_opened_by_hand() -> None:
    board = Board()
    assert board.see(OPEN, 1) is None
    board.doors.pulsed(1, 1.5)
    assert board.see(OPEN, 2) == Moved(1, OPEN, Cause.HAND)


def test_another_doors_pulse_explains_nothing() -> None:
    board = Board()
    board.doors.pulsed(2, 1.0)
    assert board.twice(OPEN, 1.2) is Cause.HAND


def test_what_moved_while_the_board_was_away_moved_for_unknown_reasons() -> None:
    board = Board()
    board.doors.looked_away(5.0)
    assert board.twice(OPEN, 6.0) is Cause.UNKNOWN
    assert board.twice(CLOSED, 7.0) is Cause.HAND


def test_an_answer_that_may_be_older_than_what_is_known_is_not_taken() -> None:
    board = Board()
    board.doors.observe(1, OPEN, 5.0, 5.1)
    board.doors.observe(1, OPEN, 5.2, 5.3)
    assert board.doors.observe(1, CLOSED, 4.0, 6.0) is None
    assert not board.doors.unsure


def test_states_since_a_time_are_those_that_two_answers_have_told_since() -> None:
    board = Board()
    assert board.doors.states(since=0.0)[1] is CLOSED
    assert board.doors.states(since=1.0)[1] is DoorState.UNKNOWN
    board.see(CLOSED, 1.5)
    assert board.doors.states(since=1.0)[1] is DoorState.UNKNOWN
    board.see(CLOSED, 2.0)
    assert board.doors.states(since=1.0)[1] is CLOSED


class LateBoard(RuleBasedStateMachine):
    """A board that loses questions and answers late, always in order: no answer may be dated after its question."""

    LATE_SECONDS = 2.0

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.unanswered = Unanswered(self.LATE_SECONDS)
        self.inside: deque[float] = deque()  # questions that the board will still answer

    @rule(seconds=st.floats(0.01, 1.5))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        while self.inside and self.now - self.inside[0] > self.LATE_SECONDS:
            self.inside.popleft()  # later than any answer comes: lost

    @rule(lost=st.booleans())
    def ask(self, lost: bool) -> None:
        self.unanswered.asked("all", self.now)
        if not lost:
            self.inside.append(self.now)

    @precondition(lambda self: self.inside)
    @rule()
    def answer(self) -> None:
        asked = self.inside.popleft()
        as_of = self.unanswered.answered("all", self.now)
        assert as_of is not None
        assert as_of <= asked

    @invariant()
    def other_kinds_are_not_answered(self) -> None:
        assert self.unanswered.answered("one", self.now) is None


TestLateBoard = LateBoard.TestCase
TestLateBoard.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize("polarity", [True, False])
def test_an_opening_is_believed_by_two_answers_dated_after_the_pulse(polarity: bool) -> None:
    opening = Opening(1, polarity, began=10.0)
    opening.see(not polarity, 9.0)
    assert not opening.ready  # asked before anybody wanted the door open
    opening.see(not polarity, 10.5)
    assert opening.ready
    assert opening.was_open is False
    opening.pulsed_at = 11.0
    opening.see(polarity, 10.9)  # late: it says how it was before
    opening.see(polarity, 11.1)
    assert opening.opened is None
    opening.see(polarity, 11.2)
    assert opening.opened is True


def test_without_polarity_only_a_change_around_the_pulse_is_an_opening() -> None:
    opening = Opening(1, None, began=0.0)
    opening.see(True, 1)
    assert not opening.ready
    opening.see(True, 1)
    opening.pulsed_at = 2
    opening.see(True, 3)
    opening.see(True, 3)
    assert opening.settled
    assert opening.opened is None
    opening.see(False, 4)
    opening.see(False, 4)
    assert opening.opened is True


@given(st.lists(st.booleans(), max_size=8), st.booleans())
def test_a_door_is_never_told_open_by_a_sensor_that_never_said_so_twice(after: list[bool], polarity: bool) -> None:
    opening = Opening(1, polarity, began=0.0, before=[not polarity], pulsed_at=1.0)
    for signal in after:
        opening.see(signal, 2.0)
    if opening.opened:
        assert after[-2:] == [polarity, polarity]
    if opening.opened is False:
        assert after[-2:] == [not polarity, not polarity]
