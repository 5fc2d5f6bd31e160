"""One line with a bell: whether the staff know. Takes no room while there is nothing to say."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Row
from screens.parts.text import Text as Text
from screens.vocabulary import FromKv


class StaffLine(FromKv, Row):
    text = StringProperty("")
    icon = StringProperty("bell")
    most_lines = NumericProperty(2)
    unreachable = BooleanProperty(False)
