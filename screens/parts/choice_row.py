"""A service as a row: name and what to bring at the left; people waiting, status and arrow at the right."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty, ObjectProperty, StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Lined
from screens.parts.lines import Row as Row
from screens.parts.pill import IdlePill as IdlePill
from screens.parts.pill import OkPill as OkPill
from screens.parts.runs import Runs as Runs
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable
from screens.vocabulary import FromKv

ONE_LINE_DP = (100, 124)  # least and natural height of a row with a name of one line
TWO_LINES_DP = (132, 172)
GAP_DP = 18


class ChoiceRow(Touchable):
    """`code` is what the screen answers with. `name_lines` is known once the name is set in type."""

    code = StringProperty("")
    name = StringProperty("")
    bring = StringProperty("")
    waiting = ObjectProperty(None, allownone=True)
    waiting_words = StringProperty("")
    open_word = StringProperty("")
    closed = StringProperty("")
    name_lines = NumericProperty(1)

    def tell(self, **what: Any) -> None:
        """Take another service's values."""
        for name, value in what.items():
            setattr(self, name, value)


def heights(lines: list[int], available: float, gap: float, scale: float) -> list[float]:
    """The height of each row in pixels for names of so many lines: natural where there is room, else less, all alike.

    `available` and `gap` in pixels; `scale` pixels for one px of the drawing. Pure.
    """
    bounds = [TWO_LINES_DP if count > 1 else ONE_LINE_DP for count in lines]
    least = sum(low for low, _ in bounds) * scale
    natural = sum(high for _, high in bounds) * scale
    room = available - gap * max(0, len(lines) - 1)
    give = 1.0 if natural <= room else max(0.0, (room - least) / (natural - least))
    squeeze = min(1.0, room / least) if least else 1.0
    return [(low + (high - low) * give) * scale * squeeze for low, high in bounds]


class ChoiceRows(FromKv, Lined):
    """ChoiceRow under ChoiceRow, never higher than the widget."""

    scale = NumericProperty(1.0)

    def add_widget(self, widget: Any, *args: Any, **kwargs: Any) -> None:
        super().add_widget(widget, *args, **kwargs)
        widget.fbind("name_lines", self._trigger_layout)

    def remove_widget(self, widget: Any, *args: Any, **kwargs: Any) -> None:
        widget.funbind("name_lines", self._trigger_layout)
        super().remove_widget(widget, *args, **kwargs)

    def do_layout(self, *_: Any) -> None:
        rows = list(reversed(self.children))
        gap = GAP_DP * self.scale
        y = self.top
        for row, high in zip(
            rows, heights([row.name_lines for row in rows], self.height, gap, self.scale), strict=True
        ):
            y -= high
            row.size = (self.width, high)
            row.pos = (self.x, y)
            y -= gap
