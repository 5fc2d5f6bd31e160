"""Rate this service: five faces, none chosen beforehand, none forced. The low two lead to the reasons."""

from __future__ import annotations

from kiosk.views import Rated
from screens.parts.desk import Desk as Desk
from screens.parts.desk_side import DeskSide as DeskSide
from screens.parts.level_tile import LevelTile as LevelTile
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.text import Text as Text
from screens.screen import KioskScreen


class RateScreen(KioskScreen):
    def rated(self, level: int) -> None:
        self.answer(Rated(level))
