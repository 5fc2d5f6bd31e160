"""What only time tells at a cabinet: doors left open, boards away, pauses that run out. Looked at once a second."""

from __future__ import annotations

import asyncio

from drivers.facts import Cause, DoorState
from kiosk.lockers import store_notes
from kiosk.lockers.events import Alarm
from kiosk.lockers.guarding import Guarding
from kiosk.lockers.movements import Movements
from kiosk.lockers.works import Works

LOOK_SECONDS = 1.0
TIME_KEPT_SECONDS = 60.0


class Watch:
    def __init__(self, works: Works, movements: Movements, guarding: Guarding) -> None:
        self._works = works
        self._movements = movements
        self._guarding = guarding
        self._away_since: dict[str, float] = {}  # monotonic seconds, by board
        self._time_kept_at: float | None = None

    async def run(self) -> None:
        """Never returns."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_SECONDS)

    def look(self) -> None:
        now = self._works.clock.monotonic()
        self._compare_doors()
        self._doors_left_open(now)
        for board in self._works.banks:
            self._board(board, now)
        self._guarding.watch()
        self._keep_time(now)
        for opening in list(self._works.held.values()):
            opening.let_go()

    def _keep_time(self, now: float) -> None:
        """So that a clock which is set back over a restart makes nothing valid again that had run out."""
        if self._time_kept_at is None or now - self._time_kept_at >= TIME_KEPT_SECONDS:
            self._time_kept_at, seconds = now, self._works.time.seconds()
            self._works.record.tell(lambda tx: store_notes.note(tx, store_notes.TIME, seconds))

    def _compare_doors(self) -> None:
        """Boards tell changes only: of a door that was pulsed in the dark and stayed shut nobody would hear."""
        works = self._works
        known = {name: bank.doors() for name, bank in works.banks.items()}
        for (board, door), cell in works.cells.items():
            state = known[board].get(door, DoorState.UNKNOWN)
            if works.doors.news(cell, state):
                self._movements.saw(cell, state, Cause.UNKNOWN)

    def _doors_left_open(self, now: float) -> None:
        works = self._works
        for cell, since in self._movements.open_since.items():
            if now - since < works.settings.remind_seconds:
                continue
            if not works.alarms.stands(Alarm.FORCED, cell):
                works.alarms.begin(Alarm.LEFT_OPEN, cell)
            if cell in works.held:
                works.held[cell].left_open()

    def _board(self, board: str, now: float) -> None:
        works = self._works
        if not works.away(board):
            self._away_since.pop(board, None)
            works.alarms.end(Alarm.BOARD_AWAY, detail=board)
            return
        since = self._away_since.setdefault(board, now)
        if now - since >= works.settings.board_away_alarm_seconds:
            works.alarms.begin(Alarm.BOARD_AWAY, detail=board)
            for (name, _), cell in works.cells.items():
                if name == board:
                    self._movements.lost(cell)
