"""The centre's commands to a cabinet: once, in time, for what it believes to lie there; never from before a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from kiosk.journal import commands
from kiosk.sync.commands import Commands
from kiosk.wire import FeedRow
from tests.kiosk.locker_rig import Rig, lived


def order(rig: Rig, key: str, cell: int = 11, seconds: float = 30, **more: Any) -> FeedRow:
    body = {"cell": cell, "parcel": "parcel-1", "by": "li"} | more
    expires_at = rig.at(asyncio.get_running_loop().time() + seconds).isoformat()
    return FeedRow(n=1, kind="command.open", key=key, body=body, expires_at=expires_at)


def of(rig: Rig) -> Commands:
    return Commands(rig.journal, rig.clock, rig.cabinet.acts(), rig.log)


async def outcome(rig: Rig, row: FeedRow) -> str:
    """What the journal says of it; only the command's own events are looked at."""
    carrying = of(rig)
    await carrying.note([row])
    await carrying.carry_out(row)
    return next((one["outcome"] for one in await rig.events("command.ended") if one["key"] == row.key), "")


@lived
async def test_an_order_opens_once_and_only_what_it_means(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.put_in("parcel-1", 11)
        assert await outcome(rig, order(rig, "another-parcel", parcel="parcel-2")) == "failed"
        assert await outcome(rig, order(rig, "nothing-there", parcel="")) == "failed"
        assert await outcome(rig, order(rig, "one-for-both", second="li")) == "failed"
        assert await outcome(rig, order(rig, "no-cell", cell=77)) == "failed"
        assert rig.pulses() == [11]
        row = order(rig, "good-0001", second="wang")
        assert await outcome(rig, row) == "done"
        rig.hand("close_door", 11)
        await rig.until(lambda: rig.cabinet.quiet)
        assert await outcome(rig, row) == "done"
        assert rig.pulses() == [11, 11]
        (intent,) = [one for one in await rig.events("door.intent") if one["for_what"] == "order"]
        assert (intent["by"], intent["second"], intent["way"]) == ("li", "wang", "order")
        assert [one.doubt for one in rig.cabinet.state.inside] == ["not_confirmed"]  # nobody said what was done there


@lived
async def test_a_late_order_opens_nothing_also_when_the_clock_was_set_back(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.put_in("parcel-1", 11)
        late = order(rig, "late-0001")
        await asyncio.sleep(31)
        assert await outcome(rig, late) == "expired"
        row = order(rig, "late-0002")
        await asyncio.sleep(31)
        rig.wall_off -= 3600
        assert await outcome(rig, row) == "failed"
        assert rig.pulses() == [11]


@lived
async def test_an_order_from_before_a_restart_opens_nothing(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.put_in("parcel-1", 11)
        row = order(rig, "before-01", seconds=3600)
        await of(rig).note([row])
        await rig.cut()
        await rig.journal.write(commands.end_unfinished)
        assert await outcome(rig, row) == "unknown"
        assert rig.pulses() == [11]


@lived
async def test_what_a_lost_journal_does_not_know_is_opened_by_the_centres_word_and_by_no_old_one(
    tmp_path: Path,
) -> None:
    async with Rig(tmp_path, "locker-kerong", device={"items": True}) as rig:
        rig.tell_parcel("parcel-1")
        await rig.put_in("parcel-1", 11)
        old = order(rig, "old-00001", cell=12, parcel="")
        assert await outcome(rig, old) == "done"
        rig.hand("close_door", 12)
        await rig.until(lambda: rig.cabinet.quiet)
        await rig.stop()
        (rig.folder / "journal.db").write_bytes(b"\x00" * 8192)
        await rig.start()
        assert await outcome(rig, old) == "failed", "it was carried out by whom nobody remembers"
        await asyncio.sleep(61)
        assert await outcome(rig, order(rig, "look-0001")) == "done"
        rig.hand("take_out", 11)
        rig.hand("close_door", 11)
        await rig.until(lambda: rig.cabinet.quiet)
        assert rig.pulses() == [11, 12, 11]
        await rig.cabinet.set_cell(11, False, "", "technician")
        await rig.put_in("parcel-1", 11)  # by its label, as at first
        assert [one.parcel for one in rig.cabinet.state.inside] == ["parcel-1"]


@lived
async def test_a_stuck_door_fails_its_order(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.put_in("parcel-1", 11)
        rig.machines["board_1"].set_fault("stuck_door", 0.0, on=True)
        assert await outcome(rig, order(rig, "stuck-001")) == "failed"
        assert rig.cabinet.state.cells[11].fault == "did_not_open"
        await rig.until(lambda: rig.cabinet.quiet)
        assert [one.doubt for one in rig.cabinet.state.inside] == [""]


@lived
async def test_a_cell_is_taken_out_of_use_and_back(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        body = {"cell": 11, "disabled": True, "reason": "the hinge", "by": "li"}
        expires_at = rig.at(60).isoformat()
        assert (
            await outcome(rig, FeedRow(n=1, kind="command.cell", key="cell-0001", body=body, expires_at=expires_at))
            == "done"
        )
        await rig.cut()
        cell = rig.cabinet.state.cells[11]
        assert (cell.disabled, cell.reason, cell.free) == (True, "the hinge", False)
        await rig.cabinet.set_cell(11, False, "", "technician")
        assert rig.cabinet.state.cells[11].free
        assert [(one["disabled"], one["by"]) for one in await rig.events("cell.set")] == [
            (True, "li"),
            (False, "technician"),
        ]
