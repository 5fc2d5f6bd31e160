"""Hold the ID card to the reader. Leads on by itself once it is read; the way without a card is never hidden."""

from __future__ import annotations

from kiosk.views import CalledStaff, IdentifyView, Reading, TriesAgain, WentBack, WithoutCard
from screens.parts.banner import Banner as Banner
from screens.parts.button import MainButton as MainButton
from screens.parts.button import PlainButton as PlainButton
from screens.parts.card_reader import CardReader as CardReader
from screens.parts.flat import Hairline as Hairline
from screens.parts.header import Header as Header
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.reading_words import ReadingWords, card_words
from screens.screen import KioskScreen


class IdentifyScreen(KioskScreen):
    def tries_again(self) -> None:
        self.answer(TriesAgain())

    def without_card(self) -> None:
        self.answer(WithoutCard())

    def called_staff(self) -> None:
        self.answer(CalledStaff())

    def went_back(self) -> None:
        self.answer(WentBack())

    def words(self, reading: Reading) -> ReadingWords:
        return card_words(self.ambient.tr, reading)

    def why(self, view: IdentifyView) -> str:
        """What the card is for."""
        tr = self.ambient.tr
        if not view.service:
            return tr("With it we find your appointment")
        return tr("So that you need not queue twice") if view.may_skip else tr("This service needs your ID card")
