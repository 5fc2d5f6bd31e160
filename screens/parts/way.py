"""A way on, across the screen: icon, words and a line of explanation. The first of several may be the filled one."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ColorProperty, StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Row as Row
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable
from screens.parts.turning import Turning as Turning


class Way(Touchable):
    """Takes no room and no touch while `text` is empty. `chosen`: with border and tick instead of the arrow; `narrow`:
    without the arrow.
    """

    text = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")
    chosen = BooleanProperty(False)
    narrow = BooleanProperty(False)
    ink = ColorProperty()
    soft_ink = ColorProperty()
    sign_ink = ColorProperty()


class MainWay(Way):
    """The filled one: at most one a screen."""
