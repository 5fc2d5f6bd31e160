"""The kept number on a small sign, with what it is for and where to go."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ListProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.parts.flat import Plate
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.text import Text as Text


class NumberCard(BoxLayout, Plate):
    """`lines`: two short ones below the service. `stacked`: these below the number instead of beside it."""

    label = StringProperty("")
    number = StringProperty("")
    service = StringProperty("")
    stacked = BooleanProperty(False)
    lines = ListProperty(["", ""])
