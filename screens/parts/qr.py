"""A QR code as one small picture, a pixel a module, enlarged without smoothing."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from screens.vocabulary import FromKv

QUIET_MODULES = 2  # on white, beside the plate's own margin


class Qr(FromKv, Widget):
    """A square of at most `side` pixels; every module a whole number of pixels. Nothing for an empty `code`."""

    code = StringProperty("")
    side = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        self._texture: Texture | None = None
        self._set = Clock.create_trigger(self._encode, -1)
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        self.fbind("code", self._set)
        for name in ("pos", "size"):
            self.fbind(name, self._draw)
        self._encode()

    def _encode(self, *_: Any) -> None:
        self._texture = None
        if self.code:
            import segno  # only when the first code is shown

            rows = [
                bytes(row) for row in segno.make(self.code, error="m", micro=False).matrix_iter(border=QUIET_MODULES)
            ]
            self._texture = Texture.create(size=(len(rows), len(rows)), colorfmt="luminance")
            pixels = b"".join(bytes(0 if module else 255 for module in row) for row in reversed(rows))
            self._texture.blit_buffer(pixels, colorfmt="luminance", bufferfmt="ubyte")
            self._texture.mag_filter = self._texture.min_filter = "nearest"
        self._redraw()

    def _redraw(self, *_: Any) -> None:
        self.canvas.clear()
        if self._texture is None or self.width < self._texture.width:
            return
        side = self.width // self._texture.width * self._texture.width
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(pos=self.pos, size=self.size)
            Rectangle(
                texture=self._texture,
                pos=(round(self.center_x - side / 2), round(self.center_y - side / 2)),
                size=(side, side),
            )
