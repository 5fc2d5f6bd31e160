"""Flat things carry information and take no touch: zones of colour, plates, hairlines, discs."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import ClearBuffers, ClearColor
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from kivy.properties import ColorProperty, NumericProperty
from kivy.uix.widget import Widget

from screens.vocabulary import FromKv


class Zone(Widget):
    """A large rectangle of one opaque colour, cleared instead of blended: drawn in software that is ten times quicker."""

    colour = ColorProperty()

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("pos", "size", "colour"):
            self.fbind(name, self._draw)
        self._draw()

    def _redraw(self, *_: Any) -> None:
        self.canvas.clear()
        if min(self.size) <= 0:
            return
        x, y, right, top = (round(edge) for edge in (self.x, self.y, self.right, self.top))
        with self.canvas:
            ScissorPush(x=x, y=y, width=right - x, height=top - y)
            ClearColor(*self.colour)
            ClearBuffers(clear_color=True)
            ScissorPop()


class Plate(FromKv, Widget):
    """A rounded rectangle, with a border if `border` > 0."""

    colour = ColorProperty()
    border_colour = ColorProperty()
    border = NumericProperty(0)
    radius = NumericProperty(0)


class Hairline(FromKv, Widget):
    """Across the widget, two px thick."""

    colour = ColorProperty()


class Disc(FromKv, Widget):
    """A circle, or with `border` > 0 a ring around `inside`."""

    colour = ColorProperty()
    inside = ColorProperty()
    border = NumericProperty(0)
