"""Staff holds a parcel's label under the scanner; where it cannot be read, its digits are typed."""

from __future__ import annotations

from kiosk.lockers.views import ClearedDigits, ErasedDigit, Label, LabelView, SentCode, Slot, TypedDigit
from kiosk.views import WentBack
from screens.lockers.label_words import label_words
from screens.lockers.slot_words import code_note
from screens.parts.banner import Banner as Banner
from screens.parts.button import MainButton as MainButton
from screens.parts.button import PlainButton as PlainButton
from screens.parts.flat import PlateRow as PlateRow
from screens.parts.header import Header as Header
from screens.parts.keypad import Keypad as Keypad
from screens.parts.reader_tile import ReaderTile as ReaderTile
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen


class LabelScreen(KioskScreen):
    def typed(self, digit: int) -> None:
        self.answer(TypedDigit(digit))

    def erased(self) -> None:
        self.answer(ErasedDigit())

    def cleared(self) -> None:
        self.answer(ClearedDigits())

    def sent(self) -> None:
        self.answer(SentCode())

    def went_back(self) -> None:
        self.answer(WentBack())

    def note(self, slot: Slot | None) -> str:
        return code_note(self.ambient.tr, slot)

    def problem(self, label: Label | None) -> tuple[str, str]:
        return label_words(self.ambient.tr, label)

    def so_far(self, view: LabelView) -> str:
        """How many are in, and where the last one went."""
        if not view.put_in:
            return ""
        tr = self.ambient.tr
        count = tr.plural("{n} put in", "{n} put in", view.put_in).format(n=view.put_in)
        last = tr("the last one: door {n}").format(n=view.last_cell) if view.last_cell is not None else ""
        return " · ".join(part for part in (count, last) if part)
