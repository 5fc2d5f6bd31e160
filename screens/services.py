"""Choose a service of one department. Step 2 of 4: leads to the confirmation."""

from __future__ import annotations

from typing import Any

from kiosk.views import ChoseService, ServiceRow, TurnedPage, WentBack
from screens.parts.actions import Actions as Actions
from screens.parts.choice_row import ChoiceRow
from screens.parts.choice_row import ChoiceRows as ChoiceRows
from screens.parts.facts import Fact as Fact
from screens.parts.facts import Facts as Facts
from screens.parts.flat import PlateRow as PlateRow
from screens.parts.header import Header as Header
from screens.parts.stops import Stops as Stops
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen


class ServicesScreen(KioskScreen):
    def __init__(self, *given: Any) -> None:
        self._rows: list[ChoiceRow] = []
        super().__init__(*given)
        self.fbind("view", self._fill)
        self._fill()

    def chose(self, code: str) -> None:
        self.answer(ChoseService(code))

    def turned(self, by: int) -> None:
        self.answer(TurnedPage(by))

    def went_back(self) -> None:
        self.answer(WentBack())

    def _fill(self, *_: Any) -> None:
        shown = self.view.rows
        while len(self._rows) < len(shown):
            row = ChoiceRow()
            row.bind(on_release=lambda pressed: self.chose(pressed.code))
            self._rows.append(row)
        for row, service in zip(self._rows, shown, strict=False):
            self._tell(row, service)
        if len(self.ids.rows.children) != len(shown):
            self.ids.rows.clear_widgets()
            for row in self._rows[: len(shown)]:
                self.ids.rows.add_widget(row)

    def _tell(self, row: ChoiceRow, service: ServiceRow) -> None:
        tr = self.ambient.tr
        row.tell(
            code=service.code,
            name=service.name,
            bring=service.bring,
            waiting=service.waiting,
            waiting_words=tr("{n} waiting"),
            open_word=tr("Open"),
            closed=service.closed or "",
        )
