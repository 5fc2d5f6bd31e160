"""The guard against guessing: whatever is typed, restarted and moved, no more codes count than the rules allow."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.lockers.guard import DAY_SECONDS, Guard, Limits, after_restart

LIMITS = Limits(wrong_a_visit=5, wrong_a_day=30, pauses=(60, 300, 900, 3600))


def wrong(guard: Guard, count: int, visit: str = "v") -> Guard:
    for _ in range(count):
        guard = guard.refused(visit, LIMITS)
    return guard


def test_the_visits_last_wrong_code_begins_a_pause_and_each_one_after_it_a_longer_one() -> None:
    guard = wrong(Guard(at=0.0), 4)
    assert (guard.pause_left, guard.tries_left("v", LIMITS)) == (0, 1)
    pauses = []
    for _ in range(6):
        guard = guard.refused("v", LIMITS)
        pauses.append(guard.pause)
        guard = guard.as_of(guard.at + guard.pause)
        assert guard.pause_left == 0
    assert pauses == [60, 300, 900, 3600, 3600, 3600]


def test_another_visit_has_its_own_tries_and_the_next_pause() -> None:
    guard = wrong(Guard(at=0.0), 5, "one").as_of(61.0)
    assert guard.tries_left("two", LIMITS) == 5
    assert wrong(guard, 5, "two").pause == 300


def test_a_right_code_begins_again_with_the_shortest_pause_but_not_the_day() -> None:
    guard = wrong(Guard(at=0.0), 5).as_of(61.0).accepted()
    assert (guard.wrong, guard.level) == (5, 0)
    assert wrong(guard, 5, "w").pause == 60


def test_codes_are_stopped_until_a_day_of_running_time_has_passed() -> None:
    guard = wrong(Guard(at=0.0), 30)
    assert guard.stopped(LIMITS)
    assert guard.tries_left("new", LIMITS) == 0
    assert guard.as_of(DAY_SECONDS - 1).stopped(LIMITS)
    assert not guard.as_of(DAY_SECONDS).stopped(LIMITS)


def test_a_restart_begins_the_running_pause_again() -> None:
    guard = wrong(Guard(at=0.0), 5).as_of(50.0)
    assert guard.pause_left == 10
    assert after_restart(guard.kept("b"), "b", 55.0).pause_left == 60
    over = guard.as_of(61.0)
    assert after_restart(over.kept("b"), "b", 70.0).pause_left == 0


def test_what_passed_while_the_machine_was_off_does_not_count() -> None:
    guard = wrong(Guard(at=0.0), 30).as_of(1000.0)
    assert after_restart(guard.kept("boot-1"), "boot-1", 2000.0).day_seconds == 2000.0
    assert after_restart(guard.kept("boot-1"), "boot-2", 9e9).day_seconds == 1000.0
    assert after_restart(guard.kept("boot-1"), "boot-2", 0.0).stopped(LIMITS)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wrong"), st.sampled_from(["a", "b", "c"])),
        st.tuples(st.just("wait"), st.floats(0, 5000)),
        st.tuples(st.just("restart"), st.booleans()),
        st.tuples(st.just("back"), st.floats(0, 5000)),
    ),
    max_size=120,
)


@settings(max_examples=60)
@given(STEPS)
def test_no_more_than_a_days_codes_count_in_any_day_of_running_time(steps: list[tuple[str, object]]) -> None:
    now, boot, guard = 0.0, 0, Guard(at=0.0)
    ran, counted, pause_until = 0.0, [], -1.0
    for what, value in steps:
        guard = guard.as_of(now)
        if what == "wrong":
            if guard.stopped(LIMITS) or guard.pause_left:
                continue
            assert ran >= pause_until  # by the true time: a pause is never cut short
            guard = guard.refused(str(value), LIMITS)
            counted.append(ran)
            if guard.pause:
                pause_until = ran + guard.pause
        elif what == "wait":
            now += float(value)  # type: ignore[arg-type]
            ran += float(value)  # type: ignore[arg-type]
        elif what == "restart":
            boot += bool(value)
            now = 0.0 if value else now
            guard = after_restart(guard.kept(str(boot - bool(value))), str(boot), now)
        else:
            now = max(0.0, now - float(value))  # a broken clock: nothing is lifted by it
            guard = replace(guard)
    for since in counted:
        assert sum(since <= at < since + DAY_SECONDS for at in counted) <= 2 * LIMITS.wrong_a_day
