"""Confirm and take the number. Step 3 of 4: leads to the ticket. While the number is fetched the button turns."""

from __future__ import annotations

from kiosk.views import Confirmed, Paper, WentBack
from screens.paper_words import paper_words
from screens.parts.actions import Actions as Actions
from screens.parts.banner import Banner as Banner
from screens.parts.facts import Fact as Fact
from screens.parts.facts import Facts as Facts
from screens.parts.header import Header as Header
from screens.parts.stops import Stops as Stops
from screens.parts.take import Take as Take
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen


class ConfirmScreen(KioskScreen):
    def confirmed(self) -> None:
        if not self.view.busy:
            self.answer(Confirmed())

    def went_back(self) -> None:
        if not self.view.busy:
            self.answer(WentBack())

    def paper_words(self, paper: Paper) -> str:
        return paper_words(self.ambient.tr, paper)
