"""A status in a few characters: icon, word and colour together."""

from __future__ import annotations

from kivy.properties import ColorProperty, NumericProperty, StringProperty

from screens.parts.flat import PlateRow
from screens.parts.icon import Icon as Icon
from screens.parts.text import Text as Text


class Pill(PlateRow):
    """Takes no room while `text` is empty."""

    text = StringProperty("")
    icon = StringProperty("")
    ink = ColorProperty()
    icon_px = NumericProperty(0)


class OkPill(Pill):
    """Open for business."""


class IdlePill(Pill):
    """Not now: says until when."""


class BusyTag(Pill):
    """Many people waiting."""


class SignPill(Pill):
    """A mark of the number, on the filled sign."""
