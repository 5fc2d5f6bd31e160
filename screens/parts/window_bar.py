"""The bar of the window terminal: the same two buttons as in the lobby, sized for a hand at the counter."""

from __future__ import annotations

from screens.parts.foot import Foot
from screens.parts.icon import Icon as Icon
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.ring import Ring as Ring
from screens.parts.text import Text as Text
from screens.parts.touchable import Touchable as Touchable


class WindowBar(Foot):
    """Icon beside the word; nothing below the tablet's least size of type."""
