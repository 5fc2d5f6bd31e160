"""Where everything of the cabinet's drawing stands, for any cabinet of 1 to some hundred cells. Pure; pixels from the
lower left of the drawing. The cells keep their columns and, in proportion, their heights.

Cells too small for a legible number are drawn without one; the wanted door is always large enough for its number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.lockers.views import CabinetDrawing

PAD_DP, GAP_DP = 19, 8  # around the cells, between them
COLUMN_MOST_DP = 210
FIGURE_DP, FIGURE_LEAST_DP = 36, 28
WANTED_DP, WANTED_LEAST_DP = 70, 52
DIGIT_WIDE, FIGURE_HIGH = 0.68, 1.1  # the widest digit of the figures font, and a line of it with air, in ems
AIR_DP = 12  # free space around a number
FLARE, FLARE_MOST_DP = 0.18, 34  # how much further the open door's outer edge reaches, up and down
SWING = 0.9  # of the cell's width, seen from the front

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    wide: float
    high: float

    @property
    def right(self) -> float:
        return self.x + self.wide

    @property
    def top(self) -> float:
        return self.y + self.high

    def meets(self, other: Box) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.top and other.y < self.top


@dataclass(frozen=True, slots=True)
class Cell:
    """`figure_px` 0: without its number."""

    number: int
    box: Box
    figure_px: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`door`: the four corners of the open door, hinge side first, or of the plate that stands for the shut one;
    `mark`: the box for its number, `mark_px` the number's size. `wanted` None: the cabinet has no such cell.
    """

    frame: Box
    screen: Box
    here: Box
    cells: tuple[Cell, ...]
    wanted: Box | None
    door: tuple[Point, Point, Point, Point] | None
    mark: Box | None
    mark_px: int


def plan(drawing: CabinetDrawing, cell: int, extent: Point, here: Point, unit: float, *, is_open: bool) -> Plan:
    """`extent`: the drawing's width and height at most; `here`: those of the words "you are here"; `unit`: pixels for
    one px of the look.
    """
    place = _placing(drawing, extent, unit)
    boxes = {tile.number: place(tile.column, tile.floor_mm, tile.height_mm) for tile in drawing.cells}
    screen = place(drawing.screen_column, drawing.screen_floor_mm, drawing.screen_height_mm)
    frame = Box(0, 0, max(box.right for box in (*boxes.values(), screen)) + PAD_DP * unit, extent[1])
    wanted = boxes.get(cell)
    door, mark, mark_px = _wanted(wanted, str(cell), frame, unit, is_open=is_open) if wanted else (None, None, 0)
    digits = len(str(max(boxes)))
    cells = tuple(Cell(number, box, figure_px(digits, box, unit)) for number, box in boxes.items() if number != cell)
    return Plan(frame, screen, _here(screen, here, frame, _around(door), unit), cells, wanted, door, mark, mark_px)


def figure_px(digits: int, box: Box, unit: float) -> int:
    """The larger of the two sizes at which the cabinet's longest number fits the box; 0: neither does."""
    for size in (FIGURE_DP * unit, FIGURE_LEAST_DP * unit):
        if size * DIGIT_WIDE * digits + AIR_DP * unit <= box.wide and FIGURE_HIGH * size <= box.high:
            return round(size)
    return 0


def _placing(drawing: CabinetDrawing, extent: Point, unit: float) -> Callable[[int, int, int], Box]:
    """What turns a column and its millimetres into a box."""
    columns = 1 + max(drawing.screen_column, *(tile.column for tile in drawing.cells))
    spans = [(tile.floor_mm, tile.floor_mm + tile.height_mm) for tile in drawing.cells]
    spans.append((drawing.screen_floor_mm, drawing.screen_floor_mm + drawing.screen_height_mm))
    low, high = min(low for low, _ in spans), max(high for _, high in spans)
    pad = PAD_DP * unit
    across = min(COLUMN_MOST_DP * unit, (extent[0] - 2 * pad) / columns)
    up = (extent[1] - 2 * pad) / max(1, high - low)
    gap = min(GAP_DP * unit, 0.12 * across)

    def place(column: int, floor_mm: int, height_mm: int) -> Box:
        gap_up = min(gap, 0.12 * height_mm * up)
        return Box(
            pad + column * across + gap / 2,
            pad + (floor_mm - low) * up + gap_up / 2,
            across - gap,
            height_mm * up - gap_up,
        )

    return place


def _wanted(
    box: Box, figures: str, frame: Box, unit: float, *, is_open: bool
) -> tuple[tuple[Point, Point, Point, Point], Box, int]:
    size = min(WANTED_DP * unit, max(WANTED_LEAST_DP * unit, box.high * 0.6))
    least_wide = size * DIGIT_WIDE * len(figures) + 2 * AIR_DP * unit
    least_high = size * 1.25
    if not is_open:
        wide, high = max(box.wide, least_wide), max(box.high, least_high)
        x = _within(box.x + (box.wide - wide) / 2, wide, frame.wide)
        y = _within(box.y + (box.high - high) / 2, high, frame.high)
        mark = Box(x, y, wide, high)
        return ((x, y), (x, mark.top), (mark.right, mark.top), (mark.right, y)), mark, round(size)
    wide, high = max(SWING * box.wide, least_wide), max(box.high, least_high)
    to_the_right = box.right + wide <= frame.wide or frame.wide - box.right >= box.x
    hinge = min(box.right, frame.wide - wide) if to_the_right else max(box.x, wide)
    outer = hinge + wide if to_the_right else hinge - wide
    low = _within(box.y + (box.high - high) / 2, high, frame.high)
    flare = min(FLARE * high, FLARE_MOST_DP * unit)
    down, up = max(0.0, low - flare), min(frame.high, low + high + flare)
    corners = ((hinge, low), (hinge, low + high), (outer, up), (outer, down))
    return corners, Box(min(hinge, outer), low, wide, high), round(size)


def _here(screen: Box, words: Point, frame: Box, door: Box | None, unit: float) -> Box:
    """On the screen where it is large enough, else upon it and its neighbours; out of the wanted door's way."""
    air = AIR_DP * unit
    wide, high = words[0] + 2 * air, words[1] + 2 * air
    if wide <= screen.wide and high <= screen.high:
        inset = min(air, (screen.wide - wide) / 2)
        glass = max(high, min(screen.high - 2 * air, screen.high * 0.42))
        x, wide, top = screen.x + inset, screen.wide - 2 * inset, min(screen.top, screen.top - air)
        found = [Box(x, top - glass, wide, glass)]
        lower = min(top, door.y - air) if door else top
        found += [Box(x, lower - high, wide, high)] if lower - high >= screen.y else []
        found.append(Box(x, screen.y, wide, high))
    else:
        x = _within(screen.x + (screen.wide - wide) / 2, wide, frame.wide)
        middle = screen.y + (screen.high - high) / 2
        heights = (middle, *((door.top + air, door.y - air - high) if door else ()))
        found = [Box(x, _within(y, high, frame.high), wide, high) for y in heights]
    return next((box for box in found if door is None or not box.meets(door)), found[0])


def _around(corners: tuple[Point, ...] | None) -> Box | None:
    if corners is None:
        return None
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(across), min(up), max(across) - min(across), max(up) - min(up))


def _within(start: float, extent: float, most: float) -> float:
    return max(0.0, min(start, most - extent))
