"""Something is wrong at the open door: what it is, and then that it was reported and who can be called at night."""

from __future__ import annotations

from kiosk.lockers.views import ChoseProblem, ProblemView
from kiosk.views import CalledStaff, Finished, Staff, WentBack
from screens.lockers.staff_reach import staff_reach
from screens.parts.banner import Banner as Banner
from screens.parts.button import MainButton as MainButton
from screens.parts.button import PlainButton as PlainButton
from screens.parts.header import Header as Header
from screens.parts.number_card import NumberCard as NumberCard
from screens.parts.staff_line import StaffLine as StaffLine
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen
from screens.staff_words import StaffWords, staff_words


class ProblemScreen(KioskScreen):
    def chose(self, problem: str) -> None:
        """`problem`: a value of kiosk.lockers.events.Problem, which the face does not import."""
        self.answer(ChoseProblem(problem))

    def called_staff(self) -> None:
        self.answer(CalledStaff())

    def finished(self) -> None:
        self.answer(Finished())

    def went_back(self) -> None:
        self.answer(WentBack())

    def staff(self, staff: Staff) -> StaffWords:
        return staff_words(self.ambient.tr, staff)

    def reach(self, view: ProblemView) -> str:
        return staff_reach(self.ambient.tr, view.staff, view.phone)
