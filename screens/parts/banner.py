"""A banner: one sentence about the machine's state, with its bar, icon and colour. Never touchable."""

from __future__ import annotations

from kivy.properties import ColorProperty, OptionProperty, StringProperty

from screens.parts.flat import Plate as Plate
from screens.parts.icon import Icon as Icon
from screens.parts.lines import Row
from screens.parts.text import Text as Text
from screens.vocabulary import FromKv

ICONS = {"info": "info", "ok": "check-circle", "warn": "warning", "stop": "x-circle"}


class Banner(FromKv, Row):
    """Takes no room while `text` is empty."""

    kind = OptionProperty("info", options=tuple(ICONS))
    text = StringProperty("")
    ink = ColorProperty()
    tint = ColorProperty()
    bar = ColorProperty()

    def icon(self, kind: str) -> str:
        return ICONS[kind]
