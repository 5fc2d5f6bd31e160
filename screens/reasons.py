"""What was not right? Up to eight reasons to tick, after one of the low two levels. Leads to the thanks."""

from __future__ import annotations

from typing import Any

from kiosk.views import ReasonsView, SentReasons, ToggledReason, WentBack
from screens.parts.button import MainButton as MainButton
from screens.parts.button import PlainButton as PlainButton
from screens.parts.chip import Chip
from screens.parts.desk import Desk as Desk
from screens.parts.grid import Grid as Grid
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.lines import Row as Row
from screens.parts.rating_face import RatingFace as RatingFace
from screens.parts.text import Text as Text
from screens.rating_words import level_name
from screens.screen import KioskScreen

MOST, BESIDE_SEND = 8, 6


class ReasonsScreen(KioskScreen):
    def __init__(self, *given: Any) -> None:
        self._chips: list[Chip] = []
        super().__init__(*given)
        self.fbind("view", self._fill)
        self._fill()

    def toggled(self, code: str) -> None:
        self.answer(ToggledReason(code))

    def sent(self) -> None:
        self.answer(SentReasons())

    def went_back(self) -> None:
        self.answer(WentBack())

    def level_name(self, level: int) -> str:
        return level_name(self.ambient.tr, level)

    def chosen(self, view: ReasonsView) -> int:
        return sum(reason.chosen for reason in view.reasons)

    def many(self, view: ReasonsView) -> bool:
        """Whether the reasons need the whole height, so that the button to send them goes to the side."""
        return len(view.reasons) > BESIDE_SEND

    def send_words(self, view: ReasonsView) -> str:
        tr = self.ambient.tr
        if not view.may_send:
            return tr("Please tick one first")
        return tr("Send") if self.chosen(view) else tr("Send without a reason")

    def short_send_words(self, view: ReasonsView) -> str:
        tr = self.ambient.tr
        return tr("Send") if view.may_send else tr("Tick one")

    def count_words(self, view: ReasonsView) -> str:
        count = self.chosen(view)
        return self.ambient.tr("{n} ticked").format(n=count) if count and view.may_send else ""

    def _fill(self, *_: Any) -> None:
        shown = self.view.reasons[:MOST]
        grid = self.ids.grid
        while len(self._chips) < len(shown):
            chip = Chip()
            chip.bind(on_release=lambda pressed: self.toggled(pressed.code))
            self._chips.append(chip)
        for chip, reason in zip(self._chips, shown, strict=False):
            chip.tell(code=reason.code, text=reason.text, chosen=reason.chosen)
        if len(grid.children) != len(shown):
            grid.clear_widgets()
            for chip in self._chips[: len(shown)]:
                grid.add_widget(chip)
