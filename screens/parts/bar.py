"""The bar at the foot of every screen: language at the left, "end" with the countdown at the right, never moving."""

from __future__ import annotations

from screens.parts.foot import Foot
from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.ring import Ring as Ring
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable as Touchable


class Bar(Foot):
    """Of the lobby terminal and of a cabinet."""
