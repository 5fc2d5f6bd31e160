"""After a staff door is shut: is the parcel inside, or out? The item sensor's word stands beside the question."""

from __future__ import annotations

from kiosk.lockers.views import Errand, InsideView, Reopens, SaidInside, SaidWrongCell
from screens.parts.banner import Banner as Banner
from screens.parts.header import Header as Header
from screens.parts.number_card import NumberCard as NumberCard
from screens.parts.way import MainWay as MainWay
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen


class InsideScreen(KioskScreen):
    def said(self, *, inside: bool) -> None:
        self.answer(SaidInside(inside))

    def wrong_cell(self) -> None:
        self.answer(SaidWrongCell())

    def opens_again(self) -> None:
        self.answer(Reopens())

    def deposits(self, view: InsideView) -> bool:
        return view.errand is Errand.DEPOSIT

    def sensor(self, view: InsideView) -> tuple[str, str]:
        """The banner's kind and sentence; empty without a sensor."""
        tr = self.ambient.tr
        if view.sensed is None:
            return "info", ""
        expected = view.sensed is self.deposits(view)
        sentence = tr("The sensor sees something inside") if view.sensed else tr("The sensor sees nothing inside")
        return "ok" if expected else "warn", sentence
