"""The cabinet's first screen at any hour: type the code from the message, or show the QR or the ID card. Also the way
in for staff.

What was typed stands in the view; a key answers when it is touched. Ways that the cabinet does not have are not
offered.
"""

from __future__ import annotations

from kiosk.lockers.views import (
    Asks,
    ClearedDigits,
    ErasedDigit,
    KeypadView,
    SentCode,
    Slot,
    TypedDigit,
    WantsToLeave,
)
from kiosk.views import WentBack
from screens.lockers import entry_words as words
from screens.lockers.press import Press, call_staff
from screens.lockers.slot_words import card_note, code_note
from screens.lockers.staff_reach import staff_reach
from screens.parts.banner import Banner as Banner
from screens.parts.button import MainButton as MainButton
from screens.parts.button import PlainButton as PlainButton
from screens.parts.code_boxes import CodeBoxes as CodeBoxes
from screens.parts.header import Header as Header
from screens.parts.keypad import Keypad as Keypad
from screens.parts.reader_tile import ReaderTile as ReaderTile
from screens.parts.staff_line import StaffLine as StaffLine
from screens.parts.touchable import Touchable as Touchable
from screens.parts.turn import Turn as Turn
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen

NO_WORDS = words.EntryWords("info", "")


class KeypadScreen(KioskScreen):
    def typed(self, digit: int) -> None:
        self.answer(TypedDigit(digit))

    def erased(self) -> None:
        self.answer(ErasedDigit())

    def cleared(self) -> None:
        self.answer(ClearedDigits())

    def sent(self) -> None:
        self.answer(SentCode())

    def leaves(self) -> None:
        self.answer(WantsToLeave())

    def pressed_first(self) -> None:
        """The left button: the way back for staff, the staff's help for everybody else."""
        press = self.first(self.view)
        if press.answer is not None:
            self.answer(press.answer)

    def first(self, view: KeypadView) -> Press:
        if view.asks is Asks.STAFF:
            return Press(self.ambient.tr("Back"), "arrow-left", WentBack())
        return call_staff(self.ambient.tr, view.staff)

    def of_staff(self, view: KeypadView) -> bool:
        return view.asks is Asks.STAFF

    def entry(self, view: KeypadView) -> words.EntryWords:
        return words.entry_words(self.ambient.tr, view) or NO_WORDS

    def lead(self, view: KeypadView) -> str:
        return "" if words.standing(view) else words.lead_words(self.ambient.tr, view)

    def stopped(self, view: KeypadView) -> bool:
        return words.stopped(view)

    def paused(self, view: KeypadView) -> bool:
        return words.paused(view)

    def boxes(self, view: KeypadView) -> tuple[int, ...]:
        return () if words.paused(view) else words.groups(view.digits, view.tail)

    def pause(self, view: KeypadView) -> str:
        """How long to wait, as a running clock; empty: nobody waits, or nobody knows."""
        return words.pause_clock(view.pause_seconds) if view.pause_seconds else ""

    def send_words(self, view: KeypadView) -> str:
        tr = self.ambient.tr
        if view.checking:
            return tr("Checking")
        if words.paused(view):
            return tr("Please wait")
        return tr("Sign in") if view.asks is Asks.STAFF else tr("Open the door")

    def missing(self, view: KeypadView) -> str:
        return "" if view.checking else words.missing_words(self.ambient.tr, view)

    def may_send(self, view: KeypadView) -> bool:
        return len(view.typed) >= view.digits and not words.paused(view)

    def has_other_ways(self, view: KeypadView) -> bool:
        return bool(view.card or view.code or view.may_leave)

    def has_one_reader(self, view: KeypadView) -> bool:
        return (view.card is None) is not (view.code is None)

    def card_note(self, slot: Slot | None) -> str:
        return card_note(self.ambient.tr, slot)

    def code_note(self, slot: Slot | None) -> str:
        return code_note(self.ambient.tr, slot)

    def reach(self, view: KeypadView) -> str:
        """One line under the keys: whether staff know, or who answers at night."""
        return "" if view.asks is Asks.STAFF else staff_reach(self.ambient.tr, view.staff, view.phone)
