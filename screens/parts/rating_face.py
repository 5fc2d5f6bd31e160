"""A face for each of the five levels, all in one colour: its mouth and the word beside it carry the meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Mesh, SmoothEllipse, SmoothLine
from kivy.properties import ColorProperty, NumericProperty
from kivy.uix.widget import Widget

from screens.vocabulary import FromKv

SIDE, RADIUS, STROKE, EYE = 160, 72, 10, 9  # the drawing's own px, y downwards
STEPS = 14
EYES = ((58, 72), (102, 72))
Point = tuple[float, float]
CURVES: dict[int, tuple[tuple[Point, Point, Point], ...]] = {
    5: (((46, 76), (58, 60), (70, 76)), ((90, 76), (102, 60), (114, 76))),
    4: (((52, 106), (80, 132), (108, 106)),),
    3: (((54, 114), (80, 114), (106, 114)),),
    2: (((54, 122), (80, 104), (106, 122)),),
    1: (((54, 128), (80, 96), (106, 128)), ((42, 48), (55, 53), (68, 58)), ((118, 48), (105, 53), (92, 58))),
}
LAUGH = (((46, 94), (52, 130), (80, 130)), ((80, 130), (108, 130), (114, 94)))  # level 5: an open mouth


def bend(start: Point, control: Point, end: Point) -> Iterator[Point]:
    """Points on a quadratic curve, both ends included. Pure."""
    for step in range(STEPS + 1):
        t = step / STEPS
        first, middle, last = (1 - t) ** 2, 2 * t * (1 - t), t * t
        yield (
            first * start[0] + middle * control[0] + last * end[0],
            first * start[1] + middle * control[1] + last * end[1],
        )


class RatingFace(FromKv, Widget):
    """A square of `side` pixels; `level` from 5 (laughing) down to 1 (frowning)."""

    level = NumericProperty(3)
    side = NumericProperty(0)
    ink = ColorProperty()
    ground = ColorProperty()

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("pos", "size", "level", "ink", "ground"):
            self.fbind(name, self._draw)
        self._draw()

    def _at(self, point: Point) -> Point:
        scale = self.width / SIDE
        return self.x + point[0] * scale, self.top - point[1] * scale

    def _disc(self, centre: Point, radius: float) -> None:
        scale = self.width / SIDE
        x, y = self._at(centre)
        SmoothEllipse(pos=(x - radius * scale, y - radius * scale), size=(2 * radius * scale, 2 * radius * scale))

    def _stroke(self, points: list[Point], *, close: bool = False) -> None:
        placed = [self._at(point) for point in points]
        half = STROKE / 2 * self.width / SIDE
        SmoothLine(points=[part for point in placed for part in point], width=half, close=close)
        if not close:
            for end in (points[0], points[-1]):
                self._disc(end, STROKE / 2)

    def _redraw(self, *_: Any) -> None:
        self.canvas.clear()
        level = int(self.level)
        if self.width < 1 or level not in CURVES:
            return
        with self.canvas:
            Color(rgba=self.ink)
            self._disc((SIDE / 2, SIDE / 2), RADIUS + STROKE / 2)
            Color(rgba=self.ground)
            self._disc((SIDE / 2, SIDE / 2), RADIUS - STROKE / 2)
            Color(rgba=self.ink)
            for curve in CURVES[level]:
                self._stroke(list(bend(*curve)))
            if level == 5:
                self._open_mouth()
                return
            for eye in EYES:
                self._disc(eye, EYE)

    def _open_mouth(self) -> None:
        rim = [point for curve in LAUGH for point in bend(*curve)]
        vertices = [part for point in rim for part in (*self._at(point), 0, 0)]
        Mesh(vertices=vertices, indices=list(range(len(rim))), mode="triangle_fan")
        placed = [self._at(point) for point in rim]
        SmoothLine(points=[part for point in placed for part in point], width=2 * self.width / SIDE, close=True)
