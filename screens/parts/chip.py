"""A reason to tick: an empty box and its text; ticked, a filled box, a tint and a border."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from screens.parts.flat import Plate as Plate
from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Row as Row
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable


class Chip(Touchable):
    """`code` is what the screen answers with."""

    code = StringProperty("")
    text = StringProperty("")
    chosen = BooleanProperty(False)

    def tell(self, **what: Any) -> None:
        """Take another reason's values."""
        for name, value in what.items():
            setattr(self, name, value)
