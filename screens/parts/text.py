"""A paragraph in one style: wraps Chinese and Latin, shrinks by given steps, keeps an exact pitch of lines.

Kivy's own Label has neither a pitch below the font's nor a second font for rare characters; this draws each line
as one picture, from the file that has all its glyphs (screens/faces.py).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from kivy.clock import Clock
from kivy.core.text import Label as TextPicture
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.widget import Widget

from screens.faces import FontFile, font_file
from screens.theme import Style
from screens.vocabulary import FromKv
from screens.wrap import balanced, cut, joined, wrap

SHRINK, LEAST_PX = 0.94, 8


@lru_cache(maxsize=128)
def pen(file: FontFile, size_px: int) -> TextPicture:
    """What measures and draws text in one font and size."""
    return TextPicture(
        font_name=file.path, font_size=size_px, bold=file.embolden, font_hinting="normal", font_kerning=False
    )


@lru_cache(maxsize=2048)
def measure(text: str, file: FontFile, size_px: int) -> float:
    """The width in pixels. Remembered: Chinese is measured character by character, again and again."""
    return float(pen(file, size_px).get_extents(text)[0]) if text else 0.0


def picture(text: str, file: FontFile, size_px: int) -> Texture:
    """The text in white, as high as the font is."""
    drawn = TextPicture(
        text=text, font_name=file.path, font_size=size_px, bold=file.embolden, font_hinting="normal", font_kerning=False
    )
    drawn.refresh()
    return drawn.texture


class Text(FromKv, Widget):
    """`lines`: at most so many. What does not fit is tried in each (style, lines) of `smaller`; then it is cut with
    "…", or with `whole` shrunk further until it fits. `hug`: as wide as its longest line, at most `room` (0: no end).
    The height follows.
    """

    text = StringProperty("")
    style = ObjectProperty(None)
    colour = ColorProperty()
    fonts = ObjectProperty(None)
    align = OptionProperty("left", options=("left", "center", "right"))
    lines = NumericProperty(1)
    smaller = ListProperty([])
    whole = BooleanProperty(False)
    hug = BooleanProperty(False)
    room = NumericProperty(0)
    outdent = NumericProperty(0)  # to the left, so that a large figure's stem stands on the margin
    shown_px = NumericProperty(0)  # the size chosen, in pixels
    rows = NumericProperty(1)  # lines it came to
    was_cut = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self._lines: list[Texture] = []
        self._pitch = 0.0
        self._set = Clock.create_trigger(self.typeset, -1)
        self._place_soon = Clock.create_trigger(self._place, -1)
        super().__init__(**properties)
        for name in ("text", "style", "lines", "smaller", "whole", "hug", "room"):
            self.fbind(name, self._set)
        self.fbind("width", self._widened)
        for name in ("pos", "size", "colour", "align"):
            self.fbind(name, self._place_soon)
        self.typeset()

    def _widened(self, *_: Any) -> None:
        if not self.hug:
            self._set()

    @property
    def _limit(self) -> float:
        if self.hug:
            return self.room or math.inf
        return float(self.width)

    def typeset(self, *_: Any) -> None:
        """Choose size and lines now; otherwise it happens before the next frame."""
        if self.style is None or self._limit < 1:  # the layout has not given it a width yet
            return
        style, lines, file, size_px = self._choose()
        self._pitch = size_px * style.line
        self._lines = [picture(line, file, size_px) for line in lines if line] if self.text else []
        self.shown_px, self.rows = size_px, len(lines)
        if self.hug:
            self.width = max((texture.width for texture in self._lines), default=0)
        self.height = round(self._pitch * len(lines)) if self.text else 0
        self._place()

    def _choose(self) -> tuple[Style, list[str], FontFile, int]:
        """The first step that fits, else the last one made to fit."""
        self.was_cut = False
        for style, allowed in [(self.style, self.lines), *self.smaller]:
            lines, file, size_px = self._broken(style, dp(style.size_dp))
            if self._fits(lines, allowed, file, size_px):
                return style, self._balanced(lines, file, size_px), file, size_px
        exact = dp(style.size_dp)
        while self.whole and exact > LEAST_PX and not self._fits(lines, allowed, file, size_px):
            widest = max(measure(line, file, size_px) for line in lines)
            exact *= min(SHRINK, self._limit / widest) if len(lines) <= allowed else SHRINK
            lines, file, size_px = self._broken(style, exact)
        if not self._fits(lines, allowed, file, size_px):
            self.was_cut = True
            kept, rest = lines[: allowed - 1], joined(lines[allowed - 1 :])
            lines = [cut(line, lambda text: measure(text, file, size_px), self._limit) for line in (*kept, rest)]
        return style, lines, file, size_px

    def _broken(self, style: Style, exact_px: float) -> tuple[list[str], FontFile, int]:
        file, size_px = font_file(self.fonts, style.face, self.text), round(exact_px)
        if "\n" not in self.text and measure(self.text, file, size_px) <= self._limit:
            return [self.text], file, size_px
        return wrap(self.text, lambda text: measure(text, file, size_px), self._limit), file, size_px

    def _balanced(self, lines: list[str], file: FontFile, size_px: int) -> list[str]:
        if len(lines) < 2 or math.isinf(self._limit):
            return lines
        return balanced(self.text, lambda text: measure(text, file, size_px), self._limit)

    def _fits(self, lines: list[str], allowed: int, file: FontFile, size_px: int) -> bool:
        return len(lines) <= allowed and all(measure(line, file, size_px) <= self._limit for line in lines)

    def _place(self, *_: Any) -> None:
        self.canvas.clear()
        if not self._lines:
            return
        self.canvas.add(Color(rgba=self.colour))
        for row, texture in enumerate(self._lines):
            slack = self.width - texture.width
            x = self.x - self.outdent + {"left": 0.0, "center": slack / 2, "right": slack}[self.align]
            middle = self.top - self._pitch * (row + 0.5)
            self.canvas.add(
                Rectangle(texture=texture, pos=(round(x), round(middle - texture.height / 2)), size=texture.size)
            )
