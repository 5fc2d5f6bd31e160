"""The dialog over any screen when the visit is about to end: more time, or the end. The bar below stays live."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.floatlayout import FloatLayout

from screens.ambient import NOWHERE
from screens.parts.button import MainButton as MainButton
from screens.parts.button import PlainButton as PlainButton
from screens.parts.flat import Plate as Plate
from screens.parts.flat import PlateRow as PlateRow
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.ring import Ring as Ring
from screens.vocabulary import FromKv


class TimeoutDialog(FromKv, FloatLayout):
    """Covers the screen, not the bar. A touch beside the dialog counts as a sign of life (`on_sign_of_life`)."""

    __events__ = ("on_more_time", "on_end", "on_sign_of_life")

    ambient = ObjectProperty(NOWHERE, rebind=True)
    left = NumericProperty(0)
    total = NumericProperty(1)
    number_kept = BooleanProperty(False)

    def seconds(self, left: float) -> str:
        return self.ambient.tr.plural(
            "Back to the first page in {n} second", "Back to the first page in {n} seconds", int(left)
        ).format(n=int(left))

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        if not super().on_touch_down(touch):
            self.dispatch("on_sign_of_life")
        return True

    def on_more_time(self) -> None:
        """More time was asked for."""

    def on_end(self) -> None:
        """The end was asked for."""

    def on_sign_of_life(self) -> None:
        """Somebody touched beside the dialog."""
