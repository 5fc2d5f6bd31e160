"""Flat things carry information and take no touch: zones of colour, plates, hairlines, discs."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import ColorProperty, NumericProperty
from kivy.uix.widget import Widget

from screens.parts.lines import Column, Row
from screens.parts.plates import clear, framed
from screens.vocabulary import FromKv


class Zone(Widget):
    """A large rectangle of one opaque colour, cleared instead of blended: without a graphics card ten times quicker."""

    colour = ColorProperty()

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("pos", "size", "colour"):
            self.fbind(name, self._draw)
        self._draw()

    def _redraw(self, *_: Any) -> None:
        self.canvas.clear()
        with self.canvas:
            clear(self.x, self.y, self.right, self.top, self.colour)


class Plate(FromKv, Widget):
    """A rounded rectangle, with a border if `border` > 0; behind what stands in the same place. None for no extent."""

    colour = ColorProperty()
    border_colour = ColorProperty()
    border = NumericProperty(0)
    radius = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("pos", "size", "colour", "border_colour", "border", "radius"):
            self.fbind(name, self._draw)
        self._draw()

    def _redraw(self, *_: Any) -> None:
        self.canvas.before.clear()
        if min(self.size) < 1:
            return
        with self.canvas.before:
            box = (self.x, self.y, self.width, self.height)
            framed(*box, self.radius, self.colour, self.border, self.border_colour)


class PlateColumn(Column, Plate):
    """A Column on its own plate."""


class PlateRow(Row, Plate):
    """A Row on its own plate."""


class Hairline(FromKv, Widget):
    """Across the widget, two px thick."""

    colour = ColorProperty()


class Disc(Plate):
    """A circle; with `border` > 0 a ring around `colour`."""
