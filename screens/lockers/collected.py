"""Everything is taken and shut: what it was, a receipt if wanted, goodbye."""

from __future__ import annotations

from kiosk.lockers.views import ReceiptState, WantsReceipt
from kiosk.views import Finished
from screens.lockers.receipt_words import ReceiptWords, receipt_words
from screens.parts.button import MainButton as MainButton
from screens.parts.flat import Disc as Disc
from screens.parts.flat import Hairline as Hairline
from screens.parts.header import Header as Header
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen

MOST = 4


class CollectedScreen(KioskScreen):
    def finished(self) -> None:
        self.answer(Finished())

    def wants_receipt(self) -> None:
        self.answer(WantsReceipt())

    def receipt(self, state: ReceiptState) -> ReceiptWords:
        return receipt_words(self.ambient.tr, state)

    def rows(self, titles: tuple[str, ...]) -> tuple[str, ...]:
        """A line each, the last one counting those without a line; padded to as many as the glass has."""
        named = [title or self.ambient.tr("Your parcel") for title in titles]
        if len(named) > MOST:
            rest = len(named) - MOST + 1
            more = self.ambient.tr.plural("and {n} more", "and {n} more", rest).format(n=rest)
            named = [*named[: MOST - 1], more]
        return (*named, *("",) * (MOST - len(named)))
