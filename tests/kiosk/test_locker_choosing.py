"""Which cell a parcel goes into."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.facts import DoorState
from kiosk.lockers.cells import CellState, Lying
from kiosk.lockers.choosing import SIZES, choose
from kiosk.lockers.wire import CellSize

S, M, L = SIZES


def cell(number: int, size: CellSize = M, **more: object) -> CellState:
    return CellState(number=number, size=size, **{"reachable": True, "door": DoorState.CLOSED, **more})  # type: ignore[arg-type]


CELLS = st.builds(
    CellState,
    number=st.integers(1, 99),
    size=st.sampled_from(SIZES),
    reachable=st.booleans(),
    door=st.sampled_from(list(DoorState)),
    board_away=st.booleans(),
    something=st.sampled_from([None, True, False]),
    lying=st.sampled_from([None, Lying("parcel-1", 1)]),
    disabled=st.booleans(),
    fault=st.sampled_from(["", "did_not_open"]),
    held=st.booleans(),
    pulses=st.integers(0, 5),
)


@settings(max_examples=60)
@given(st.lists(CELLS, unique_by=lambda one: one.number, max_size=12), st.sampled_from(SIZES), st.booleans())
def test_only_a_free_cell_that_fits_and_the_best_of_them(cells: list[CellState], size: CellSize, low: bool) -> None:
    chosen = choose(cells, size, low)
    good = [one for one in cells if one.free and SIZES.index(one.size) >= SIZES.index(size)]
    if chosen is None:
        assert not good
        return
    (it,) = [one for one in good if one.number == chosen]
    assert it.door is not DoorState.OPEN
    assert not any((it.disabled, it.fault, it.held, it.lying, it.something, it.board_away))
    if low and any(one.reachable for one in good):
        assert it.reachable
        good = [one for one in good if one.reachable]
    assert SIZES.index(it.size) == min(SIZES.index(one.size) for one in good)
    alike = [one for one in good if one.size is it.size and one.door is it.door]
    assert it.pulses == min(one.pulses for one in alike)


def test_own_size_then_larger_least_worn_and_within_reach_first_for_whom_it_must_be() -> None:
    cells = [cell(1, S), cell(2, M, pulses=3), cell(3, M, pulses=1, reachable=False), cell(4, L)]
    assert choose(cells, S, False) == 1
    assert choose(cells, M, False) == 3
    assert choose(cells, M, True) == 2
    assert choose([cell(1, S), cell(4, L)], M, False) == 4
    assert choose([cell(1, S)], M, False) is None
    assert choose([replace(cells[2]), cell(4, L)], M, True) == 4  # larger, but within reach


def test_a_door_that_nobody_sees_comes_after_one_that_is_seen_to_be_shut() -> None:
    assert choose([cell(1, door=DoorState.UNKNOWN), cell(2, pulses=9)], M, False) == 2
    assert choose([cell(1, door=DoorState.UNKNOWN)], M, False) == 1
