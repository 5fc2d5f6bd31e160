"""The drawing of the ticket coming out of its slot, with the number on it."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Mesh, Rectangle, SmoothEllipse, SmoothLine, SmoothRoundedRectangle
from kivy.properties import ColorProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from screens.faces import font_file
from screens.parts.text import measure, picture
from screens.vocabulary import FromKv

WIDE, HIGH = 420, 260  # the drawing's own px, y downwards
PAPER_LEFT, PAPER_RIGHT, PAPER_TOP, PAPER_LOW, TOOTH = 92, 328, 44, 216, 12
TEETH = 6


class Slot(FromKv, Widget):
    number = StringProperty("")
    style = ObjectProperty(None)
    fonts = ObjectProperty(None)
    inks = ListProperty([])  # plate, slot, paper, rim, number, arrow
    scale = NumericProperty(1)
    ground = ColorProperty()

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("number", "pos", "size"):
            self.fbind(name, self._draw)
        self._draw()

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self.center_x + (x - WIDE / 2) * self.scale, self.center_y + (HIGH / 2 - y) * self.scale

    def _bar(self, x: float, y: float, wide: float, high: float, radius: float) -> None:
        left, low = self._at(x, y + high)
        SmoothRoundedRectangle(
            pos=(left, low), size=(wide * self.scale, high * self.scale), radius=[radius * self.scale]
        )

    def _stroke(self, width: float, *points: tuple[float, float]) -> None:
        cap = width * self.scale
        placed = [self._at(*point) for point in points]
        SmoothLine(points=[part for point in placed for part in point], width=cap / 2)
        for x, y in placed:
            SmoothEllipse(pos=(x - cap / 2, y - cap / 2), size=(cap, cap))

    def _redraw(self, *_: Any) -> None:
        self.canvas.clear()
        self.scale = min(self.width / WIDE, self.height / HIGH)
        if self.scale <= 0 or len(self.inks) < 6:
            return
        plate, slot, paper, rim, ink, arrow = self.inks
        with self.canvas:
            Color(rgba=plate)
            self._bar(10, 14, 400, 56, 16)
            Color(rgba=slot)
            self._bar(60, 34, 300, 18, 9)
            Color(rgba=paper)
            self._paper(rim)
            Color(rgba=ink)
            self._number()
            Color(rgba=rim)
            self._stroke(7, (130, 158), (290, 158))
            self._stroke(7, (130, 178), (240, 178))
            Color(rgba=arrow)
            self._stroke(12, (374, 96), (374, 192))
            self._stroke(12, (348, 164), (374, 192), (400, 164))

    def _paper(self, rim: Any) -> None:
        step = (PAPER_RIGHT - PAPER_LEFT) / (2 * TEETH)
        teeth = [(PAPER_LEFT + at * step, PAPER_LOW - (TOOTH if at % 2 else 0)) for at in range(2 * TEETH + 1)]
        vertices: list[float] = []
        for x, y in teeth:
            vertices += [*self._at(x, PAPER_TOP), 0, 0, *self._at(x, y), 0, 0]
        Mesh(vertices=vertices, indices=list(range(len(vertices) // 4)), mode="triangle_strip")
        Color(rgba=rim)
        outline = [(PAPER_LEFT, PAPER_TOP), (PAPER_RIGHT, PAPER_TOP), *reversed(teeth)]
        SmoothLine(points=[part for p in outline for part in self._at(*p)], width=1.5 * self.scale, close=True)

    def _number(self) -> None:
        file = font_file(self.fonts, self.style.face, self.number)
        size = round(62 * self.scale)
        while size > 12 and measure(self.number, file, size) > 200 * self.scale:
            size -= 2
        if not self.number:
            return
        texture = picture(self.number, file, size)
        x, y = self._at(WIDE / 2, 112)
        Rectangle(texture=texture, pos=(round(x - texture.width / 2), round(y - texture.height / 2)), size=texture.size)
