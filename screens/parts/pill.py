"""A status in a few characters: icon, word and colour together."""

from __future__ import annotations

from kivy.properties import ColorProperty, NumericProperty, StringProperty

from screens.parts.icon import Icon as Icon
from screens.parts.lines import Row
from screens.parts.text import Text as Text
from screens.vocabulary import FromKv


class Pill(FromKv, Row):
    """Takes no room while `text` is empty."""

    text = StringProperty("")
    icon = StringProperty("")
    ink = ColorProperty()
    tint = ColorProperty()
    rim = ColorProperty()
    radius = NumericProperty(0)
    icon_px = NumericProperty(0)


class OkPill(Pill):
    """Open for business."""


class IdlePill(Pill):
    """Not now: says until when."""


class BusyTag(Pill):
    """Many people waiting."""
