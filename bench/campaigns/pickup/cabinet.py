"""The demo's cabinet: that of config/lockers.toml, on the bench's own lock boards, with everything else that is fitted.

Cells 1 to 8 and 9 to 12 are two boards of one line without item sensors, 13 to 20 a board with them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.campaigns.beside import Post
from bench.campaigns.hall import MM_PER_PX, DemoHall, panel_tables
from bench.campaigns.processes import ROOT
from bench.front import Cell, Front, GlassPart

CABINET = Post("cabinet-1", "1 号柜", "Cabinet 1", "L1")
SHIPPED = ROOT / "config/lockers.toml"
SIZE = (1080, 1920)
REMIND_SECONDS = 30  # a door left open; people at a demo do not wait for a minute
SCANNER, CARD_READER, PRINTER, VOICE = "cabinet-scanner", "cabinet-card-reader", "cabinet-printer", "cabinet-voice"


@dataclass(frozen=True, slots=True)
class Board:
    """`name`: under [devices]. `machine` of the bench's `line` opens the cells from `first` on, `locks` of them."""

    name: str
    driver: str
    line: str
    machine: str
    first: int
    locks: int
    settings: str

    def opens(self, cell: int) -> bool:
        return self.first <= cell < self.first + self.locks

    def door(self, cell: int) -> int:
        return cell - self.first + 1


BOARDS = (
    Board("cells_a", "locker-8a", "cabinet-line-8a", "1", 1, 8, 'board = 1\nopen_is = "11"'),
    Board("cells_b", "locker-8a", "cabinet-line-8a", "2", 9, 4, 'board = 2\nopen_is = "11"'),
    Board("cells_c", "locker-kerong", "cabinet-line-kerong", "0", 13, 8, "unit = 0\nitems = true"),
)


def cabinet_tables(hall: DemoHall, scale: float) -> str:
    """The settings of its terminal. `scale` 1: the panel's own pixels."""
    width, height = (round(side * scale) for side in SIZE)
    return "\n".join((panel_tables((width, height), MM_PER_PX / scale), _lockers(), *_devices(hall)))


def front() -> Front:
    """As it looks from the front, with nothing in anybody's hands."""
    lockers = _shipped()
    screen = GlassPart(
        column=lockers["screen_column"], floor_mm=lockers["screen_floor_mm"], height_mm=lockers["screen_height_mm"]
    )
    cells = tuple(
        Cell(
            number=cell["number"],
            device=board.line,
            machine=board.machine,
            door=board.door(cell["number"]),
            column=cell["column"],
            floor_mm=cell["floor_mm"],
            height_mm=cell["height_mm"],
        )
        for cell, board in _wired(lockers)
    )
    return Front(cells=cells, screen=screen, scanner=SCANNER, card_reader=CARD_READER, printer=PRINTER)


def _lockers() -> str:
    lockers = _shipped()
    given = {name: value for name, value in lockers.items() if name != "cells"} | {"remind_seconds": REMIND_SECONDS}
    rows = [{**cell, "board": board.name, "door": board.door(cell["number"])} for cell, board in _wired(lockers)]
    cells = "\n".join(f"  {{ {', '.join(_pairs(row))} }}," for row in rows)
    return "\n".join(("[lockers]", *_pairs(given), f"cells = [\n{cells}\n]\n"))


def _devices(hall: DemoHall) -> Iterator[str]:
    for board in BOARDS:
        wired = f"locks = {board.locks}\n{board.settings}"
        yield _device(hall, board.name, board.driver, board.line, wired)
    yield _device(hall, "scanner", "serial-scanner", SCANNER, 'model = "newland"')
    yield _device(hall, "card_reader", "sdt", CARD_READER)
    yield _device(hall, "ticket_printer", "escpos", PRINTER, "baud = 115200")
    yield _device(hall, "speaker", "syn6288", VOICE)


def _device(hall: DemoHall, name: str, driver: str, port: str, more: str = "") -> str:
    return f'[devices.{name}]\ndriver = "{driver}"\nport = {json.dumps(str(hall.bench / "ports" / port))}\n{more}\n'


def _wired(lockers: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Board]]:
    for cell in lockers["cells"]:
        yield cell, next(board for board in BOARDS if board.opens(cell["number"]))


def _shipped() -> dict[str, Any]:
    lockers: dict[str, Any] = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["lockers"]
    return lockers


def _pairs(values: dict[str, Any]) -> list[str]:
    """TOML writes these texts, numbers, truths and lists as JSON does."""
    return [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
