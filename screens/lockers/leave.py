"""Supplementary papers (容缺补件): for which department, then how thick; then a door opens."""

from __future__ import annotations

from typing import Any

from kiosk.lockers.views import ChoseSize, LeaveView
from kiosk.views import ChoseDepartment, TurnedPage, WentBack
from screens.lockers.leave_words import ReaderWords, card_words, case_words
from screens.parts.actions import Actions as Actions
from screens.parts.banner import Banner as Banner
from screens.parts.choice_tile import ChoiceTile
from screens.parts.grid import Grid as Grid
from screens.parts.header import Header as Header
from screens.parts.way import Way as Way
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen


class LeaveScreen(KioskScreen):
    def __init__(self, *given: Any) -> None:
        self._tiles: list[ChoiceTile] = []
        super().__init__(*given)
        self.fbind("view", self._fill)
        self._fill()

    def chose_size(self, size: str) -> None:
        self.answer(ChoseSize(size))

    def turned(self, by: int) -> None:
        self.answer(TurnedPage(by))

    def went_back(self) -> None:
        self.answer(WentBack())

    def choosing(self, view: LeaveView) -> bool:
        """Whether the department is asked."""
        return not (view.department or view.full)

    def sizing(self, view: LeaveView) -> bool:
        """Whether the department is known and the size is asked."""
        return bool(view.department) and not view.full

    def columns(self, view: LeaveView) -> int:
        """Few departments get wider tiles."""
        return 3 if len(view.departments) > 4 else 2

    def card(self, view: LeaveView) -> ReaderWords:
        return card_words(self.ambient.tr, view)

    def case(self, view: LeaveView) -> ReaderWords:
        return case_words(self.ambient.tr, view)

    def _fill(self, *_: Any) -> None:
        shown = self.view.departments if self.choosing(self.view) else ()
        while len(self._tiles) < len(shown):
            tile = ChoiceTile()
            tile.bind(on_release=lambda pressed: self.answer(ChoseDepartment(pressed.code)))
            self._tiles.append(tile)
        for tile, department in zip(self._tiles, shown, strict=False):
            tile.code, tile.text, tile.icon = department.code, department.name, department.icon
        if len(self.ids.grid.children) != len(shown):
            self.ids.grid.clear_widgets()
            for tile in self._tiles[: len(shown)]:
                self.ids.grid.add_widget(tile)
