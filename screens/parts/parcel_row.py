"""A parcel in the cabinet as a row: its door, what it is, whose, and why it may be taken out now."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Row as Row
from screens.parts.pill import BusyTag as BusyTag
from screens.parts.runs import Runs as Runs
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable


class ParcelRow(Touchable):
    """`code`: the parcel's id, what the screen answers with. `word`: its state in a few characters; empty: none."""

    code = StringProperty("")
    cell = StringProperty("")
    title = StringProperty("")
    receiver = StringProperty("")
    word = StringProperty("")
    cancelled = BooleanProperty(False)
    name_lines = NumericProperty(1)

    def tell(self, **what: Any) -> None:
        """Take another parcel's values."""
        for name, value in what.items():
            setattr(self, name, value)
