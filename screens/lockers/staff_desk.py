"""What a signed-in member of staff may do at the cabinet, and how it stands."""

from __future__ import annotations

from kiosk.lockers.views import FreeCells, WantsDeposit, WantsRecover
from kiosk.views import Ended
from screens.parts.banner import Banner as Banner
from screens.parts.button import PlainButton as PlainButton
from screens.parts.facts import Fact as Fact
from screens.parts.facts import Facts as Facts
from screens.parts.flat import Hairline as Hairline
from screens.parts.header import Header as Header
from screens.parts.way import MainWay as MainWay
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen


class StaffDeskScreen(KioskScreen):
    def deposit(self) -> None:
        self.answer(WantsDeposit())

    def recover(self) -> None:
        self.answer(WantsRecover())

    def signed_out(self) -> None:
        self.answer(Ended())

    def free(self, cells: tuple[FreeCells, ...], size: str) -> int:
        return sum(each.count for each in cells if each.size == size)

    def open_doors(self, doors: tuple[int, ...]) -> str:
        if not doors:
            return ""
        numbers = self.ambient.tr(", ").join(map(str, doors))
        sentence = self.ambient.tr.plural("Door {n} stands open", "Doors {n} stand open", len(doors))
        return sentence.format(n=numbers)
