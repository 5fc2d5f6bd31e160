"""The side of a window terminal's screen: the clerk, the counter, and the number of whoever stands here."""

from __future__ import annotations

from kivy.properties import ObjectProperty, StringProperty

from screens.ambient import NOWHERE
from screens.parts.flat import Disc as Disc
from screens.parts.flat import Hairline as Hairline
from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.text import Text as Text
from screens.vocabulary import FromKv


class DeskSide(FromKv, Column):
    """What is empty takes no room."""

    ambient = ObjectProperty(NOWHERE, rebind=True)
    clerk = StringProperty("")
    counter = StringProperty("")
    number = StringProperty("")
    counter_style = ObjectProperty(None)
