"""One key of the keypad. It answers when the finger comes down, so that quick typing loses no digit."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import NumericProperty, StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable


class Key(Touchable):
    """`text` or `icon`; `word`: the text is no figure. `held_seconds`: it is drawn pressed at least so long, so that a
    quick touch is seen.
    """

    text = StringProperty("")
    word = StringProperty("")
    icon = StringProperty("")
    held_seconds = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        self._lifting: Any = None
        super().__init__(**properties)

    def on_touch_down(self, touch: Any) -> bool:
        if not super().on_touch_down(touch):
            return False
        if self._lifting is not None:
            self._lifting.cancel()
        self.dispatch("on_release")
        return True

    def on_touch_move(self, touch: Any) -> bool:
        return touch.grab_current is self

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._lifting = Clock.schedule_once(self._up, self.held_seconds)
        return True

    def _up(self, *_: Any) -> None:
        self.pressed = False
