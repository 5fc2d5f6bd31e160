"""No number now: why, what to do next, and only the ways on that there are. The first of them is the filled one."""

from __future__ import annotations

from kiosk.views import (
    AnotherService,
    CalledStaff,
    RefusedView,
    TakesOrdinary,
    WantsReprint,
    WentBack,
)
from screens.parts.actions import Actions as Actions
from screens.parts.flat import Disc as Disc
from screens.parts.header import Header as Header
from screens.parts.number_card import NumberCard as NumberCard
from screens.parts.staff_line import StaffLine as StaffLine
from screens.parts.way import MainWay as MainWay
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.refused_words import RefusedWords, refused_words
from screens.screen import KioskScreen
from screens.staff_words import StaffWords, staff_words


class RefusedScreen(KioskScreen):
    def reprint(self) -> None:
        self.answer(WantsReprint())

    def ordinary(self) -> None:
        self.answer(TakesOrdinary())

    def another(self) -> None:
        self.answer(AnotherService())

    def called_staff(self) -> None:
        self.answer(CalledStaff())

    def went_back(self) -> None:
        if not self.view.busy:
            self.answer(WentBack())

    def words(self, view: RefusedView) -> RefusedWords:
        return refused_words(self.ambient.tr, view)

    def offers(self, view: RefusedView) -> bool:
        """Whether there is a way on for this very matter."""
        return bool(view.may_reprint or view.may_walk_in)

    def staff(self, view: RefusedView) -> StaffWords:
        return staff_words(self.ambient.tr, view.staff)

    def ahead(self, view: RefusedView) -> str:
        if view.ahead is None:
            return ""
        sentence = self.ambient.tr.plural("{n} person ahead of you", "{n} people ahead of you", view.ahead)
        return sentence.format(n=view.ahead)
