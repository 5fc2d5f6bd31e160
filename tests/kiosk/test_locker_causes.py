"""Why a door moved, whatever happens around it: one cause for each movement, and one opening for each pulse."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.facts import Cause, DoorState
from kiosk.lockers.doors import Doors, Movement
from kiosk.lockers.events import Moved
from kiosk.lockers.movements import AtShut, at_shut
from kiosk.lockers.store import Kept, KeptCell, Lies

LATE_SECONDS = 10.0
OPEN, CLOSED, UNKNOWN = DoorState.OPEN, DoorState.CLOSED, DoorState.UNKNOWN
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("saw"), st.sampled_from(list(DoorState)), st.sampled_from(list(Cause))),
        st.tuples(st.just("pulse"), st.booleans(), st.booleans()),  # left, known
        st.tuples(st.just("lost"), st.none(), st.none()),
        st.tuples(st.just("wait"), st.floats(0, 20), st.none()),
        st.tuples(st.just("restart"), st.booleans(), st.none()),  # in the middle of a pulse
    ),
    max_size=40,
)


@settings(max_examples=60)
@given(STEPS, st.sampled_from(["", "open", "closed"]))
def test_each_movement_has_one_cause_and_each_pulse_explains_at_most_one_opening(
    steps: list[tuple[str, object, object]], door: str
) -> None:
    kept, now, pulses = KeptCell(1, door), 0.0, 0
    doors = Doors(LATE_SECONDS)
    doors.settle(kept, "", now)
    told: list[Movement] = []
    ended: dict[str, float] = {}
    for what, first, second in steps:
        movement = None
        if what == "saw":
            movement = doors.saw(1, first, second, now)  # type: ignore[arg-type]
        elif what == "lost":
            movement = doors.lost(1)
        elif what == "wait":
            now += float(first)  # type: ignore[arg-type]
        else:
            pulses += 1
            intent = f"intent-{pulses}"
            if what == "pulse":
                doors.pulsing(1, intent)
                doors.pulsed(1, intent, now, left=bool(first), known=bool(second))
            else:
                last = next((one.state for one in reversed(told) if one.state is not UNKNOWN), None)
                unseen = bool(told) and told[-1].state is UNKNOWN
                kept = KeptCell(1, last.value if last else door, unseen)
                doors = Doors(LATE_SECONDS)
                doors.settle(kept, intent if first else "", now)
                ended.clear()
            if first:
                ended[intent] = now
        if movement is None:
            continue
        told.append(movement)
        if movement.cause is Moved.COMMAND:
            assert movement.state is OPEN
            assert now - ended[movement.intent] <= LATE_SECONDS
            assert not movement.unexplained
            ended.clear()  # it explains no other
        if movement.unexplained:
            assert movement.intent == ""
            assert not any(now - at <= LATE_SECONDS for at in ended.values())
    for one, two in pairwise(told):
        assert one.state is not two.state
    by_command = [one.intent for one in told if one.cause is Moved.COMMAND]
    assert len(by_command) == len(set(by_command))


def test_a_hand_before_the_pulse_leaves_is_a_hand() -> None:
    doors = Doors(LATE_SECONDS)
    doors.settle(KeptCell(1, "closed"), "", 0.0)
    assert doors.saw(1, CLOSED, Cause.UNKNOWN, 0.0) is None
    doors.pulsing(1, "intent-1")
    assert doors.saw(1, OPEN, Cause.HAND, 1.0) == Movement(1, OPEN, Moved.HAND, "", unexplained=True)


def test_a_door_pulsed_before_a_restart_and_found_open_is_its_intents() -> None:
    doors = Doors(LATE_SECONDS)
    doors.settle(KeptCell(1, "closed"), "intent-1", 0.0)
    found = doors.saw(1, OPEN, Cause.UNKNOWN, 99.0)
    assert found == Movement(1, OPEN, Moved.UNKNOWN, "intent-1", first=True)


def test_a_new_cabinets_doors_are_told_and_raise_no_alarm() -> None:
    doors = Doors(LATE_SECONDS)
    doors.settle(KeptCell(1), "", 0.0)
    assert doors.saw(1, OPEN, Cause.UNKNOWN, 0.0) == Movement(1, OPEN, Moved.UNKNOWN, "", first=True)


KEPT = Kept("parcel-1", 1, Lies.INSIDE)
DISPUTED = Kept("parcel-1", 1, Lies.INSIDE, doubt="disputed")


@pytest.mark.parametrize(
    ("kept", "opened", "something", "means"),
    [
        (KEPT, True, None, AtShut.COLLECTED),
        (KEPT, True, False, AtShut.COLLECTED),
        (KEPT, True, True, AtShut.STILL_THERE),
        (KEPT, False, False, AtShut.NOTHING),
        (DISPUTED, True, None, AtShut.IN_DOUBT),
        (DISPUTED, True, True, AtShut.STILL_THERE),
        (Kept("parcel-1", 1, Lies.PUTTING), True, None, AtShut.NOTHING),
        (None, True, None, AtShut.NOTHING),
    ],
)
def test_what_a_shut_door_means(kept: Kept | None, opened: bool, something: bool | None, means: AtShut) -> None:
    assert at_shut(kept, opened, something) is means
