"""Putting in and taking out: staff's deposits with their ways back, citizens' papers, what nobody has said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk.lockers.events import OpenFor, Way
from kiosk.lockers.found import Found, NotFound
from kiosk.lockers.openings import CannotOpen, Opening
from kiosk.lockers.views import Door
from tests.kiosk.locker_rig import Rig, lived

CODE = "20260318"


async def begun(rig: Rig, cell: int, for_what: OpenFor = OpenFor.DEPOSIT, parcel: str = "parcel-1") -> Opening:
    """A door that stands open for it."""
    opening = await rig.cabinet.open(cell, for_what, Way.STAFF, parcel, by="li", visit="s")
    await rig.comes_to(opening, Door.OPEN)
    return opening


async def shut(rig: Rig, opening: Opening) -> None:
    rig.hand("close_door", opening.wanted.cell)
    await rig.comes_to(opening, Door.CLOSED)


@lived
async def test_a_deposit_that_comes_to_nothing_leaves_the_cell_free(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        opening = await begun(rig, 11)
        await shut(rig, opening)
        assert not rig.cabinet.state.inside  # nobody has said yet that anything lies there
        await rig.cabinet.undone(opening, "nothing_put_in")
        with pytest.raises(CannotOpen):
            await rig.cabinet.deposited(opening, None)  # a deposit has one end
        rig.cabinet.visit_over("s")
        assert rig.cabinet.state.cells[11].free
        (told,) = await rig.events("deposit.undone")
        assert (told["cell"], told["by"], told["why"]) == (11, "li", "nothing_put_in")


@lived
async def test_the_wrong_cell_is_opened_again_for_taking_it_out(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        opening = await begun(rig, 11)
        await shut(rig, opening)
        await opening.reopen()
        await rig.comes_to(opening, Door.OPEN)
        await shut(rig, opening)
        await rig.cabinet.undone(opening, "wrong_cell")
        opening.end()
        await rig.put_in("parcel-1", 12)
        assert [(one.parcel, one.cell) for one in rig.cabinet.state.inside] == [("parcel-1", 12)]


@lived
async def test_a_deposit_that_nobody_ended_keeps_its_cell(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE)
        opening = await begun(rig, 11)
        rig.cabinet.visit_over("s")  # they walked away from the open door
        await rig.events()
        assert 11 in rig.cabinet.state.open_doors
        rig.hand("close_door", 11)
        await rig.until(lambda: [one.doubt for one in rig.cabinet.state.inside] == ["not_confirmed"])
        assert not rig.cabinet.state.cells[11].free
        assert isinstance(await rig.cabinet.by_code(CODE, "v"), NotFound)
        looking = await begun(rig, 11, OpenFor.RECOVER)
        await shut(rig, looking)
        await rig.cabinet.still_inside(looking)
        assert isinstance(await rig.cabinet.by_code(CODE, "v"), Found)
        assert [one["by"] for one in await rig.events("parcel.deposited")] == ["li"]
        assert not opening.concluded


@lived
async def test_an_item_sensor_ends_what_nobody_ended(tmp_path: Path) -> None:
    async with Rig(tmp_path, "locker-kerong", device={"items": True}) as rig:
        await begun(rig, 11)
        rig.hand("put_in", 11)
        rig.cabinet.visit_over("s")
        rig.hand("close_door", 11)
        await rig.until(lambda: [one.deposited for one in rig.cabinet.state.inside] == [True])
        assert [one["sensed"] for one in await rig.events("parcel.deposited")] == [True]
        await begun(rig, 12, parcel="parcel-2")
        rig.cabinet.visit_over("s")
        rig.hand("close_door", 12)
        await rig.until(lambda: rig.cabinet.state.cells[12].free)
        rig.hand("put_in", 13)  # something that nobody knows of
        await rig.until(lambda: rig.cabinet.state.cells[13].something is True)
        assert not rig.cabinet.state.cells[13].free


@lived
async def test_a_door_is_opened_only_for_what_lies_behind_it(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.put_in("parcel-1", 11)
        pulses = list(rig.pulses())
        wrong: list[tuple[int, OpenFor, str]] = [
            (12, OpenFor.PICKUP, "parcel-1"), (11, OpenFor.PICKUP, "parcel-2"), (11, OpenFor.DEPOSIT, "parcel-2"),
            (12, OpenFor.DEPOSIT, "parcel-1"), (12, OpenFor.DEPOSIT, ""), (11, OpenFor.TRIAL, "parcel-1"),
            (11, OpenFor.ORDER, ""), (12, OpenFor.RECOVER, "parcel-1"), (99, OpenFor.TRIAL, ""),
        ]  # fmt: skip
        for cell, for_what, parcel in wrong:
            with pytest.raises(CannotOpen):
                await rig.cabinet.open(cell, for_what, Way.STAFF, parcel, by="li", visit="s")
        await rig.cabinet.set_cell(12, True, "a bent hinge", "technician")
        with pytest.raises(CannotOpen):
            await rig.cabinet.open(12, OpenFor.DEPOSIT, Way.STAFF, "parcel-2", by="li", visit="s")
        opening = await begun(rig, 13, parcel="parcel-3")
        with pytest.raises(CannotOpen):
            await rig.cabinet.open(13, OpenFor.TRIAL, Way.TECHNICIAN, "parcel-3", visit="t")
        assert rig.pulses() == [*pulses, 13]
        assert opening.running or opening.door is Door.OPEN


@lived
async def test_papers_that_a_citizen_left_are_taken_out_by_staff(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        opening = await rig.cabinet.open(12, OpenFor.LEAVE, Way.NOBODY, "left-0001", visit="v")
        await rig.comes_to(opening, Door.OPEN)
        await shut(rig, opening)
        await rig.cabinet.left(opening, "social", "R-0318-01", "ab" * 16, "case-7")
        opening.end()
        (lying,) = rig.cabinet.state.inside
        assert (lying.receipt, lying.supplement, lying.for_pickup) == ("R-0318-01", True, False)
        await rig.cut()
        assert rig.cabinet.state.inside == (lying,)
        rig.tell("parcel", "left-0001", {"id": "left-0001", "for": "supplement", "code": "", "person": "ab" * 16})
        assert isinstance(await rig.cabinet.by_person("ab" * 16, "v"), NotFound)  # they are the counter's now
        taking = await begun(rig, 12, OpenFor.RECOVER, "left-0001")
        await shut(rig, taking)
        await rig.cabinet.recovered(taking)
        rig.cabinet.visit_over("s")
        assert rig.cabinet.state.cells[12].free
        assert [one["parcel"] for one in await rig.events("parcel.recovered")] == ["left-0001"]


@lived
async def test_overdue_and_cancelled_parcels_are_seen_and_an_overdue_one_still_opens(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE, expires_at=rig.at(-90_000).isoformat())
        rig.tell_parcel("parcel-2", "87654321", person="cd" * 16)
        await rig.put_in("parcel-1", 11)
        await rig.put_in("parcel-2", 12)
        assert (rig.cabinet.state.overdue, [one.overdue_days(rig.at(0)) for one in rig.cabinet.state.inside]) == (
            1,
            [2, 0],
        )
        assert isinstance(await rig.cabinet.by_code(CODE, "v"), Found)
        rig.tell_parcel("parcel-2", "87654321", standing="cancelled")
        assert isinstance(await rig.cabinet.by_code("87654321", "v"), NotFound)
        assert len(rig.cabinet.state.inside) == 2  # until staff has taken it out


@lived
async def test_an_ended_parcel_is_forgotten_once_nothing_of_it_lies_here(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE)
        await rig.put_in("parcel-1", 11)
        rig.tell_parcel("parcel-1", CODE, standing="ended")
        assert len(rig.cabinet.state.inside) == 1
        rig.tell_parcel("parcel-1", CODE)
        taking = await rig.pick_up("parcel-1", 11)
        await rig.comes_to(taking, Door.OPEN)
        await shut(rig, taking)
        rig.tell_parcel("parcel-1", CODE, standing="ended")
        await rig.events()
        rows: Any = await rig.journal.read(lambda sql: sql.execute("SELECT count(*) FROM locker_parcels").fetchone())
        assert rows == (0,)
