"""A department as a tile: icon, floor, name, people waiting. Closed: dashed, with until when."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.pill import BusyTag as BusyTag
from screens.parts.runs import Runs as Runs
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable


class Tile(Touchable):
    """`code` is what the screen answers with. `latin`: names of words, on up to three lines."""

    code = StringProperty("")
    name = StringProperty("")
    icon = StringProperty("")
    floor = StringProperty("")
    waiting = ObjectProperty(None, allownone=True)  # people; None: not known
    waiting_words = StringProperty("")  # with {n} for the figure
    closed = StringProperty("")  # until when; empty: open
    closed_word = StringProperty("")
    busy_word = StringProperty("")
    latin = BooleanProperty(False)

    def tell(self, **what: Any) -> None:
        """Take another department's values."""
        for name, value in what.items():
            setattr(self, name, value)
