"""The quiet terminal: the time, an invitation, one large tile. A touch anywhere starts; nothing here moves."""

from __future__ import annotations

from typing import Any

from kiosk.views import Paper, Started
from screens.paper_words import paper_words
from screens.parts.banner import Banner as Banner
from screens.parts.flat import Disc as Disc
from screens.parts.flat import Zone as Zone
from screens.parts.mark import Mark as Mark
from screens.parts.mark import Roads as Roads
from screens.parts.take import Take as Take
from screens.screen import KioskScreen


class WelcomeScreen(KioskScreen):
    def start(self) -> None:
        self.answer(Started())

    def on_touch_down(self, touch: Any) -> bool:
        if super().on_touch_down(touch):
            return True
        if self.collide_point(*touch.pos):
            touch.grab(self)
            return True
        return False

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is self:
            touch.ungrab(self)
            self.start()
            return True
        return bool(super().on_touch_up(touch))

    def paper_words(self, paper: Paper) -> str:
        return paper_words(self.ambient.tr, paper)

    def open_until(self, until: str | None) -> str:
        return self.ambient.tr("Open today until {time}").format(time=until) if until else ""
