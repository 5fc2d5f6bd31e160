"""A banner: one sentence about the machine's state, with its bar, icon and colour. Never touchable."""

from __future__ import annotations

from typing import Any

from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)

from screens.parts.flat import PlateRow
from screens.parts.icon import Icon as Icon
from screens.parts.plates import clear, plate
from screens.parts.text import Text as Text
from screens.parts.turning import Turning as Turning

ICONS = {"info": "info", "ok": "check-circle", "warn": "warning", "stop": "x-circle"}


class Banner(PlateRow):
    """Takes no room while `text` is empty. `sign`: another icon than the kind's; `busy`: a turning circle instead."""

    kind = OptionProperty("info", options=tuple(ICONS))
    text = StringProperty("")
    sign = StringProperty("")
    busy = BooleanProperty(False)
    style = ObjectProperty(None)
    smaller = ListProperty([])
    ink = ColorProperty()
    tint = ColorProperty()
    bar_width = NumericProperty(0)

    def _redraw(self, *_: Any) -> None:
        super()._redraw()
        if min(self.size) < 1:
            return
        x = self.x + self.bar_width
        with self.canvas.before:
            plate(x, self.y, self.right - x, self.height, self.radius, self.tint)
            clear(x, self.y, x + self.radius, self.top, self.tint)

    def icon(self, kind: str) -> str:
        return ICONS[kind]
