"""A button: icon and words in the middle. One main button a screen; second and plain ones beside it."""

from __future__ import annotations

from kivy.properties import ColorProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Row as Row
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable
from screens.parts.turning import Turning as Turning


class PlainButton(Touchable):
    """`icon` and `trailing` stand left and right of the words; `busy` turns a circle in the icon's place."""

    text = StringProperty("")
    note = StringProperty("")  # in lighter type behind the words: "1/2"
    icon = StringProperty("")
    trailing = StringProperty("")
    icon_px = NumericProperty(0)
    note_style = ObjectProperty(None)
    note_ink = ColorProperty()
    style = ObjectProperty(None)
    smaller = ListProperty([])
    ink = ColorProperty()


class MainButton(PlainButton):
    """The filled one."""


class SecondButton(PlainButton):
    """With the accent's border."""
