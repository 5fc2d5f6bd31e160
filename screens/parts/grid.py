"""Tiles in equal cells, filled row by row. Its cells are at most `cell_height` high and fill the width."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty
from kivy.uix.layout import Layout

from screens.vocabulary import FromKv


class Grid(FromKv, Layout):
    columns = NumericProperty(3)
    gap = NumericProperty(0)
    cell_height = NumericProperty(0)  # at most; 0: as high as fits
    rows = NumericProperty(3)  # at least so many rows share the height

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        for name in ("pos", "size", "children", "columns", "gap", "cell_height", "rows"):
            self.fbind(name, self._trigger_layout)

    def do_layout(self, *_: Any) -> None:
        if not self.children:
            return
        rows = max(self.rows, -(-len(self.children) // self.columns))
        wide = (self.width - self.gap * (self.columns - 1)) / self.columns
        high = (self.height - self.gap * (rows - 1)) / rows
        if self.cell_height:
            high = min(high, self.cell_height)
        for at, child in enumerate(reversed(self.children)):
            row, column = divmod(at, self.columns)
            child.size = (wide, high)
            child.pos = (self.x + column * (wide + self.gap), self.top - high - row * (high + self.gap))
