"""Alarms of a cabinet that stand: each is told once when it begins and once when it is over, over restarts too."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from kiosk.journal import Transaction
from kiosk.lockers import store_notes
from kiosk.lockers.events import Alarm, CabinetAlarm
from kiosk.lockers.record import Record

Standing = tuple[Alarm, int, str]


class Alarms:
    """`standing`: alarm, cell (0: of the whole cabinet), detail (which board, for example)."""

    def __init__(self, record: Record, changed: Callable[[], None]) -> None:
        self.standing: set[Standing] = set()
        self._record = record
        self._changed = changed

    def settle(self, standing: set[Standing]) -> None:
        """What stood before this start."""
        self.standing = set(standing)

    def end_strangers(self, cells: Collection[int], boards: Collection[str]) -> None:
        """Of cells and boards that the settings do not have any more: nobody would ever tell their end."""
        for alarm, cell, detail in sorted(self.standing):
            if (cell and cell not in cells) or (alarm is Alarm.BOARD_AWAY and detail not in boards):
                self.end(alarm, cell, detail)

    def begin(self, alarm: Alarm, cell: int = 0, detail: str = "") -> None:
        if (alarm, cell, detail) not in self.standing:
            self.standing.add((alarm, cell, detail))
            self._tell(CabinetAlarm(alarm=alarm, cell=cell, detail=detail))

    def end(self, alarm: Alarm, cell: int = 0, detail: str = "") -> None:
        if (alarm, cell, detail) in self.standing:
            self.standing.discard((alarm, cell, detail))
            self._tell(CabinetAlarm(alarm=alarm, cell=cell, detail=detail, over=True))

    def stands(self, alarm: Alarm, cell: int = 0, detail: str = "") -> bool:
        return (alarm, cell, detail) in self.standing

    def _tell(self, told: CabinetAlarm) -> None:
        self._record.tell(partial(_write, told), self._changed)


def _write(told: CabinetAlarm, tx: Transaction) -> None:
    store_notes.alarm(tx, told)
