"""One door: its number larger than anything else, where it is, what to do at it. Comes after a code, a QR, a card."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty

from kiosk.lockers.views import CabinetDrawing, Door, DoorView
from kiosk.views import Staff
from screens.lockers import door_words as words
from screens.lockers.place_words import place_words
from screens.lockers.press import Press, padded
from screens.lockers.staff_reach import staff_reach
from screens.parts.banner import Banner as Banner
from screens.parts.button import MainButton as MainButton
from screens.parts.button import PlainButton as PlainButton
from screens.parts.cabinet import Cabinet as Cabinet
from screens.parts.flat import Disc as Disc
from screens.parts.header import Header as Header
from screens.parts.ring import Ring as Ring
from screens.parts.staff_line import StaffLine as StaffLine
from screens.parts.turn import Turn as Turn
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen

OTHERS = 2


class DoorScreen(KioskScreen):
    """`remind_total`: the longest wait told for this opening, what the ring counts down from."""

    remind_total = NumericProperty(1)

    def __init__(self, *given: Any) -> None:
        self._counted: tuple[int, Door] | None = None
        super().__init__(*given)
        self.fbind("view", self._count)
        self._count()

    def pressed_main(self) -> None:
        self._send(self.main(self.view))

    def pressed_other(self, place: int) -> None:
        self._send(self.others(self.view)[place])

    def _send(self, press: Press) -> None:
        if press.answer is not None:
            self.answer(press.answer)

    def main(self, view: DoorView) -> Press:
        return words.main_press(self.ambient.tr, view)

    def others(self, view: DoorView) -> tuple[Press, ...]:
        return padded(words.other_presses(self.ambient.tr, view), OTHERS)

    def sign(self, view: DoorView) -> str:
        return words.sign_words(self.ambient.tr, view)

    def said(self, view: DoorView) -> words.Said:
        return words.said(self.ambient.tr, view)

    def about(self, view: DoorView) -> str:
        """Which one of several, what it is, whose it is."""
        count = self.ambient.tr("{n} of {of}").format(n=view.nth, of=view.of) if view.of > 1 else ""
        return " · ".join(part for part in (count, view.title, view.receiver) if part)

    def first_step(self, view: DoorView) -> str:
        return words.first_step(self.ambient.tr, view)

    def place(self, drawing: CabinetDrawing, cell: int) -> str:
        return place_words(self.ambient.tr, drawing, cell)

    def is_open(self, door: Door) -> bool:
        return door in words.OPEN_NOW

    def shows_steps(self, door: Door) -> bool:
        """Whether there is something to do at the door now."""
        return door not in words.SHUT_NOW

    def shows_both_steps(self, door: Door) -> bool:
        """When it stands open for too long the banner says the second one."""
        return self.shows_steps(door) and door is not Door.LEFT_OPEN

    def holds(self, view: DoorView) -> bool:
        return view.takes_out

    def reach(self, view: DoorView) -> str:
        """Whether the staff know, and who answers the phone; nothing beside the door before anybody was called."""
        return "" if view.staff is Staff.NOT_ASKED else staff_reach(self.ambient.tr, view.staff, view.phone)

    def _count(self, *_: Any) -> None:
        view = self.view
        left = view.remind_seconds or 0
        again = self._counted == (view.cell, view.door)
        self._counted = (view.cell, view.door)
        self.remind_total = max(1, left, self.remind_total if again else 0)
