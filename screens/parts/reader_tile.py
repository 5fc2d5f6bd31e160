"""A reader that works all the time, beside the keypad: what to hold there, and how it stands. Flat: no touch."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from screens.parts.flat import Plate
from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.text import Text as Text
from screens.parts.turn import Turn
from screens.parts.turning import Turning as Turning


class ReaderTile(Turn, Plate):
    """Takes no room while `text` is empty. `low`: the words beside the icon. `again`: it was torn away; `away`: the
    reader does not work.
    """

    text = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")
    low = BooleanProperty(False)
    icon_px = NumericProperty(0)
    working = BooleanProperty(False)
    again = BooleanProperty(False)
    away = BooleanProperty(False)
