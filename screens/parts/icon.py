"""One icon of the set, by its name in [icon] of config/theme.toml; an unknown name shows the question mark."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, PopMatrix, PushMatrix, Rectangle, Rotate
from kivy.properties import ColorProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from screens.faces import icon_file
from screens.parts.text import picture
from screens.vocabulary import FromKv

FALLBACK = "question"


class Icon(FromKv, Widget):
    """A square of `side` pixels. `turned`: degrees clockwise."""

    name = StringProperty("")
    side = NumericProperty(0)
    colour = ColorProperty()
    turned = NumericProperty(0)
    fonts = ObjectProperty(None)
    glyphs = ObjectProperty(None)
    density = NumericProperty(1)

    def __init__(self, **properties: Any) -> None:
        self._texture: Any = None
        self._draw = Clock.create_trigger(self._redraw, -1)
        self._set = Clock.create_trigger(self._picture, -1)
        super().__init__(**properties)
        for name in ("name", "side"):
            self.fbind(name, self._set)
        for name in ("pos", "size", "colour", "turned"):
            self.fbind(name, self._draw)
        self._picture()

    def _picture(self, *_: Any) -> None:
        self._texture = None
        if self.name and self.side:
            glyph = self.glyphs.get(self.name, self.glyphs[FALLBACK])
            self._texture = picture(glyph, icon_file(self.fonts, self.side / self.density), round(self.side))
        self._redraw()

    def _redraw(self, *_: Any) -> None:
        self.canvas.clear()
        if self._texture is None:
            return
        with self.canvas:
            if self.turned:
                PushMatrix()
                Rotate(angle=-self.turned, origin=self.center)
            Color(rgba=self.colour)
            Rectangle(
                texture=self._texture,
                pos=(round(self.center_x - self._texture.width / 2), round(self.center_y - self._texture.height / 2)),
                size=self._texture.size,
            )
            if self.turned:
                PopMatrix()
