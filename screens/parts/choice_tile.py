"""One of a few large choices: icon above, name and a line below. The chosen one has a border, a tint and a tick."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable


class ChoiceTile(Touchable):
    """`code`: what a screen may answer with that has many of them."""

    code = StringProperty("")
    text = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")
    chosen = BooleanProperty(False)
