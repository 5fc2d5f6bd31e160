"""The number, large. Step 4 of 4: the ticket is being printed, or is done; the journal had it before."""

from __future__ import annotations

from kiosk.views import AnotherService, Finished, Printing, TicketView
from screens.minutes import wait_words
from screens.parts.button import MainButton as MainButton
from screens.parts.button import PlainButton as PlainButton
from screens.parts.facts import Fact as Fact
from screens.parts.flat import PlateColumn as PlateColumn
from screens.parts.header import Header as Header
from screens.parts.pill import SignPill as SignPill
from screens.parts.qr import Qr as Qr
from screens.parts.slot import Slot as Slot
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen


class TicketScreen(KioskScreen):
    def another(self) -> None:
        self.answer(AnotherService())

    def finished(self) -> None:
        self.answer(Finished())

    def wait(self, view: TicketView) -> tuple[str, str | None]:
        return wait_words(self.ambient.tr, view.minutes)

    def printed(self, printing: Printing) -> bool:
        return printing is Printing.DONE
