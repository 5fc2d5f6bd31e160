"""Show the appointment's code or the ID card. Leads to the appointments of this person today."""

from __future__ import annotations

from kiosk.views import CalledStaff, CheckInView, TakesOrdinary, TriesAgain, WentBack
from screens.parts.banner import Banner as Banner
from screens.parts.button import MainButton as MainButton
from screens.parts.button import PlainButton as PlainButton
from screens.parts.flat import PlateColumn as PlateColumn
from screens.parts.header import Header as Header
from screens.parts.icon import Icon as Icon
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.reading_words import ReadingWords, check_in_words
from screens.screen import KioskScreen


class CheckInScreen(KioskScreen):
    def tries_again(self) -> None:
        self.answer(TriesAgain())

    def ordinary(self) -> None:
        self.answer(TakesOrdinary())

    def called_staff(self) -> None:
        self.answer(CalledStaff())

    def went_back(self) -> None:
        self.answer(WentBack())

    def words(self, view: CheckInView) -> ReadingWords:
        return check_in_words(self.ambient.tr, view.reading, scanner=view.scanner, card=view.card)
