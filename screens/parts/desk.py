"""Where the parts of a window terminal's screen stand: who and which number at the left, the answer at the right.

Two children: the side, on its own ground, and the main part.
"""

from __future__ import annotations

from typing import Any

from kivy.metrics import dp
from kivy.properties import ColorProperty
from kivy.uix.layout import Layout

from screens.parts.flat import Zone
from screens.vocabulary import FromKv

SIDE_DP = 316


class Desk(FromKv, Layout):
    """`ground`: of the side; `rim`: the line between the two."""

    ground = ColorProperty()
    rim = ColorProperty()

    def __init__(self, **properties: Any) -> None:
        self._ground, self._rim = Zone(), Zone()
        super().__init__(**properties)
        for name in ("pos", "size", "children", "ground", "rim"):
            self.fbind(name, self._trigger_layout)
        for zone in (self._ground, self._rim):
            self.canvas.before.add(zone.canvas)

    def do_layout(self, *_: Any) -> None:
        side, main = reversed(self.children)
        wide = round(dp(SIDE_DP))
        side.pos, side.size = self.pos, (wide, self.height)
        main.pos, main.size = (self.x + wide, self.y), (max(0, self.width - wide), self.height)
        self._ground.pos, self._ground.size, self._ground.colour = self.pos, (wide, self.height), self.ground
        self._rim.pos, self._rim.size = (self.x + wide - dp(2), self.y), (dp(2), self.height)
        self._rim.colour = self.rim
