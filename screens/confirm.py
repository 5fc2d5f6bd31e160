"""Confirm and take the number. Step 3 of 4: leads to the ticket. While the number is fetched the button turns."""

from __future__ import annotations

from kiosk.views import Confirmed, ConfirmView, Paper, WantsGreen, WentBack
from screens.green_words import green_words
from screens.minutes import wait_words
from screens.paper_words import paper_words
from screens.parts.actions import Actions as Actions
from screens.parts.banner import Banner as Banner
from screens.parts.facts import Fact as Fact
from screens.parts.facts import Facts as Facts
from screens.parts.header import Header as Header
from screens.parts.runs import Run, counted
from screens.parts.stops import Stops as Stops
from screens.parts.take import Take as Take
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen
from screens.theme import Rgba, Style

HINTS = 2


class ConfirmScreen(KioskScreen):
    def confirmed(self) -> None:
        if not self.view.busy:
            self.answer(Confirmed())

    def went_back(self) -> None:
        if not self.view.busy:
            self.answer(WentBack())

    def wants_green(self) -> None:
        if not self.view.busy:
            self.answer(WantsGreen())

    def paper_words(self, paper: Paper) -> str:
        return paper_words(self.ambient.tr, paper)

    def wait(self, view: ConfirmView) -> tuple[str, str | None]:
        return wait_words(self.ambient.tr, view.minutes)

    def take_words(self, view: ConfirmView) -> str:
        tr = self.ambient.tr
        if view.busy:
            return tr("Getting your number")
        return tr("Take a number all the same") if view.long_wait else tr("Take a number")

    def first_fact(self, view: ConfirmView, figure: tuple[Style, Rgba], unit: tuple[Style, Rgba]) -> list[Run]:
        """How many are ahead; whoever has an appointment is told its time instead."""
        if view.appointment:
            return [Run(view.appointment, *figure)]
        people = self.ambient.tr.plural("{n} person", "{n} people", view.ahead)
        return counted(people, view.ahead, figure, unit)

    def green_mark(self, view: ConfirmView) -> str:
        """The class of the priority service where it is set and cannot be changed here; else nothing."""
        if view.green is None or view.may_green:
            return ""
        return self.ambient.tr("Priority service") + " · " + green_words(self.ambient.tr, view.green).name

    def green_note(self, view: ConfirmView) -> str:
        tr = self.ambient.tr
        return green_words(tr, view.green).name if view.green else tr("For those who find waiting hard")

    def hints(self, view: ConfirmView) -> int:
        """How many of the hints there is room for beside banners and buttons."""
        banners = sum((view.paper in (Paper.LOW, Paper.OUT), view.long_wait, bool(self.green_mark(view))))
        return max(0, HINTS - max(0, banners + view.may_green - 1) - view.may_green)
