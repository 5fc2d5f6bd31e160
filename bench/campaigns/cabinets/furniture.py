"""The cabinet as it stands there: doors that spring, stick and are pulled, and the things that lie behind them.

The other end of the terminal's lines. Whatever happens here is told to the judge with its physical cause; nothing here
knows what the terminal believes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bench.campaigns.cabinets.plan import BoardPlan, CabinetPlan, CellPlan, Dialect
from bench.lockers import Cu48Board, EightABoard, KerongBoard, ModbusRelayBoard, WinnsenBoard, WklyBoard
from bench.lockers.board import LockBoard
from bench.lockers.cabinet import Cabinet as Doors
from bench.machine import Conversation

Now = Callable[[], float]


class By(StrEnum):
    """What moved a door."""

    PULSE = "pulse"
    HAND = "hand"  # a hand at the open door, or the emergency key at the shut one


@dataclass(frozen=True, slots=True)
class Pulse:
    """A lock was powered. `opens`: the door was shut and springs open; else it was open already, or sticks."""

    cell: int
    at: float
    opens: bool


@dataclass(frozen=True, slots=True)
class Movement:
    cell: int
    at: float
    opens: bool
    by: By


@dataclass(slots=True)
class WatchedDoors(Doors):
    """A board's doors, each with troubles of its own."""

    watch: Callable[[int, float, bool], None] = lambda door, now, opens: None
    jammed: set[int] = field(default_factory=set)
    slow: dict[int, float] = field(default_factory=dict)  # seconds until it springs

    def pulse(self, number: int, now: float) -> None:
        if number not in self.doors:
            return
        opens = number not in self.jammed and not self.is_open(number, now) and not self._springing(number, now)
        self.watch(number, now, opens)
        usual, self.spring_seconds = self.spring_seconds, self.slow.get(number, self.spring_seconds)
        if opens:
            Doors.pulse(self, number, now)
        self.spring_seconds = usual

    def _springing(self, number: int, now: float) -> bool:
        springs_at = self.doors[number].springs_at
        return springs_at is not None and springs_at > now


class Furniture:
    """Boards, doors and things. `now`: the bench's seconds."""

    def __init__(self, plan: CabinetPlan, now: Now) -> None:
        self.plan = plan
        self.cells: Mapping[int, CellPlan] = {cell.number: cell for cell in plan.cells}
        self.boards = {board.name: _board(board) for board in plan.boards}
        self.contents: dict[int, list[str]] = {number: [] for number in self.cells}
        self.pulses: list[Pulse] = []
        self.movements: list[Movement] = []
        self.on_pulse: Callable[[Pulse], None] = lambda pulse: None
        self.on_report: Callable[[str, Conversation], None] = lambda board, said: None
        self._now = now
        self._by_lock = {(cell.board, cell.door): cell.number for cell in plan.cells}
        self.strays: list[tuple[str, int]] = []  # locks that were pulsed and belong to no cell
        self._hid_until: dict[int, float] = {}  # when a sensor that said shut told the truth again
        for name, board in self.boards.items():
            doors = WatchedDoors(board.cabinet.count, board.cabinet.spring_seconds)
            doors.watch = lambda door, at, opens, name=name: self._pulsed(name, door, at, opens)  # type: ignore[misc]
            board.cabinet = doors

    def doors_of(self, board: str) -> WatchedDoors:
        doors = self.boards[board].cabinet
        assert isinstance(doors, WatchedDoors)
        return doors

    def is_open(self, cell: int) -> bool:
        where = self.cells[cell]
        return self.doors_of(where.board).is_open(where.door, self._now())

    def open_cells(self) -> list[int]:
        return [cell for cell in self.cells if self.is_open(cell)]

    # --- hands ---

    def pull(self, cell: int) -> None:
        """With the emergency key, or a jammed door with force."""
        self._move(cell, opens=True)

    def shut(self, cell: int) -> None:
        self._move(cell, opens=False)

    def put(self, cell: int, thing: str) -> bool:
        """Whether the door stood open for it."""
        if not self.is_open(cell):
            return False
        self.contents[cell].append(thing)
        self._sense(cell)
        return True

    def take(self, cell: int, thing: str) -> bool:
        """Whether it lay there and the door stood open."""
        if not self.is_open(cell) or thing not in self.contents[cell]:
            return False
        self.contents[cell].remove(thing)
        self._sense(cell)
        return True

    def where(self, thing: str) -> int | None:
        return next((cell for cell, things in self.contents.items() if thing in things), None)

    # --- troubles ---

    def jam(self, cell: int, *, on: bool) -> None:
        where = self.cells[cell]
        jammed = self.doors_of(where.board).jammed
        (jammed.add if on else jammed.discard)(where.door)

    def slow_down(self, cell: int, seconds: float | None) -> None:
        where = self.cells[cell]
        slow = self.doors_of(where.board).slow
        if seconds is None:
            slow.pop(where.door, None)
        else:
            slow[where.door] = seconds

    def lie(self, cell: int, says_open: bool | None) -> None:
        """What its sensor says whatever the door does; None: the truth again."""
        if self._says_shut(cell):
            self._hid_until[cell] = self._now()
        where = self.cells[cell]
        self.doors_of(where.board).doors[where.door].stuck_sensor = says_open

    def hides_open(self, cell: int) -> bool:
        """Whether its sensor says shut, whatever the door does, or did a moment ago: the truth is not seen yet."""
        seen_seconds = self.plan.board_of(cell).seen_seconds
        return self._says_shut(cell) or self._now() - self._hid_until.get(cell, -seen_seconds) < seen_seconds

    def _says_shut(self, cell: int) -> bool:
        where = self.cells[cell]
        return self.doors_of(where.board).doors[where.door].stuck_sensor is False

    def mend(self) -> None:
        for cell in self.cells:
            self.jam(cell, on=False)
            self.slow_down(cell, None)
            self.lie(cell, None)

    def power_up(self) -> None:
        for board in self.boards.values():
            board.power_up(self._now())

    def _move(self, cell: int, *, opens: bool) -> None:
        where, now = self.cells[cell], self._now()
        board = self.boards[where.board]
        if board.cabinet.is_open(where.door, now) is opens:
            return
        self.movements.append(Movement(cell, now, opens, By.HAND))
        said = board.act("pull_door" if opens else "close_door", {"door": where.door}, now)
        self.on_report(where.board, said)

    def _sense(self, cell: int) -> None:
        where = self.cells[cell]
        self.boards[where.board].cabinet.doors[where.door].item = bool(self.contents[cell])

    def _pulsed(self, board: str, door: int, at: float, opens: bool) -> None:
        cell = self._by_lock.get((board, door))
        if cell is None:
            self.strays.append((board, door))
            return
        pulse = Pulse(cell, at, opens)
        self.pulses.append(pulse)
        if opens:
            doors = self.doors_of(board)
            seconds = doors.slow.get(door, doors.spring_seconds)
            self.movements.append(Movement(cell, at + seconds, True, By.PULSE))
        self.on_pulse(pulse)


def _board(plan: BoardPlan) -> LockBoard:
    address = plan.address
    match plan.dialect:
        case Dialect.EIGHT_A:
            return EightABoard(address)
        case Dialect.KERONG:
            return KerongBoard(address)
        case Dialect.WKLY:
            return WklyBoard(address)
        case Dialect.MODBUS_RELAY:
            return ModbusRelayBoard(address, has_inputs=plan.sensors)
        case Dialect.CU48:
            return Cu48Board(address)
        case Dialect.WINNSEN:
            return WinnsenBoard(address, cooling_seconds=0.0)
