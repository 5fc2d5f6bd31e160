"""One level of the rating to touch: a face and its word."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty

from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.rating_face import RatingFace as RatingFace
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable


class LevelTile(Touchable):
    level = NumericProperty(3)
    text = StringProperty("")
