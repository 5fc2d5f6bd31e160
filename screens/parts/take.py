"""The one large thing to press on a screen: take a number."""

from __future__ import annotations

from kivy.properties import StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column, Gap as Gap, Row as Row
from screens.parts.turning import Turning as Turning
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable


class Take(Touchable):
    text = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("ticket")
