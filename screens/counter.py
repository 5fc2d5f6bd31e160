"""What this counter is doing, for whoever stands before it: the number large, or why there is none now."""

from __future__ import annotations

from kiosk.views import CounterView
from screens.counter_words import CounterWords, counter_words
from screens.parts.banner import Banner as Banner
from screens.parts.desk import Desk as Desk
from screens.parts.desk_side import DeskSide as DeskSide
from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.text import Text as Text
from screens.screen import KioskScreen


class CounterScreen(KioskScreen):
    def words(self, view: CounterView) -> CounterWords:
        return counter_words(self.ambient.tr, view)

    def number(self, view: CounterView) -> str:
        return "" if self.words(view).icon else str(view.number)
