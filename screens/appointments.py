"""The appointments of this person today. A touch checks one in; what cannot be checked in is dashed and says why."""

from __future__ import annotations

from typing import Any

from kiosk.views import AppointmentRow, ChoseAppointment, WentBack
from screens.parts.actions import Actions as Actions
from screens.parts.header import Header as Header
from screens.parts.timed_row import TimedRow
from screens.parts.zones import Zones as Zones
from screens.refused_words import short_words
from screens.screen import KioskScreen


class AppointmentsScreen(KioskScreen):
    def __init__(self, *given: Any) -> None:
        self._rows: list[TimedRow] = []
        super().__init__(*given)
        self.fbind("view", self._fill)
        self._fill()

    def chose(self, code: str) -> None:
        self.answer(ChoseAppointment(code))

    def went_back(self) -> None:
        self.answer(WentBack())

    def _fill(self, *_: Any) -> None:
        shown = self.view.rows
        while len(self._rows) < len(shown):
            row = TimedRow()
            row.bind(on_release=lambda pressed: self.chose(pressed.code))
            self._rows.append(row)
        for row, appointment in zip(self._rows, shown, strict=False):
            self._tell(row, appointment)
        if len(self.ids.rows.children) != len(shown):
            self.ids.rows.clear_widgets()
            for row in self._rows[: len(shown)]:
                self.ids.rows.add_widget(row)

    def _tell(self, row: TimedRow, appointment: AppointmentRow) -> None:
        tr = self.ambient.tr
        refused = appointment.refused
        row.tell(
            code=appointment.code,
            time=appointment.time,
            name=appointment.service,
            open_word=tr("Check in now"),
            closed="" if refused is None else short_words(tr, refused, appointment.opens),
        )
