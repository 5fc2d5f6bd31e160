"""No number now: why, what to do next, and only the ways on that there are. The first of them is the filled one."""

from __future__ import annotations

from kiosk.views import (
    AnotherService,
    Answer,
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
    def send(self, answer: Answer) -> None:
        """Nothing is sent while a copy is being made."""
        if not self.view.busy:
            self.answer(answer)

    def reprint(self) -> None:
        self.send(WantsReprint())

    def ordinary(self) -> None:
        self.send(TakesOrdinary())

    def another(self) -> None:
        self.send(AnotherService())

    def called_staff(self) -> None:
        self.send(CalledStaff())

    def went_back(self) -> None:
        self.send(WentBack())

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
