"""The line of stops of a visit: done is filled with a tick, now is a thick ring, later is hollow."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.properties import ColorProperty, ListProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from screens.faces import icon_file
from screens.parts.plates import plate
from screens.parts.text import Text, picture
from screens.theme import Rgba
from screens.vocabulary import FromKv

NOW_DP, STOP_DP, TICK_DP = 52, 36, 24


class Stops(FromKv, Widget):
    """`names` of the stops; `now` counts from 1."""

    names = ListProperty([])
    now = NumericProperty(1)
    last_dp = NumericProperty(132)  # room for the last name
    styles = ListProperty([None, None])  # of a name, of the present one
    done_colour = ColorProperty()
    done_line = ColorProperty()
    later_colour = ColorProperty()
    later_line = ColorProperty()
    inside = ColorProperty()
    background = ColorProperty()
    tick = ObjectProperty("")
    fonts = ObjectProperty(None)
    inks = ListProperty([])

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("names", "now", "pos", "size"):
            self.fbind(name, self._draw)
        self._draw()

    def _redraw(self, *_: Any) -> None:
        self.canvas.before.clear()
        if len(self.names) < 2:
            return
        step = (self.width - dp(self.last_dp)) / (len(self.names) - 1)
        while len(self.children) < len(self.names):
            self.add_widget(Text(hug=True))
        with self.canvas.before:
            for at in range(len(self.names) - 1):
                Color(rgba=self.done_line if at + 1 < self.now else self.later_line)
                Rectangle(pos=(self.x + at * step + dp(18), self.top - dp(30)), size=(step, dp(8)))
            for at in range(len(self.names)):
                self._stop(self.x + at * step, at + 1)
        for at, (name, label) in enumerate(zip(self.names, reversed(self.children), strict=True)):
            present = at + 1 == self.now
            label.style, label.colour = self.styles[present], self.inks[present]
            label.room = dp(self.last_dp) if at == len(self.names) - 1 else step - dp(12)
            label.whole = True
            label.text = name
            label.typeset()
            label.pos = (self.x + at * step, self.top - dp(60) - label.height)

    def _stop(self, x: float, place: int) -> None:
        if place == self.now:
            self._disc(x, NOW_DP, self.done_colour)
            self._disc(x + dp(12), NOW_DP - 24, self.inside)
            return
        self._disc(x, STOP_DP, self.done_colour if place < self.now else self.later_colour)
        if place < self.now:
            glyph = picture(self.tick, icon_file(self.fonts, TICK_DP), round(dp(TICK_DP)))
            Color(rgba=self.inside)
            Rectangle(
                texture=glyph,
                pos=(round(x + dp(18) - glyph.width / 2), round(self.top - dp(26) - glyph.height / 2)),
                size=glyph.size,
            )
        else:
            self._disc(x + dp(6), STOP_DP - 12, self.background)

    def _disc(self, x: float, side_dp: float, colour: Rgba) -> None:
        side = dp(side_dp)
        plate(x, self.top - dp(NOW_DP / 2) - side / 2, side, side, side / 2, colour)
