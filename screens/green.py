"""Priority service: who it is for, by the person's own choice. Leads back to the confirmation."""

from __future__ import annotations

from kiosk.person import Green
from kiosk.views import ChoseGreen, WentBack
from screens.parts.actions import Actions as Actions
from screens.parts.banner import Banner as Banner
from screens.parts.choice_tile import ChoiceTile as ChoiceTile
from screens.parts.grid import Grid as Grid
from screens.parts.header import Header as Header
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen


class GreenScreen(KioskScreen):
    def chose(self, green: Green | None) -> None:
        self.answer(ChoseGreen(green))

    def went_back(self) -> None:
        self.answer(WentBack())
