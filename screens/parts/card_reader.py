"""The drawing of an ID card above the reader's field, with the arrow that says: down onto it."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, SmoothEllipse, SmoothLine, SmoothRoundedRectangle
from kivy.properties import ListProperty, NumericProperty
from kivy.uix.widget import Widget

from screens.vocabulary import FromKv

WIDE, HIGH = 560, 400  # the drawing's own px, y downwards
CARD = (130, 20, 300, 190)
READER, FIELD = (30, 250, 500, 130), (130, 286, 300, 58)
HEAD, SHOULDERS = (330, 66, 52), (300, 130, 112, 50)
LINES = ((160, 74, 250), (160, 108, 270), (160, 142, 230))
SHAFT, TIP = ((280, 222), (280, 272)), ((256, 250), (280, 274), (304, 250))


class CardReader(FromKv, Widget):
    """As large as fits its box. `inks`: the reader, its field, the card, its rim, its print, the arrow."""

    inks = ListProperty([])
    scale = NumericProperty(1)

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("pos", "size", "inks"):
            self.fbind(name, self._draw)
        self._draw()

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self.center_x + (x - WIDE / 2) * self.scale, self.center_y + (HIGH / 2 - y) * self.scale

    def _plate(self, x: float, y: float, wide: float, high: float, radius: float) -> None:
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
        reader, field, card, rim, ink, arrow = self.inks
        with self.canvas:
            Color(rgba=reader)
            self._plate(*READER, 26)
            Color(rgba=field)
            self._plate(*FIELD, 16)
            Color(rgba=rim)
            self._plate(CARD[0] - 3, CARD[1] - 3, CARD[2] + 6, CARD[3] + 6, 22)
            Color(rgba=card)
            self._plate(*CARD, 20)
            Color(rgba=ink)
            x, y, side = HEAD
            left, low = self._at(x, y + side)
            SmoothEllipse(pos=(left, low), size=(side * self.scale, side * self.scale))
            self._plate(*SHOULDERS, 24)
            for x, y, right in LINES:
                self._stroke(10, (x, y), (right, y))
            Color(rgba=arrow)
            self._stroke(12, *SHAFT)
            self._stroke(12, *TIP)
