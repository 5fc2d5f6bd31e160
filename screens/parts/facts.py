"""Facts in a row between hairlines: label above, figure, unit. What is not known is a dash, never a guess."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from screens.parts.flat import Hairline as Hairline
from screens.parts.lines import Column, Row
from screens.parts.runs import Runs as Runs
from screens.parts.text import Text as Text
from screens.vocabulary import FromKv


class Fact(FromKv, Row):
    """`first`: without the line at its left."""

    label = StringProperty("")
    runs = ListProperty([])
    first = BooleanProperty(False)
    upon_sign = BooleanProperty(False)


class Facts(FromKv, Column):
    """Holds a Row of Fact between two hairlines."""

    upon_sign = BooleanProperty(False)
