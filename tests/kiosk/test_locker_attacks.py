"""What an adversary tries at the heart of a cabinet: orders twice, words that change in the middle of an opening, two
who stand at one door, wires and journals that are others after a start. No wrong door opens, nothing is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.lockers.events import Alarm, OpenFor, Way
from kiosk.lockers.found import Found, NotFound
from kiosk.lockers.openings import CannotOpen
from kiosk.lockers.views import Door
from kiosk.lockers.wire import CellSize
from tests.kiosk.locker_rig import PERSON, Rig, lived

CODE, OTHER = "20260318", "80906040"


async def two_inside(rig: Rig) -> Found:
    """Two documents of one person; what their ID card finds."""
    rig.tell_parcel("parcel-1", CODE)
    rig.tell_parcel("parcel-2", OTHER)
    await rig.put_in("parcel-1", 11)
    await rig.put_in("parcel-2", 12)
    found = await rig.cabinet.by_person(PERSON, "v")
    assert isinstance(found, Found)
    return found


@lived
async def test_what_is_cancelled_after_it_was_found_is_not_opened(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        first, second = (await two_inside(rig)).parcels
        taking = await rig.pick_up(first)
        await rig.comes_to(taking, Door.OPEN)
        rig.tell_parcel("parcel-2", OTHER, standing="cancelled", person="")
        rig.hand("close_door", 11)
        await rig.comes_to(taking, Door.CLOSED)
        with pytest.raises(CannotOpen):
            await rig.pick_up(second)
        assert rig.pulses(12) == [12], "put in, and never opened again"
        assert [one.parcel for one in rig.cabinet.state.inside] == ["parcel-2"]


@lived
async def test_what_is_cancelled_at_its_open_door_is_collected_or_stays(tmp_path: Path) -> None:
    async with Rig(tmp_path, "locker-kerong", device={"items": True}) as rig:
        rig.tell_parcel("parcel-1", CODE)
        await rig.put_in("parcel-1", 12)
        taking = await rig.pick_up("parcel-1", 12)
        await rig.comes_to(taking, Door.OPEN)
        rig.tell_parcel("parcel-1", CODE, standing="cancelled", person="")
        rig.hand("close_door", 12)
        await rig.comes_to(taking, Door.STILL_THERE)
        with pytest.raises(CannotOpen):
            await taking.reopen()
        assert len(rig.pulses()) == 2
        assert [one.parcel for one in rig.cabinet.state.inside] == ["parcel-1"]


@lived
async def test_a_new_code_ends_the_old_one_and_leaves_the_open_door_to_its_receiver(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE)
        await rig.put_in("parcel-1", 11)
        taking = await rig.pick_up("parcel-1", 11)
        await rig.comes_to(taking, Door.OPEN)
        rig.tell_parcel("parcel-1", OTHER, issue=2)
        assert isinstance(await rig.cabinet.by_code(CODE, "w"), NotFound)
        rig.hand("close_door", 11)
        await rig.comes_to(taking, Door.CLOSED)
        rig.cabinet.visit_over("v")
        assert isinstance(await rig.cabinet.by_code(OTHER, "w"), NotFound), "collected is collected"
        assert len(rig.pulses()) == 2


@lived
async def test_who_comes_back_to_the_own_open_door_finds_it_open(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE)
        await rig.put_in("parcel-1", 11)
        left = await rig.pick_up("parcel-1", 11, visit="v1")
        await rig.comes_to(left, Door.OPEN)
        with pytest.raises(CannotOpen):
            await rig.pick_up("parcel-1", 11, visit="v2")  # while somebody stands there
        rig.cabinet.visit_over("v1")
        back = await rig.pick_up("parcel-1", 11, visit="v2")
        assert back.door is Door.OPEN
        rig.cabinet.visit_over("v1")  # once more: it is not theirs any more
        rig.hand("close_door", 11)
        await rig.comes_to(back, Door.CLOSED)
        assert back.may_reopen
        rig.cabinet.visit_over("v2")
        assert rig.cabinet.state.cells[11].free
        assert rig.pulses(11) == [11, 11], "an open door is not pulsed"
        assert len(await rig.events("parcel.collected")) == 1


@lived
async def test_two_who_want_one_door_at_the_same_instant_get_one_pulse(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        both = await asyncio.gather(
            rig.cabinet.open(11, OpenFor.ORDER, Way.ORDER, by="li"),
            rig.cabinet.open(11, OpenFor.TRIAL, Way.TECHNICIAN, by="technician"),
            return_exceptions=True,
        )
        refused = [one for one in both if isinstance(one, CannotOpen)]
        await rig.until(lambda: rig.is_open(11))
        assert (len(refused), len(await rig.events("door.intent")), rig.pulses()) == (1, 1, [11])


@lived
async def test_a_visit_that_ends_while_its_intent_is_written_leaves_no_deposit_hanging(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE)
        beginning = asyncio.create_task(
            rig.cabinet.open(11, OpenFor.DEPOSIT, Way.STAFF, "parcel-1", by="li", visit="s")
        )
        await asyncio.sleep(0)
        rig.cabinet.visit_over("s")
        opening = await beginning
        await rig.comes_to(opening, Door.OPEN)
        rig.hand("close_door", 11)
        await rig.until(lambda: rig.cabinet.quiet)
        assert [(one["parcel"], one["why"]) for one in await rig.events("deposit.undone")] == [
            ("parcel-1", "cancelled")
        ]
        assert [one.doubt for one in rig.cabinet.state.inside] == ["not_confirmed"]
        assert rig.cabinet.choose(CellSize.SMALL, False, "parcel-1") == 11, "its label opens the same cell again"


@lived
async def test_a_cut_as_soon_as_the_open_door_is_told_still_ends_in_a_collection(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE)
        await rig.put_in("parcel-1", 11)
        told = len(await rig.events("door.moved"))
        await rig.pick_up("parcel-1", 11)
        while (await moves(rig)) == told:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await rig.cut()
        rig.hand("close_door", 11)
        await rig.until(lambda: rig.cabinet.state.cells[11].free)
        assert len(await rig.events("parcel.collected")) == 1


async def moves(rig: Rig) -> int:
    """Told so far, with nothing waited for."""
    count = "SELECT count(*) FROM events WHERE CAST(bytes AS TEXT) LIKE '%door.moved%'"
    return int(await rig.journal.read(lambda sql: sql.execute(count).fetchone()[0]))


def swapped(rig: Rig, *pairs: tuple[int, int]) -> None:
    """The settings wire these cells to one another's locks."""
    doors = {cell.number: cell.door for cell in rig.settings.cells}
    other = {a: doors[b] for a, b in (*pairs, *((b, a) for a, b in pairs))}
    cells = [cell.model_copy(update={"door": other.get(cell.number, cell.door)}) for cell in rig.settings.cells]
    rig.settings = rig.settings.model_copy(update={"cells": cells})


