"""An appointment as a row: its time, what it is for, its status. Not now: dashed, with the reason."""

from __future__ import annotations

from typing import Any

from kivy.properties import StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Row as Row
from screens.parts.pill import IdlePill as IdlePill
from screens.parts.pill import OkPill as OkPill
from screens.parts.runs import Runs as Runs
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable


class TimedRow(Touchable):
    """`code` is what the screen answers with."""

    code = StringProperty("")
    time = StringProperty("")
    name = StringProperty("")
    open_word = StringProperty("")
    closed = StringProperty("")

    def tell(self, **what: Any) -> None:
        """Take another appointment's values."""
        for name, value in what.items():
            setattr(self, name, value)
