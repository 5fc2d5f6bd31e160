"""No paper ticket, but the number is kept: what happened, the number, and the ways that remain. Or: did it come out?"""

from __future__ import annotations

from kiosk.views import CalledStaff, Finished, SaidPrinted, Staff, Trouble, TroubleView
from screens.parts.banner import Banner as Banner
from screens.parts.button import MainButton as MainButton
from screens.parts.button import PlainButton as PlainButton
from screens.parts.header import Header as Header
from screens.parts.number_card import NumberCard as NumberCard
from screens.parts.option import Option as Option
from screens.parts.staff_line import StaffLine as StaffLine
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen
from screens.staff_words import StaffWords, staff_words


class TroubleScreen(KioskScreen):
    def finished(self) -> None:
        self.answer(Finished())

    def said(self, came_out: bool) -> None:
        self.answer(SaidPrinted(came_out))

    def called_staff(self) -> None:
        self.answer(CalledStaff())

    def staff(self, staff: Staff) -> StaffWords:
        return staff_words(self.ambient.tr, staff)

    def what(self, view: TroubleView) -> str:
        """One sentence: what happened, and that the number is safe."""
        tr = self.ambient.tr
        return {
            Trouble.PAPER_OUT: tr("The ticket paper has run out. Your number is kept."),
            Trouble.COVER_OPEN: tr("The printer's cover is open. Your number is kept."),
            Trouble.PRINTER_FAULT: tr("The printer has a fault. Your number is kept."),
            Trouble.PRINTER_AWAY: tr("The printer does not answer. Your number is kept."),
            Trouble.UNKNOWN: tr("We cannot tell whether the ticket was printed. Your number is kept."),
        }[view.trouble]

    def ways(self, view: TroubleView) -> str:
        """The heading over the ways without a ticket; it says how many there are."""
        tr = self.ambient.tr
        return {
            1: tr("You do not need a ticket"),
            2: tr("You do not need a ticket: two ways"),
            3: tr("You do not need a ticket: three ways"),
        }[1 + bool(view.qr) + bool(view.elsewhere)]

    def where(self, view: TroubleView) -> str:
        counters = self.ambient.tr("counters {n}").format(n=view.counters) if view.counters else ""
        return " ".join(part for part in (view.place, counters) if part)

    def ahead(self, view: TroubleView) -> str:
        if view.ahead is None:
            return ""
        sentence = self.ambient.tr.plural("{n} person ahead of you", "{n} people ahead of you", view.ahead)
        return sentence.format(n=view.ahead)