def renumbered(rig: Rig) -> None:
    """Door 1 is cell 19 now, and there is no cell 11 any more."""
    cells = [cell.model_copy(update={"number": {11: 19}.get(cell.number, cell.number)}) for cell in rig.settings.cells]
    rig.settings = rig.settings.model_copy(update={"cells": cells})


@pytest.mark.parametrize(
    ("change", "distrusted"),
    [(lambda rig: swapped(rig, (11, 12)), {11, 12}), (lambda rig: swapped(rig, (13, 14)), set()), (renumbered, {19})],
    ids=["swapped with one that holds something", "two empty ones swapped", "renumbered"],
)
@lived
async def test_a_cell_that_is_wired_to_another_lock_is_not_trusted(
    change: Callable[[Rig], None], distrusted: set[int], tmp_path: Path
) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE)
        await rig.put_in("parcel-1", 11)
        await rig.stop()
        change(rig)
        await rig.start()
        for _ in range(2):  # also after one more start
            cells = rig.cabinet.state.cells.values()
            assert {cell.number for cell in cells if cell.fault == "rewired"} == distrusted
            for cell in distrusted:
                with pytest.raises(CannotOpen):
                    await rig.cabinet.open(cell, OpenFor.LEAVE, Way.NOBODY, "left-0001", visit="w")
            if distrusted:
                with pytest.raises(CannotOpen):
                    await rig.pick_up("parcel-1", 11)
            await rig.cut()
        assert rig.pulses() == [11]
        if 11 in distrusted:
            await rig.cabinet.set_cell(11, False, "", "technician")
            await rig.comes_to(await rig.pick_up("parcel-1", 11), Door.OPEN)


