"""One way out of several: figure, name, explanation, picture. Stands on a hairline and takes no touch."""

from __future__ import annotations

from kivy.properties import StringProperty

from screens.parts.flat import Disc as Disc
from screens.parts.flat import Hairline as Hairline
from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.qr import Qr as Qr
from screens.parts.text import Text as Text
from screens.vocabulary import FromKv


class Option(FromKv, Column):
    """Takes no room while `name` is empty. With `qr` the code stands where the icon would."""

    figure = StringProperty("")
    name = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")
    qr = StringProperty("")
