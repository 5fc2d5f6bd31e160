"""The head of every screen but the welcome: whose hall, which machine, what time."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ObjectProperty

from screens.ambient import NOWHERE
from screens.parts.flat import Hairline as Hairline
from screens.parts.lines import Column
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.mark import Mark as Mark
from screens.parts.text import Text as Text
from screens.vocabulary import FromKv


class Header(FromKv, Column):
    """`upon_sign`: in the colours of the filled sign."""

    ambient = ObjectProperty(NOWHERE, rebind=True)
    upon_sign = BooleanProperty(False)
