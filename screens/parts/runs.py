"""One line of several texts on one baseline: a large figure and its unit. Never wraps, never cuts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, OptionProperty
from kivy.uix.widget import Widget

from screens.faces import font_file
from screens.parts.text import pen, picture
from screens.theme import Rgba, Style
from screens.vocabulary import FromKv

UNKNOWN = "—"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of the line. `gap_dp`: free space before it."""

    text: str
    style: Style
    colour: Rgba
    gap_dp: float = 0.0


def counted(
    template: str, value: object, figure: tuple[Style, Rgba], unit: tuple[Style, Rgba], gap_dp: float = 10
) -> list[Run]:
    """`template` such as "{n} people" as runs: the value like `figure`, what stands around it like `unit`.

    An unknown value (None) is a dash without its unit: never a guess.
    """
    if "{n}" not in template:
        return [Run(template, *unit)]
    if value is None:
        return [Run(UNKNOWN, *figure)]
    before, after = (part.strip() for part in template.split("{n}", 1))
    runs = [Run(before, *unit)] if before else []
    runs.append(Run(str(value), *figure, gap_dp if runs else 0.0))
    if after:
        runs.append(Run(after, *unit, gap_dp))
    return runs


class Runs(FromKv, Widget):
    """`hug`: as wide as the runs; otherwise runs wider than the widget are drawn smaller, all alike."""

    runs = ListProperty([])
    fonts = ObjectProperty(None)
    align = OptionProperty("left", options=("left", "center", "right"))
    hug = BooleanProperty(False)
    scale = NumericProperty(1.0)
    drawn_dp = NumericProperty(1)

    def __init__(self, **properties: Any) -> None:
        self._set = Clock.create_trigger(self._typeset, -1)
        super().__init__(**properties)
        for name in ("runs", "align", "hug", "pos", "width"):
            self.fbind(name, self._set)
        self._typeset()

    def _typeset(self, *_: Any) -> None:
        self.canvas.clear()
        if not self.runs or not (self.hug or self.width > 1):
            return
        self.scale = 1.0
        drawn, wide = self._drawn()
        while not self.hug and wide > self.width > 1 and self.scale > 0.3:
            self.scale *= min(0.99, self.width / wide)
            drawn, wide = self._drawn()
        tallest = max(self.runs, key=lambda run: run.style.size_dp)
        lead = pen(font_file(self.fonts, tallest.style.face, tallest.text), self._px(tallest))
        line = self._px(tallest) * tallest.style.line
        self.height = round(dp(tallest.style.size_dp) * tallest.style.line)
        if self.hug:
            self.width = wide
        middle = self.y + self.height / 2
        baseline = middle + line / 2 - (line - lead.get_ascent() + lead.get_descent()) / 2 - lead.get_ascent()
        x = self.x + {"left": 0.0, "center": (self.width - wide) / 2, "right": self.width - wide}[self.align]
        for run, texture, ascent in drawn:
            x += dp(run.gap_dp) * self.scale
            self.canvas.add(Color(rgba=run.colour))
            y = baseline + ascent - texture.height
            self.canvas.add(Rectangle(texture=texture, pos=(round(x), round(y)), size=texture.size))
            x += texture.width

    def _px(self, run: Run) -> int:
        return round(dp(run.style.size_dp) * self.scale)

    def _drawn(self) -> tuple[list[tuple[Run, Any, float]], float]:
        drawn = []
        for run in self.runs:
            file = font_file(self.fonts, run.style.face, run.text)
            drawn.append((run, picture(run.text, file, self._px(run)), pen(file, self._px(run)).get_ascent()))
        wide = sum(texture.width + dp(run.gap_dp) * self.scale for run, texture, _ in drawn)
        return drawn, wide
