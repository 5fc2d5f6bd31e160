"""The kept number on a small sign, with what it is for and where to go."""

from __future__ import annotations

from kivy.properties import ListProperty, StringProperty

from screens.parts.lines import Column as Column, Row
from screens.parts.text import Text as Text
from screens.vocabulary import FromKv


class NumberCard(FromKv, Row):
    """`lines`: up to three short ones below the service."""

    label = StringProperty("")
    number = StringProperty("")
    service = StringProperty("")
    lines = ListProperty(["", ""])
