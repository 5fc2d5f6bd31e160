"""Where the parts of a screen stand: header, information, choices, actions. The same .kv serves both ways round.

Portrait: the top tells, the bottom acts. Landscape: the left tells, the right acts; the actions go under the choices,
or under the information when that is where "back" belongs. All lengths in pixels, from the drawing's px by dp().
"""

from __future__ import annotations

from typing import Any

from kivy.metrics import dp
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, OptionProperty
from kivy.uix.layout import Layout
from kivy.uix.widget import Widget

from screens.parts.flat import Zone
from screens.vocabulary import FromKv

LANDSCAPE_TOP_DP = 30


class Zones(FromKv, Layout):
    """Four children, in this order: header, information, choices, actions. `share`: the left part in landscape."""

    portrait = BooleanProperty(True)
    info_height = NumericProperty(0)  # portrait: from the header's lower edge to the choices
    share = NumericProperty(0.44)
    actions_under = OptionProperty("info", options=("info", "choices"))
    margin = NumericProperty(0)
    gap = NumericProperty(0)
    bottom_gap = NumericProperty(0)
    sign = ColorProperty((0, 0, 0, 0))  # opaque: the information's ground
    sign_under = NumericProperty(0)  # portrait: how far the sign reaches below the information

    def __init__(self, **properties: Any) -> None:
        self._sign = Zone()
        super().__init__(**properties)
        for name in ("pos", "size", "children", "portrait", "info_height", "share", "margin", "sign"):
            self.fbind(name, self._trigger_layout)

    def do_layout(self, *_: Any) -> None:
        header, info, choices, actions = reversed(self.children)
        if self.portrait:
            self._stand(header, info, choices, actions)
        else:
            self._lie(header, info, choices, actions)
        self._paint(info)

    def _stand(self, header: Widget, info: Widget, choices: Widget, actions: Widget) -> None:
        left, wide = self.x + self.margin, self.width - 2 * self.margin
        _put(header, left, self.top - header.height, wide, header.height)
        info_low = header.y - self.info_height
        _put(info, left, info_low, wide, self.info_height)
        floor = self.y + self.bottom_gap
        if actions.height:
            _put(actions, left, floor, wide, actions.height)
            floor += actions.height + self.gap
        top = info_low - self.sign_under
        _put(choices, left, floor, wide, top - floor)

    def _lie(self, header: Widget, info: Widget, choices: Widget, actions: Widget) -> None:
        split = self.x + round(self.width * self.share)
        left, wide = self.x + self.margin, split - self.x - 2 * self.margin * 0.75
        right, right_wide = split + self.margin * 0.6, self.right - split - self.margin * 1.6
        top, floor = self.top - dp(LANDSCAPE_TOP_DP), self.y + self.bottom_gap
        info_floor = choices_floor = floor
        if actions.height and self.actions_under == "info":
            _put(actions, left, floor, wide, actions.height)
            info_floor += actions.height + self.gap
        elif actions.height:
            _put(actions, right, floor, right_wide, actions.height)
            choices_floor += actions.height + self.gap
        _put(header, left, self.top - header.height, wide, header.height)
        _put(info, left, info_floor, wide, header.y - info_floor)
        _put(choices, right, choices_floor, right_wide, top - choices_floor)

    def _paint(self, info: Widget) -> None:
        self.canvas.before.clear()
        if not self.sign[3]:
            return
        if self.portrait:
            low = info.y - self.sign_under
            self._sign.pos, self._sign.size = (self.x, low), (self.width, self.top - low)
        else:
            self._sign.pos, self._sign.size = self.pos, (round(self.width * self.share), self.height)
        self._sign.colour = self.sign
        self.canvas.before.add(self._sign.canvas)


def _put(widget: Widget, x: float, y: float, wide: float, high: float) -> None:
    widget.pos = (x, y)
    widget.size = (max(0, wide), max(0, high))
