"""The cabinet's drawing: any cabinet keeps its cells apart and in the frame, and the wanted number is always large."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.lockers.views import CabinetDrawing, CellTile
from screens.parts.cabinet_plan import DIGIT_WIDE, FIGURE_LEAST_DP, WANTED_LEAST_DP, Box, Plan, plan
from screens.parts.code_plan import laid_out
from tests.screens.cases_lockers import picture, shelf

EXTENT, SMALL = (560.0, 740.0), (560.0, 404.0)  # upright, and lying with a banner
WORDS = (56.0, 70.0)  # of "you are here"
ABOUT = 0.01


def planned(drawing: CabinetDrawing, cell: int, extent: tuple[float, float] = EXTENT, *, is_open: bool = True) -> Plan:
    return plan(drawing, cell, extent, WORDS, 1.0, is_open=is_open)


def inside(box: Box, frame: Box) -> bool:
    across = box.x >= frame.x - ABOUT and box.right <= frame.right + ABOUT
    return across and box.y >= frame.y - ABOUT and box.top <= frame.top + ABOUT


@given(st.integers(2, 20), st.integers(2, 18), st.booleans(), st.sampled_from((EXTENT, SMALL)), st.data())
def test_any_cabinet_is_legible(
    columns: int, rows: int, is_open: bool, extent: tuple[float, float], data: st.DataObject
) -> None:
    drawing = shelf(columns, rows, screen_column=data.draw(st.integers(0, columns - 1)))
    cell = data.draw(st.sampled_from([tile.number for tile in drawing.cells]))
    found = planned(drawing, cell, extent, is_open=is_open)
    assert found.wanted
    assert found.mark
    assert found.door
    assert {each.number for each in found.cells} == {tile.number for tile in drawing.cells} - {cell}
    assert all(inside(box, found.frame) for box in (*(each.box for each in found.cells), found.here, found.mark))
    assert all(0 <= x <= found.frame.wide and 0 <= y <= found.frame.high for x, y in found.door)
    for each in found.cells:
        if each.figure_px:
            assert each.figure_px >= FIGURE_LEAST_DP
            assert DIGIT_WIDE * each.figure_px * len(str(each.number)) <= each.box.wide
    assert found.mark_px >= WANTED_LEAST_DP
    assert DIGIT_WIDE * found.mark_px * len(str(cell)) <= found.mark.wide
    assert found.mark_px <= found.mark.high


@pytest.mark.parametrize("drawing", [picture(), shelf(9, 18), shelf(20, 8), shelf(1, 4, screen_column=0)])
def test_cells_stand_apart_and_keep_their_order(drawing: CabinetDrawing) -> None:
    found = planned(drawing, drawing.cells[0].number)
    boxes = [each.box for each in found.cells]
    assert not any(one.meets(other) for one, other in combinations((*boxes, found.screen), 2))
    tiles = {tile.number: tile for tile in drawing.cells}
    for one, other in combinations(found.cells, 2):
        if tiles[one.number].column < tiles[other.number].column:
            assert one.box.right <= other.box.x


def test_numbers_stand_on_every_cell_of_a_usual_cabinet() -> None:
    assert all(each.figure_px for each in planned(picture(), 12).cells)


def test_an_open_door_swings_to_where_there_is_room() -> None:
    to_the_right, to_the_left = planned(picture(), 12), planned(picture(), 20)
    assert to_the_right.wanted
    assert to_the_right.mark
    assert to_the_left.wanted
    assert to_the_left.mark
    assert to_the_right.mark.x >= to_the_right.wanted.right - ABOUT
    assert to_the_left.mark.right <= to_the_left.wanted.x + ABOUT


def test_the_words_on_the_screen_step_aside_for_a_door_that_swings_over_them() -> None:
    for cell in range(1, 7):
        found = planned(picture(), cell)
        assert found.mark
        assert not found.here.meets(found.mark)


def test_a_cell_that_is_not_in_the_cabinet_marks_none() -> None:
    found = planned(picture(), 99)
    assert found.wanted is None
    assert found.mark is None
    assert len(found.cells) == len(picture().cells)


def test_a_cabinet_of_one_cell_above_its_screen_can_be_drawn() -> None:
    single = CabinetDrawing(
        cells=(CellTile(1, 0, 1200, 400),), screen_column=0, screen_floor_mm=300, screen_height_mm=900
    )
    found = planned(single, 1, is_open=False)
    assert found.mark
    assert inside(found.mark, found.frame)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.floats(400, 1000))
def test_code_boxes_fit_their_line(groups: list[int], width: float) -> None:
    boxes, dashes = laid_out(groups, width, 150, 1.0)
    assert len(boxes) == sum(groups)
    assert len(dashes) == len(groups) - 1
    if min(wide for _, wide, _ in boxes) > 0:
        assert boxes[-1][0] + boxes[-1][1] <= width + ABOUT
