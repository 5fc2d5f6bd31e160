"""The digits of a code, a box each, in groups; the next one to type has a border and a bar; the phone's are marked."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import ColorProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from screens.faces import font_file
from screens.parts.code_plan import laid_out
from screens.parts.plates import framed
from screens.parts.text import picture
from screens.vocabulary import FromKv

DIGIT = 0.61  # of a box's height


class CodeBoxes(FromKv, Widget):
    """`groups`: how many boxes stand together. `inks`: box, filled box's rim, empty one's, the next one's, dash."""

    typed = StringProperty("")
    groups = ListProperty([])
    inks = ListProperty([])
    digit_ink = ColorProperty()
    style = ObjectProperty(None)
    fonts = ObjectProperty(None)
    unit = NumericProperty(1)

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("pos", "size", "typed", "groups"):
            self.fbind(name, self._draw)
        self._draw()

    def _redraw(self, *_: Any) -> None:
        self.canvas.clear()
        if not self.groups or min(self.size) < 1 or len(self.inks) < 5:
            return
        boxes, dashes = laid_out(list(self.groups), self.width, self.height, self.unit)
        with self.canvas:
            for at, (x, wide, high) in enumerate(boxes):
                self._box(at, (self.x + x, self.y + (self.height - high) / 2, wide, high))
            Color(rgba=self.inks[4])
            for x, wide in dashes:
                thick = max(2, round(8 * self.unit))
                Rectangle(pos=(round(self.x + x), round(self.center_y - thick / 2)), size=(round(wide), thick))

    def _box(self, at: int, box: tuple[float, float, float, float]) -> None:
        face, filled, empty, following, _ = self.inks
        is_next, is_filled = at == len(self.typed), at < len(self.typed)
        rim, border = (following, 6) if is_next else (filled if is_filled else empty, 3)
        framed(*box, 16 * self.unit, face, border * self.unit, rim)
        x, y, wide, high = box
        if is_filled:
            digit = self.typed[at]
            texture = picture(digit, font_file(self.fonts, self.style.face, digit), round(DIGIT * high))
            Color(rgba=self.digit_ink)
            where = (round(x + (wide - texture.width) / 2), round(y + (high - texture.height) / 2))
            Rectangle(texture=texture, pos=where, size=texture.size)
        elif is_next:
            Color(rgba=following)
            Rectangle(
                pos=(round(x + wide / 2 - 3 * self.unit), round(y + 0.22 * high)), size=(6 * self.unit, 0.56 * high)
            )
