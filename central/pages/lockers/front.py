"""A cabinet as one who stands before it sees it: where each door is drawn. Pure; between the cells that its terminal
told (kiosk/lockers/events.py, CabinetFitted) and the page's SVG.

One unit of the drawing is a millimetre, from the cabinet's upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

COLUMN_MM = 480  # the terminal tells heights only; cabinets are built in columns of about this width
FRAME_MM = 36
GAP_MM = 10
FOOT_MM = 50
TEXT_ROOM_MM = 110  # a door lower than this has smaller letters


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Door:
    """One cell's door. `small`: its letters must be small."""

    number: int
    size: str
    reachable: bool
    box: Box
    small: bool


@dataclass(frozen=True, slots=True)
class Front:
    width: int
    height: int
    screen: Box
    doors: tuple[Door, ...]

    @classmethod
    def of(cls, cells: Iterable[Mapping[str, Any]], screen: Mapping[str, int]) -> Self:
        """`cells` as CabinetFitted has them; `screen`: column, floor_mm and height_mm of the part without cells."""
        cells = list(cells)
        columns = 1 + max([screen["column"], *(cell["column"] for cell in cells)])
        top_mm = max(
            [screen["floor_mm"] + screen["height_mm"], *(cell["floor_mm"] + cell["height_mm"] for cell in cells)]
        )

        def box(column: int, floor_mm: int, height_mm: int) -> Box:
            x = FRAME_MM + column * COLUMN_MM
            y = FRAME_MM + top_mm - floor_mm - height_mm
            half = GAP_MM // 2
            return Box(x + half, y + half, COLUMN_MM - GAP_MM, max(GAP_MM, height_mm - GAP_MM))

        doors = tuple(
            Door(
                number=cell["number"],
                size=cell["size"],
                reachable=bool(cell.get("low")),
                box=box(cell["column"], cell["floor_mm"], cell["height_mm"]),
                small=cell["height_mm"] < TEXT_ROOM_MM,
            )
            for cell in sorted(cells, key=lambda cell: (cell["column"], -cell["floor_mm"]))
        )
        return cls(
            width=2 * FRAME_MM + columns * COLUMN_MM,
            height=FRAME_MM + top_mm + FOOT_MM,
            screen=box(screen["column"], screen["floor_mm"], screen["height_mm"]),
            doors=doors,
        )
