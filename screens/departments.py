"""Choose a department. Step 1 of 4: comes after the welcome, leads to the services of one department."""

from __future__ import annotations

from typing import Any

from kiosk.views import ChoseDepartment, DepartmentTile, Language, TurnedPage, WentBack
from screens.parts.actions import Actions as Actions
from screens.parts.facts import Fact as Fact
from screens.parts.facts import Facts as Facts
from screens.parts.grid import Grid as Grid
from screens.parts.header import Header as Header
from screens.parts.stops import Stops as Stops
from screens.parts.tile import Tile
from screens.parts.zones import Zones as Zones
from screens.screen import KioskScreen


class DepartmentsScreen(KioskScreen):
    def __init__(self, *given: Any) -> None:
        self._tiles: list[Tile] = []
        super().__init__(*given)
        self.fbind("view", self._fill)
        self._fill()

    def chose(self, code: str) -> None:
        self.answer(ChoseDepartment(code))

    def turned(self, by: int) -> None:
        self.answer(TurnedPage(by))

    def went_back(self) -> None:
        self.answer(WentBack())

    def columns(self, tiles: tuple[DepartmentTile, ...]) -> int:
        """Few departments get wider tiles."""
        return 3 if len(tiles) > 4 else 2

    def _fill(self, *_: Any) -> None:
        grid, shown = self.ids.grid, self.view.tiles
        while len(self._tiles) < len(shown):
            tile = Tile()
            tile.bind(on_release=lambda pressed: self.chose(pressed.code))
            self._tiles.append(tile)
        for tile, department in zip(self._tiles, shown, strict=False):
            self._tell(tile, department)
        if len(grid.children) != len(shown):
            grid.clear_widgets()
            for tile in self._tiles[: len(shown)]:
                grid.add_widget(tile)

    def _tell(self, tile: Tile, department: DepartmentTile) -> None:
        tr = self.ambient.tr
        tile.tell(
            code=department.code,
            name=department.name,
            icon=department.icon,
            floor=department.floor,
            waiting=department.waiting,
            waiting_words=tr("Open now") if department.waiting is None else tr("{n} waiting"),
            closed=department.closed or "",
            closed_word=tr("Paused"),
            busy_word=tr("Busy") if department.busy else "",
            latin=self.ambient.language is Language.EN,
        )
