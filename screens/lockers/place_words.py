"""Where a door is, as one says it to somebody who stands before the screen. Pure."""

from __future__ import annotations

from kiosk.lockers.views import CabinetDrawing, CellTile
from screens.texts import Texts

LOW, HIGH = 1 / 3, 2 / 3  # of the cabinet's height: below is the lower part, above the upper


def place_words(tr: Texts, drawing: CabinetDrawing, cell: int) -> str:
    """Empty for a cell that the drawing does not have."""
    tile = next((tile for tile in drawing.cells if tile.number == cell), None)
    if tile is None:
        return ""
    across, up = _across(tr, drawing, tile), _up(tr, drawing, tile)
    return tr("{across}, {up}").format(across=across, up=up)


def _across(tr: Texts, drawing: CabinetDrawing, tile: CellTile) -> str:
    away = tile.column - drawing.screen_column
    if away == 0:
        above = tile.floor_mm >= drawing.screen_floor_mm
        return tr("Above the screen") if above else tr("Below the screen")
    if away > 0:
        return tr.plural("{n} column right of the screen", "{n} columns right of the screen", away).format(n=away)
    return tr.plural("{n} column left of the screen", "{n} columns left of the screen", -away).format(n=-away)


def _up(tr: Texts, drawing: CabinetDrawing, tile: CellTile) -> str:
    low = min(each.floor_mm for each in drawing.cells)
    high = max(each.floor_mm + each.height_mm for each in drawing.cells)
    share = (tile.floor_mm + tile.height_mm / 2 - low) / max(1, high - low)
    return tr("upper part") if share > HIGH else tr("lower part") if share < LOW else tr("middle")
