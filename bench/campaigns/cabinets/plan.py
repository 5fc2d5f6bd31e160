"""Which cabinet a schedule has: boards, lines, cells, sensors. Pure; the same chance draws the same cabinet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from kiosk.lockers.wire import CellSize

POLL_SECONDS = 4.0
WINNSEN_DOORS = 6  # each is asked for by itself, which takes the simulation long
LINES = (1, 1, 1, 2, 3)
HEIGHTS_MM = {CellSize.SMALL: 110, CellSize.MEDIUM: 190, CellSize.LARGE: 320}


class Dialect(StrEnum):
    """By the driver's name."""

    EIGHT_A = "locker-8a"
    KERONG = "locker-kerong"
    WKLY = "locker-wkly"
    MODBUS_RELAY = "locker-modbus-relay"
    CU48 = "locker-cu48"
    WINNSEN = "locker-winnsen"


DOORS = {
    Dialect.EIGHT_A: 24,
    Dialect.KERONG: 16,
    Dialect.WKLY: 24,
    Dialect.MODBUS_RELAY: 8,
    Dialect.CU48: 48,
    Dialect.WINNSEN: 24,
}
_ADDRESS = {Dialect.KERONG: "unit", Dialect.WINNSEN: "station"}  # the setting; else "board"


@dataclass(frozen=True, slots=True)
class BoardPlan:
    """`sensors`: whether its doors are seen at all; `items`: whether what lies behind them is. `used`: doors that are
    wired to a cell, from 1."""

    name: str
    dialect: Dialect
    address: int
    port: str
    used: int
    sensors: bool = True
    items: bool = False

    @property
    def poll_seconds(self) -> float:
        """A Winnsen is asked for each door by itself: seldom, if it has many."""
        return max(POLL_SECONDS, self.used * 0.7) if self.dialect is Dialect.WINNSEN else POLL_SECONDS

    @property
    def seen_seconds(self) -> float:
        """A door that stands open for so long is seen: two answers agree on it, however the polls fall."""
        return 3 * self.poll_seconds + 4.0

    def table(self) -> dict[str, Any]:
        """[devices.NAME]."""
        table: dict[str, Any] = {
            "driver": self.dialect.value,
            "port": self.port,
            "poll_seconds": self.poll_seconds,
            "settle_seconds": 0.0,
            "backoff_longest_seconds": 10.0,
            _ADDRESS.get(self.dialect, "board"): self.address,
        }
        match self.dialect:
            case Dialect.EIGHT_A:
                table |= {"locks": DOORS[self.dialect], "open_is": "11"}
            case Dialect.MODBUS_RELAY if self.sensors:
                table |= {"input_open_is": "1"}
            case Dialect.KERONG:
                table |= {"items": self.items}
            case Dialect.WINNSEN:
                table |= {"locks": self.used}
            case _:
                pass
        return table


@dataclass(frozen=True, slots=True)
class CellPlan:
    number: int
    board: str
    door: int
    size: CellSize
    column: int
    floor_mm: int

    def table(self) -> dict[str, Any]:
        """[[lockers.cells]]."""
        return {
            "number": self.number,
            "board": self.board,
            "door": self.door,
            "size": self.size.value,
            "column": self.column,
            "floor_mm": self.floor_mm,
            "height_mm": HEIGHTS_MM[self.size],
        }


@dataclass(frozen=True, slots=True)
class CabinetPlan:
    boards: tuple[BoardPlan, ...]
    cells: tuple[CellPlan, ...]

    def board_of(self, cell: int) -> BoardPlan:
        name = next(each.board for each in self.cells if each.number == cell)
        return next(board for board in self.boards if board.name == name)


def draw_cabinet(chance: Random) -> CabinetPlan:
    """2 to 5 boards of one to three dialects, one dialect a line; 6 to 60 cells."""
    lines = chance.choice(LINES)
    count = max(lines, chance.randint(2, 5))
    wanted = chance.choice((chance.randint(6, 12), chance.randint(8, 24), chance.randint(24, 60)))
    dialects = [chance.choice(list(Dialect)) for _ in range(lines)]
    boards = []
    for place in range(count):
        line = place % lines
        dialect = dialects[line]
        used = min(DOORS[dialect], WINNSEN_DOORS if dialect is Dialect.WINNSEN else 99, max(1, round(wanted / count)))
        sensors = dialect is not Dialect.MODBUS_RELAY or chance.random() < 0.6
        items = dialect is Dialect.KERONG and chance.random() < 0.7
        boards.append(
            BoardPlan(f"board_{place}", dialect, place // lines + 1, f"/dev/line{line}", used, sensors, items)
        )
    return CabinetPlan(tuple(boards), _cells(boards, chance))


def _cells(boards: list[BoardPlan], chance: Random) -> tuple[CellPlan, ...]:
    cells: list[CellPlan] = []
    floor_mm, column = 150, 1  # the screen has column 0
    for board in boards:
        for door in chance.sample(range(1, board.used + 1), board.used):
            size = chance.choices(list(CellSize), (5, 4, 2))[0]
            if floor_mm + HEIGHTS_MM[size] > 1900:
                floor_mm, column = 150, column + 1
            cells.append(CellPlan(len(cells) + 1, board.name, door, size, column, floor_mm))
            floor_mm += HEIGHTS_MM[size]
    return tuple(cells)
