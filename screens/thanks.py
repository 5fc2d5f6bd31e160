"""The rating is kept: thanks. Goes back to the counter's screen by itself."""

from __future__ import annotations

from screens.parts.desk import Desk as Desk
from screens.parts.desk_side import DeskSide as DeskSide
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.rating_face import RatingFace as RatingFace
from screens.parts.text import Text as Text
from screens.screen import KioskScreen

LOW = 2


class ThanksScreen(KioskScreen):
    def lead(self, level: int) -> str:
        tr = self.ambient.tr
        return tr("We are sorry, and we will read it with care") if level <= LOW else tr("It helps us to do better")
