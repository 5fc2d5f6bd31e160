"""This terminal is out of service: says so, since when, and where to go instead. Nothing here starts a visit."""

from __future__ import annotations

from kiosk.views import CalledStaff, Outage, Staff
from screens.parts.button import SecondButton as SecondButton
from screens.parts.flat import Disc as Disc
from screens.parts.flat import PlateColumn as PlateColumn
from screens.parts.header import Header as Header
from screens.parts.option import Option as Option
from screens.parts.staff_line import StaffLine as StaffLine
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen
from screens.staff_words import StaffWords, staff_words


class OutOfServiceScreen(KioskScreen):
    def called_staff(self) -> None:
        self.answer(CalledStaff())

    def staff(self, staff: Staff) -> StaffWords:
        return staff_words(self.ambient.tr, staff)

    def title(self, outage: Outage) -> str:
        tr = self.ambient.tr
        return {
            Outage.MAINTENANCE: tr("This machine is being serviced"),
            Outage.NO_CATALOGUE: tr("This machine is getting ready"),
        }.get(outage, tr("This machine is out of service"))

    def lead(self, outage: Outage, neighbours: int) -> str:
        tr = self.ambient.tr
        if self.ambient.cabinet:
            return tr("What lies in it stays safe,\nand your code stays valid.")
        if neighbours:
            return tr("We are sorry for the extra steps.\nThe machines nearby are working.")
        if outage is Outage.NO_CATALOGUE:
            return tr("It is waiting for the hall's list of services.\nIt will start by itself.")
        return tr("We are sorry.\nPlease ask the staff in the hall.")

    def icon(self, outage: Outage) -> str:
        return "hourglass-medium" if outage is Outage.NO_CATALOGUE else "wrench"

    def since(self, since: str) -> str:
        return self.ambient.tr("Since {time}").format(time=since) if since else ""
