"""The papers are in: the receipt's number, which stays on the glass whatever the printer does."""

from __future__ import annotations

from kiosk.lockers.views import LeftView, ReceiptState, WantsReceipt
from kiosk.views import Finished
from screens.lockers.receipt_words import ReceiptWords, receipt_words
from screens.parts.button import MainButton as MainButton
from screens.parts.facts import Fact as Fact
from screens.parts.facts import Facts as Facts
from screens.parts.flat import Hairline as Hairline
from screens.parts.header import Header as Header
from screens.parts.option import Option as Option
from screens.parts.runs import Run
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen
from screens.theme import Rgba, Style


class LeftScreen(KioskScreen):
    def finished(self) -> None:
        self.answer(Finished())

    def wants_receipt(self) -> None:
        self.answer(WantsReceipt())

    def receipt(self, state: ReceiptState) -> ReceiptWords:
        return receipt_words(self.ambient.tr, state)

    def cell(self, view: LeftView, style: Style, colour: Rgba) -> list[Run]:
        return [Run(str(view.cell), style, colour)]
