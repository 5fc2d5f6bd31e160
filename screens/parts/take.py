"""The one large thing to press on a screen: take a number."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable
from screens.parts.turning import Turning as Turning


class Take(Touchable):
    """Icon above, words below; smaller when it is less than `roomy`."""

    text = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("ticket")
    roomy = BooleanProperty(True)
