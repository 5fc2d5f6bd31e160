"""How often a whole cabinet can be asked: five boards on one line of 9600 baud, each dialect, against the wire's limit.

Real pseudo-terminals, on which the bench gives bytes their time. The limit is what the same bytes need at least.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.appliance import Appliance
from bench.campaigns.measure.figures import Figure, Table
from bench.lockers import Cu48Board, EightABoard, KerongBoard, ModbusRelayBoard, WinnsenBoard, WklyBoard
from bench.lockers.board import LockBoard as BenchBoard
from bench.traffic import Traffic
from drivers.lockers.board import LockBoard
from drivers.registry import build_all

BAUD = 9600
BITS_A_BYTE = 10
BOARDS = 5
ROUNDS = 6
ONLINE_SECONDS = 30.0
A_SECOND = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """Boards of one dialect. `doors`: of each that are asked for."""

    driver: str
    address: str
    doors: int
    board: Callable[[int], BenchBoard]
    settings: dict[str, Any] = field(default_factory=dict)


LINES = (
    Line("locker-8a", "board", 24, lambda at: EightABoard(at, 24), {"locks": 24, "open_is": "11"}),
    Line("locker-kerong", "unit", 16, lambda at: KerongBoard(at)),
    Line("locker-wkly", "board", 24, lambda at: WklyBoard(at)),
    Line("locker-modbus-relay", "board", 24, lambda at: ModbusRelayBoard(at, 24), {"locks": 24, "input_open_is": "1"}),
    Line("locker-cu48", "board", 24, lambda at: Cu48Board(at), {"locks": 24}),
    Line("locker-winnsen", "station", 24, lambda at: WinnsenBoard(at), {"locks": 24, "poll_seconds": 60.0}),
)


class _Counted(Traffic):
    def __init__(self) -> None:
        super().__init__()
        self.sent_total = 0

    def outward(self, data: bytes) -> None:
        self.sent_total += len(data)
        super().outward(data)

    @property
    def total(self) -> int:
        return self.received_total + self.sent_total


def measure_polls(directory: Path) -> Table:
    figures = [asyncio.run(_figure(line, directory / line.driver)) for line in LINES]
    return Table(
        f"A cabinet polled: {BOARDS} boards on one line at {BAUD} baud",
        tuple(figures),
        "A poll asks for every door of every board once. The wire's limit is the time of the same bytes, one after the"
        " other without a pause; the bench's boards answer at once. A Kerong has 16 doors, so its five have 80; a"
        " Winnsen is asked for each door by itself, and no line of 9600 baud carries 120 such questions in a second.",
    )


async def _figure(line: Line, directory: Path) -> Figure:
    boards = {f"board_{place}": line.board(place + 1) for place in range(BOARDS)}
    appliance = Appliance("line", boards, directory, baud=BAUD)
    appliance.traffic = traffic = _Counted()
    await appliance.start()
    tables = {
        name: {
            "driver": line.driver,
            "port": str(appliance.pty.address),
            "poll_seconds": 60.0,
            line.address: place + 1,
            **line.settings,
        }
        for place, name in enumerate(boards)
    }
    devices: dict[str, Any] = dict(build_all(tables, "benchmark"))
    try:
        for device in devices.values():
            await device.start()
        await _known(list(devices.values()), line.doors)
        before, began = traffic.total, time.perf_counter()
        for _ in range(ROUNDS):
            await asyncio.gather(*(device.look() for device in devices.values()))
        seconds = (time.perf_counter() - began) / ROUNDS
        wire_seconds = (traffic.total - before) / ROUNDS * BITS_A_BYTE / BAUD
    finally:
        await asyncio.gather(*(device.stop() for device in devices.values()))
        await appliance.stop()
    can = wire_seconds < A_SECOND
    share = f"{wire_seconds / seconds:.0%} of the wire's {1 / wire_seconds:.2f}"
    return Figure(
        f"{line.driver}, {BOARDS * line.doors} doors",
        f"{1 / seconds:.2f} polls a second, {share}",
        ">= 1 a second" if can else "",
        seconds <= A_SECOND if can else None,
    )


async def _known(devices: list[LockBoard[Any]], doors: int) -> None:
    """Every board is identified, and all of its doors were heard of."""
    async with asyncio.timeout(ONLINE_SECONDS):
        while not all(device.reachable and len(device.doors()) >= doors for device in devices):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        for device in devices:
            await device.look()
