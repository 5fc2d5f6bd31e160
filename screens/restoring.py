"""The one safe screen, in both languages: while the engine is away, and after an error in a screen."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from screens.parts.flat import Zone as Zone
from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.mark import Mark as Mark
from screens.parts.mark import Roads as Roads
from screens.parts.text import Text as Text
from screens.vocabulary import FromKv


class RestoringScreen(FromKv, FloatLayout):
    """Covers the whole glass. `number`: the citizen's, if one was given. `small`: the glass is a tablet's. A touch is
    `on_touch_anywhere`.
    """

    __events__ = ("on_touch_anywhere",)

    number = StringProperty("")
    small = BooleanProperty(False)

    def on_touch_down(self, touch: Any) -> bool:
        self.dispatch("on_touch_anywhere")
        return True

    def on_touch_anywhere(self) -> None:
        """The glass was touched."""
