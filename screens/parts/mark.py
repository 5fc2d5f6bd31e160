"""Drawn lines: the hall's square mark, the nine roads on the welcome sign. Placeholders for the city's own."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, SmoothEllipse, SmoothLine, SmoothRoundedRectangle
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from kivy.metrics import dp
from kivy.properties import ColorProperty
from kivy.uix.widget import Widget

from screens.vocabulary import FromKv

# on a square of 64, y downwards
MARK = (((14, 50), (14, 37), (32, 19), (32, 14)), ((32, 50), (32, 14)), ((50, 50), (50, 37), (32, 19)))
MARK_SIDE, MARK_STROKE, MARK_RADIUS = 64, 6, 14

# from the right edge of a sign 1080 px wide, y downwards from its top
ROADS = (
    ((-20, -82), (-280, 178), (-280, 470), (120, 870)),
    ((10, -70), (-250, 190), (-250, 458), (150, 858)),
    ((40, -57), (-220, 203), (-220, 445), (180, 845)),
    ((70, -45), (-190, 215), (-190, 433), (210, 833)),
    ((100, -32), (-160, 228), (-160, 420), (240, 820)),
    ((130, -20), (-130, 240), (-130, 408), (270, 808)),
    ((160, -7), (-100, 253), (-100, 395), (300, 795)),
    ((190, 5), (-70, 265), (-70, 383), (330, 783)),
    ((220, 17), (-40, 277), (-40, 371), (360, 771)),
)
ROAD_STROKE = 12


class Mark(FromKv, Widget):
    ground = ColorProperty()
    ink = ColorProperty()

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("pos", "size", "ground", "ink"):
            self.fbind(name, self._draw)
        self._draw()

    def _redraw(self, *_: Any) -> None:
        scale = self.width / MARK_SIDE
        cap = MARK_STROKE * scale
        self.canvas.clear()
        with self.canvas:
            Color(rgba=self.ground)
            SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[MARK_RADIUS * scale])
            Color(rgba=self.ink)
            for road in MARK:
                points = [(self.x + x * scale, self.top - y * scale) for x, y in road]
                SmoothLine(points=[part for point in points for part in point], width=cap / 2)
                for x, y in points:
                    SmoothEllipse(pos=(x - cap / 2, y - cap / 2), size=(cap, cap))


class Roads(FromKv, Widget):
    """Fills the upper right of its box and is cut at the box."""

    ink = ColorProperty()

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("pos", "size"):
            self.fbind(name, self._draw)
        self._draw()

    def _redraw(self, *_: Any) -> None:
        self.canvas.clear()
        with self.canvas:
            ScissorPush(x=round(self.x), y=round(self.y), width=round(self.width), height=round(self.height))
            Color(rgba=self.ink)
            for road in ROADS:
                points = [part for x, y in road for part in (self.right + dp(x), self.top - dp(y))]
                SmoothLine(points=points, width=dp(ROAD_STROKE / 2))
            ScissorPop()
