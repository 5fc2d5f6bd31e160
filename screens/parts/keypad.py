"""Twelve keys, three by four: the digits in their usual places, never shuffled, clear and backspace below."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ObjectProperty

from screens.ambient import NOWHERE
from screens.parts.grid import Grid
from screens.parts.key import Key as Key


class Keypad(Grid):
    """`on_digit` carries 0 to 9. `off`: nothing can be typed now."""

    __events__ = ("on_digit", "on_clear", "on_erase")

    ambient = ObjectProperty(NOWHERE, rebind=True)
    off = BooleanProperty(False)

    def on_digit(self, digit: int) -> None:
        """A digit was pressed."""

    def on_clear(self) -> None:
        """All of it is to go."""

    def on_erase(self) -> None:
        """The last digit is to go."""
