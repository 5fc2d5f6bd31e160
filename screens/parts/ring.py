"""The countdown ring: an arc that shrinks clockwise around the seconds left. Pure drawing; the engine counts."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, SmoothLine
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, ObjectProperty
from kivy.uix.floatlayout import FloatLayout

from screens.parts.text import Text as Text
from screens.vocabulary import FromKv

FIGURE_FROM_S = 99


class Ring(FromKv, FloatLayout):
    """`left` of `total` seconds; `left` below 0: nothing runs. Above 99 s only the arc."""

    left = NumericProperty(-1)
    total = NumericProperty(1)
    warning = BooleanProperty(False)
    stroke = NumericProperty(1)
    track = ColorProperty()
    arc = ColorProperty()
    ink = ColorProperty()
    style = ObjectProperty(None)
    label = ObjectProperty(None)

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("left", "total", "track", "arc", "pos", "size", "stroke"):
            self.fbind(name, self._draw)
        self._draw()

    def figure(self, left: float) -> str:
        return str(int(left)) if 0 <= left <= FIGURE_FROM_S else ""

    def _redraw(self, *_: Any) -> None:
        self.canvas.before.clear()
        radius = self.width / 2 - self.stroke / 2
        if radius <= 0:
            return
        with self.canvas.before:
            Color(rgba=self.track)
            SmoothLine(circle=(self.center_x, self.center_y, radius, 0, 360, 96), width=self.stroke / 2)
            share = min(1.0, self.left / self.total) if self.left > 0 else 0.0
            if share:
                Color(rgba=self.arc)
                SmoothLine(circle=(self.center_x, self.center_y, radius, 0, 360 * share, 96), width=self.stroke / 2)