@lived
async def test_alarms_of_cells_and_boards_that_are_gone_end_at_the_next_start(tmp_path: Path) -> None:
    async with Rig(tmp_path, boards=2) as rig:
        rig.hand("pull_door", 11)
        rig.links["board_2"].unplug()
        await rig.until(lambda: {(Alarm.FORCED, 11), (Alarm.BOARD_AWAY, 0)} <= rig.cabinet.state.alarms)
        await rig.stop()
        cells = [cell for cell in rig.settings.cells if cell.board == "board_1" and cell.number != 11]
        rig.settings = rig.settings.model_copy(update={"cells": cells})
        del rig.links["board_2"]
        await rig.start()
        await rig.events()
        assert rig.cabinet.state.alarms == frozenset()
        over = {(one["alarm"], one["cell"]) for one in await rig.events("cabinet.alarm") if one["over"]}
        assert over >= {("forced", 11), ("board_away", 0)}


@lived
async def test_a_board_of_another_kind_is_not_trusted_with_what_lies_there(tmp_path: Path) -> None:
    async with Rig(tmp_path, "locker-8a") as rig:
        rig.tell_parcel("parcel-1", CODE)
        await rig.put_in("parcel-1", 11)
        await rig.stop()
        rig.kind = "locker-kerong"
        other = Rig(tmp_path / "other", "locker-kerong")
        rig.machines, rig.links = other.machines, other.links
        await rig.start()
        assert [cell.number for cell in rig.cabinet.state.cells.values() if cell.fault == "rewired"] == [11]
        with pytest.raises(CannotOpen):
            await rig.pick_up("parcel-1", 11)


@lived
async def test_a_cut_while_lost_cells_are_marked_leaves_none_of_them_trusted(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.put_in("parcel-1", 11)
        await rig.stop()
        (rig.folder / "journal.db").write_bytes(b"\x00" * 8192)
        await rig.start(boards=False)
        await rig.cut()
        await rig.events()
        assert {cell.fault for cell in rig.cabinet.state.cells.values()} == {"journal_lost"}


@lived
async def test_a_lost_journals_doubt_survives_a_stuck_lock(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.stop()
        (rig.folder / "journal.db").write_bytes(b"\x00" * 8192)
        await rig.start()
        await rig.events()
        rig.machines["board_1"].set_fault("stuck_door", 0.0, on=True)
        trial = await rig.cabinet.open(11, OpenFor.TRIAL, Way.TECHNICIAN, by="technician")
        await rig.comes_to(trial, Door.SHUT)
        trial.end()
        rig.hand("pull_door", 11)
        await rig.comes_to(trial, Door.OPEN)
        rig.hand("close_door", 11)
        await rig.until(lambda: rig.cabinet.quiet)
        assert (rig.cabinet.state.cells[11].fault, rig.cabinet.state.cells[11].free) == ("journal_lost", False)


@lived
async def test_what_the_centre_has_ended_stays_until_staff_has_taken_it_out(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await two_inside(rig)
        rig.tell_parcel("parcel-1", CODE, standing="ended", person="", label="")
        await rig.cut()
        assert isinstance(await rig.cabinet.by_code(CODE, "v"), NotFound)
        with pytest.raises(CannotOpen):
            await rig.pick_up("parcel-1", 11)
        taking = await rig.cabinet.open(11, OpenFor.RECOVER, Way.STAFF, "parcel-1", by="li", visit="s")
        await rig.comes_to(taking, Door.OPEN)
        rig.hand("close_door", 11)
        await rig.comes_to(taking, Door.CLOSED)
        await rig.cabinet.recovered(taking)
        rig.cabinet.visit_over("s")
        assert rig.cabinet.state.cells[11].free
