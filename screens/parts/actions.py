"""The row of actions on the screens of choice: back, and the pages. Never scrolling."""

from __future__ import annotations

from kivy.properties import NumericProperty, ObjectProperty

from screens.ambient import NOWHERE
from screens.parts.button import PlainButton as PlainButton
from screens.parts.lines import Row
from screens.vocabulary import FromKv


class Actions(FromKv, Row):
    """`on_turn` carries +1 or -1."""

    __events__ = ("on_back", "on_turn")

    ambient = ObjectProperty(NOWHERE, rebind=True)
    page = NumericProperty(1)
    pages = NumericProperty(1)

    def on_back(self) -> None:
        """Back was pressed."""

    def on_turn(self, by: int) -> None:
        """The next page (+1) or the one before (-1) was asked for."""
