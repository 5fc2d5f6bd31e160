"""The quiet terminal: the time, an invitation, one large tile; nothing here moves.

While the hall is open a touch anywhere starts. While it is closed no number is offered: it says when, and what works.
"""

from __future__ import annotations

from typing import Any

from kiosk.views import Closed, NightRow, Paper, Started, WantsCheckIn, WantsHelp, WelcomeView
from screens.paper_words import paper_words
from screens.parts.banner import Banner as Banner
from screens.parts.flat import Disc as Disc
from screens.parts.flat import Zone as Zone
from screens.parts.mark import Mark as Mark
from screens.parts.mark import Roads as Roads
from screens.parts.pill import SignPill as SignPill
from screens.parts.take import Take as Take
from screens.parts.way import Way as Way
from screens.screen import KioskScreen

NIGHT_ROWS = 4


class WelcomeScreen(KioskScreen):
    def start(self) -> None:
        self.answer(Started())

    def check_in(self) -> None:
        self.answer(WantsCheckIn())

    def help(self) -> None:
        self.answer(WantsHelp())

    def on_touch_down(self, touch: Any) -> bool:
        if super().on_touch_down(touch):
            return True
        if self.view.closed is None and self.collide_point(*touch.pos):
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

    def shows_steps(self, view: WelcomeView) -> bool:
        """Whether there is room to say how a visit goes."""
        tiles, banner = view.check_in or view.help, bool(self.paper_words(view.paper))
        return view.closed is None and not (tiles and (banner or not self.ambient.portrait))

    def open_until(self, until: str | None) -> str:
        return self.ambient.tr("Open today until {time}").format(time=until) if until else ""

    def opens(self, closed: Closed | None) -> str:
        return self.ambient.tr("Opens {time}").format(time=closed.opens) if closed and closed.opens else ""

    def night(self, closed: Closed | None) -> tuple[NightRow, ...]:
        """What works while the hall is closed, padded so that each place on the glass has its row."""
        rows = closed.night[:NIGHT_ROWS] if closed else ()
        return (*rows, *(NightRow(icon="", name="", place=""),) * (NIGHT_ROWS - len(rows)))
