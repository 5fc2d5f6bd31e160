"""What staff may take out: overdue and cancelled first, and the papers that citizens left for counters."""

from __future__ import annotations

from typing import Any

from kiosk.lockers.views import ChoseParcel, InsideRow
from kiosk.views import TurnedPage, WentBack
from screens.parts.actions import Actions as Actions
from screens.parts.choice_row import ChoiceRows as ChoiceRows
from screens.parts.header import Header as Header
from screens.parts.parcel_row import ParcelRow
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen


class RecoverScreen(KioskScreen):
    def __init__(self, *given: Any) -> None:
        self._rows: list[ParcelRow] = []
        super().__init__(*given)
        self.fbind("view", self._fill)
        self._fill()

    def chose(self, parcel: str) -> None:
        self.answer(ChoseParcel(parcel))

    def turned(self, by: int) -> None:
        self.answer(TurnedPage(by))

    def went_back(self) -> None:
        self.answer(WentBack())

    def _fill(self, *_: Any) -> None:
        shown = self.view.rows
        while len(self._rows) < len(shown):
            row = ParcelRow()
            row.bind(on_release=lambda pressed: self.chose(pressed.code))
            self._rows.append(row)
        for row, parcel in zip(self._rows, shown, strict=False):
            title = parcel.title or self.ambient.tr("Papers for a counter")
            word = self._word(parcel)
            row.tell(
                code=parcel.parcel,
                cell=str(parcel.cell),
                title=title,
                receiver=parcel.receiver,
                word=word,
                cancelled=parcel.cancelled,
            )
        if len(self.ids.rows.children) != len(shown):
            self.ids.rows.clear_widgets()
            for row in self._rows[: len(shown)]:
                self.ids.rows.add_widget(row)

    def _word(self, parcel: InsideRow) -> str:
        tr = self.ambient.tr
        if parcel.cancelled:
            return tr("Cancelled")
        if parcel.overdue_days:
            return tr.plural("{n} day over", "{n} days over", parcel.overdue_days).format(n=parcel.overdue_days)
        return tr("Papers") if parcel.supplement else ""
