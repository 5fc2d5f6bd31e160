"""A board that falls silent on a line that stays: what is told of its doors, once, and they are looked at again."""

from __future__ import annotations

import asyncio
from itertools import groupby
from pathlib import Path

import pytest

from drivers.facts import DoorState
from kiosk.lockers.events import Alarm
from tests.kiosk.locker_rig import Rig, lived


@pytest.mark.parametrize("silent_seconds", [5.0, 70.0])
@lived
async def test_doors_of_a_board_that_was_silent_are_told_once_as_unseen_and_once_as_they_stand_then(
    tmp_path: Path, silent_seconds: float
) -> None:
    async with Rig(tmp_path) as rig:
        await rig.until(lambda: all(cell.door is DoorState.CLOSED for cell in rig.cabinet.state.cells.values()))
        before = len(await rig.events("door.moved"))
        rig.links["board_1"].silent = True
        await asyncio.sleep(silent_seconds)
        rig.hand("pull_door", 12)
        rig.links["board_1"].silent = False
        await rig.until(lambda: rig.door(12) is DoorState.OPEN)
        await asyncio.sleep(30.0)
        moved = sorted((await rig.events("door.moved"))[before:], key=lambda one: one["cell"])
        story = {cell: [one["state"] for one in of] for cell, of in groupby(moved, lambda one: one["cell"])}
        assert story == {cell: ["unknown", "open" if cell == 12 else "closed"] for cell in rig.cabinet.state.cells}
        assert rig.cabinet.state.alarms == {(Alarm.FORCED, 12)}
