"""Row and Column: children in a line, those without an extent left out together with their gap.

Kivy's BoxLayout keeps the spacing of empty children, which puts a button's words off their middle.
"""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, VariableListProperty
from kivy.uix.layout import Layout
from kivy.uix.widget import Widget


class Gap(Widget):
    """Empty space; stretches unless given a size."""


class Lined(Layout):
    """A child with a `size_hint` along the line shares what is left; across it fills, or stands as `across` says.

    `hug`: the line takes the extent of its children. `align`: where they stand when nothing stretches.
    """

    spacing = NumericProperty(0)
    padding = VariableListProperty([0, 0, 0, 0])  # left, top, right, bottom
    align = OptionProperty("start", options=("start", "center", "end"))
    across = OptionProperty("center", options=("start", "center", "end"))
    hug = BooleanProperty(False)
    hug_across = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        for name in ("children", "pos", "size", "spacing", "padding", "align", "across", "hug"):
            self.fbind(name, self._trigger_layout)

    def _present(self, axis: int) -> list[Widget]:
        return [child for child in reversed(self.children) if child.size_hint[axis] is not None or child.size[axis] > 0]

    def _extents(self, axis: int, inside: float) -> tuple[list[Widget], list[float], float]:
        """The children, their extents along the axis, and what is left over when none stretches."""
        present = self._present(axis)
        fixed = sum(child.size[axis] for child in present if child.size_hint[axis] is None)
        fixed += self.spacing * max(0, len(present) - 1)
        weight = sum(child.size_hint[axis] or 0 for child in present)
        left = max(0.0, inside - fixed)
        extents = [
            child.size[axis] if child.size_hint[axis] is None else left * child.size_hint[axis] / (weight or 1)
            for child in present
        ]
        return present, extents, 0.0 if weight else left


class Row(Lined):
    """Left to right."""

    def do_layout(self, *_: Any) -> None:
        left, top, right, bottom = self.padding
        if self.hug:
            present, extents, _left = self._extents(0, 0)
            self.width = left + right + sum(extents) + self.spacing * max(0, len(present) - 1)
        if self.hug_across:
            self.height = top + bottom + max((child.height for child in self.children), default=0)
        inside = self.height - top - bottom
        for child in self.children:  # also those left out: what they would need across decides whether they stay so
            if child.size_hint_y is not None:
                child.height = inside * child.size_hint_y
        present, extents, over = self._extents(0, self.width - left - right)
        x = self.x + left + {"start": 0.0, "center": over / 2, "end": over}[self.align]
        for child, wide in zip(present, extents, strict=True):
            high = child.height if child.size_hint_y is None else inside * child.size_hint_y
            spare = {"start": inside - high, "center": (inside - high) / 2, "end": 0.0}[self.across]
            child.size = (wide, high)
            child.pos = (x, self.y + bottom + spare)
            x += wide + self.spacing


class Column(Lined):
    """Top to bottom."""

    def do_layout(self, *_: Any) -> None:
        left, top, right, bottom = self.padding
        if self.hug:
            present, extents, _left = self._extents(1, 0)
            self.height = top + bottom + sum(extents) + self.spacing * max(0, len(present) - 1)
        if self.hug_across:
            self.width = left + right + max((child.width for child in self.children), default=0)
        inside = self.width - left - right
        for child in self.children:
            if child.size_hint_x is not None:
                child.width = inside * child.size_hint_x
        present, extents, over = self._extents(1, self.height - top - bottom)
        y = self.top - top - {"start": 0.0, "center": over / 2, "end": over}[self.align]
        for child, high in zip(present, extents, strict=True):
            wide = child.width if child.size_hint_x is None else inside * child.size_hint_x
            spare = {"start": 0.0, "center": (inside - wide) / 2, "end": inside - wide}[self.across]
            y -= high
            child.size = (wide, high)
            child.pos = (self.x + left + spare, y)
            y -= self.spacing
