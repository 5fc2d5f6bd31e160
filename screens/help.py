"""An assistant is called to this terminal. Leads back; says where the person is, for a call by phone."""

from __future__ import annotations

from kiosk.views import CalledStaff, Staff, WentBack
from screens.parts.actions import Actions as Actions
from screens.parts.banner import Banner as Banner
from screens.parts.flat import Disc as Disc
from screens.parts.flat import Hairline as Hairline
from screens.parts.header import Header as Header
from screens.parts.option import Option as Option
from screens.parts.way import MainWay as MainWay
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen
from screens.staff_words import StaffWords, staff_words


class HelpScreen(KioskScreen):
    def called_staff(self) -> None:
        self.answer(CalledStaff())

    def went_back(self) -> None:
        self.answer(WentBack())

    def staff(self, staff: Staff) -> StaffWords:
        return staff_words(self.ambient.tr, staff)

    def kind(self, staff: Staff) -> str:
        return {Staff.TOLD: "ok", Staff.UNREACHABLE: "warn"}.get(staff, "info")

    def lead(self, staff: Staff) -> str:
        tr = self.ambient.tr
        if staff is Staff.TOLD:
            return tr("Please wait beside this machine")
        return tr("An assistant comes to this machine and does it with you")
