"""A receiver at the cabinet, with real drivers of several dialects: the door, its causes, what is collected when."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from drivers.facts import DoorState
from kiosk.lockers.events import Alarm, OpenFor, Problem, Way
from kiosk.lockers.found import Found
from kiosk.lockers.openings import CannotOpen
from kiosk.lockers.views import Door
from tests.kiosk.locker_rig import Rig, lived

DIALECTS = pytest.mark.parametrize("kind", ["locker-8a", "locker-kerong", "locker-wkly", "locker-cu48"])


@DIALECTS
@lived
async def test_a_code_opens_its_cell_and_the_shut_door_ends_it(kind: str, tmp_path: Path) -> None:
    async with Rig(tmp_path, kind) as rig:
        rig.tell_parcel("parcel-1", "20260318")
        await rig.put_in("parcel-1", 12)
        found = await rig.cabinet.by_code("20260318", "v")
        assert isinstance(found, Found)
        opening = await rig.pick_up(found.parcels[0])
        steps: list[Door] = []
        opening.listen(steps.append)
        await rig.comes_to(opening, Door.OPEN)
        assert rig.is_open(12)
        rig.hand("close_door", 12)
        await rig.comes_to(opening, Door.CLOSED)
        assert steps == [Door.OPENING, Door.OPEN, Door.CLOSED]
        assert opening.concluded
        (collected,) = await rig.events("parcel.collected")
        assert (collected["cell"], collected["way"], collected["intent"]) == (12, "code", opening.intent)
        moves = [(one["state"], one["cause"]) for one in await rig.events("door.moved") if one["cell"] == 12]
        assert moves == [("closed", "unknown"), *[("open", "command"), ("closed", "hand")] * 2]
        assert rig.pulses() == [12, 12]
        again = await rig.cabinet.by_code("20260318", "v")
        assert not isinstance(again, Found)


@lived
async def test_it_may_be_opened_once_more_in_the_same_visit(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1")
        await rig.put_in("parcel-1", 12)
        opening = await rig.pick_up("parcel-1", 12)
        for _ in range(2):
            await rig.comes_to(opening, Door.OPEN)
            assert not rig.cabinet.state.cells[12].free
            rig.hand("close_door", 12)
            await rig.comes_to(opening, Door.CLOSED)
            assert not rig.cabinet.state.cells[12].free  # nobody else gets it while they stand there
            if opening.may_reopen:
                await opening.reopen()
        with pytest.raises(CannotOpen):
            await opening.reopen()
        assert len(await rig.events("parcel.collected")) == 1
        rig.cabinet.visit_over("v")
        assert rig.cabinet.state.cells[12].free


@lived
async def test_a_stuck_door_is_pulsed_twice_and_the_parcel_stays_live(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", "11112222")
        await rig.put_in("parcel-1", 11)
        rig.machines["board_1"].set_fault("stuck_door", 0.0, on=True)
        opening = await rig.pick_up("parcel-1", 11)
        steps: list[Door] = []
        opening.listen(steps.append)
        await rig.comes_to(opening, Door.SHUT)
        assert steps == [Door.OPENING, Door.AGAIN, Door.SHUT]
        pulses = [(one["pulse"], one["intent"]) for one in await rig.events("door.intent")][1:]
        assert [pulse for pulse, _ in pulses] == [1, 2]
        ends = {one["intent"]: one["outcome"] for one in await rig.events("door.ended")}
        assert [ends[intent] for _, intent in pulses] == ["failed", "failed"]
        assert (Alarm.DID_NOT_OPEN, 11) in rig.cabinet.state.alarms
        assert not opening.may_reopen
        rig.cabinet.visit_over("v")
        assert isinstance(await rig.cabinet.by_code("11112222", "v2"), Found)
        rig.machines["board_1"].set_fault("stuck_door", 0.0, on=False)
        second = await rig.pick_up("parcel-1", 11, visit="v2")
        await rig.comes_to(second, Door.OPEN)
        assert not rig.cabinet.state.alarms
        assert rig.cabinet.state.cells[11].fault == ""


@lived
async def test_a_door_that_opens_late_was_opened_by_its_pulse(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1")
        await rig.put_in("parcel-1", 11)
        rig.machines["board_1"].set_fault("stuck_door", 0.0, on=True)
        opening = await rig.pick_up("parcel-1", 11)
        await rig.comes_to(opening, Door.SHUT)
        await asyncio.sleep(1)
        rig.hand("pull_door", 11)  # the lock has let go at last
        await rig.comes_to(opening, Door.OPEN)
        last = (await rig.events("door.moved"))[-1]
        assert (last["state"], last["cause"], last["intent"]) == ("open", "command", opening.intent)
        rig.hand("close_door", 11)
        await rig.comes_to(opening, Door.CLOSED)
        assert len(await rig.events("parcel.collected")) == 1
        rig.hand("pull_door", 11)  # one pulse explains one opening
        await rig.until(lambda: (Alarm.FORCED, 11) in rig.cabinet.state.alarms)


@lived
async def test_a_hand_at_another_cell_is_a_hand(tmp_path: Path) -> None:
    async with Rig(tmp_path, boards=2) as rig:
        rig.tell_parcel("parcel-1")
        rig.tell_parcel("parcel-2", "22222222")
        await rig.put_in("parcel-1", 11)
        await rig.put_in("parcel-2", 21)
        one, two = await asyncio.gather(rig.pick_up("parcel-1", 11), rig.pick_up("parcel-2", 21))
        rig.hand("pull_door", 13)
        await rig.comes_to(one, Door.OPEN)
        await rig.comes_to(two, Door.OPEN)
        await rig.until(lambda: (Alarm.FORCED, 13) in rig.cabinet.state.alarms)
        causes = {one["cell"]: one["cause"] for one in await rig.events("door.moved") if one["state"] == "open"}
        assert causes == {11: "command", 21: "command", 13: "hand"}
        rig.hand("close_door", 13)
        await rig.until(lambda: not rig.cabinet.state.alarms)


@lived
async def test_a_board_that_dies_in_the_middle_leaves_doubt_and_the_parcel(tmp_path: Path) -> None:
    async with Rig(tmp_path, bench={"spring_seconds": 0.05}) as rig:
        rig.tell_parcel("parcel-1", "33334444")
        await rig.put_in("parcel-1", 11)
        opening = await rig.pick_up("parcel-1", 11)
        await rig.until(lambda: len(rig.pulses()) == 2)
        rig.links["board_1"].unplug()
        await rig.comes_to(opening, Door.UNSEEN)
        await opening.said_taken()  # this board has a sensor: the word alone does not count
        assert not opening.concluded
        assert (await rig.events("door.ended"))[-1]["outcome"] == "unknown"
        rig.cabinet.visit_over("v")
        await rig.until(lambda: (Alarm.BOARD_AWAY, 0) in rig.cabinet.state.alarms)
        assert (await rig.events("door.moved"))[-1]["state"] == "unknown"
        assert isinstance(await rig.cabinet.by_code("33334444", "v2"), Found)
        rig.links["board_1"].plug()
        await rig.until(lambda: rig.door(11) is DoorState.OPEN)
        await rig.until(lambda: not rig.cabinet.state.alarms)
        assert len(rig.pulses()) == 2


@lived
async def test_a_door_left_open_is_an_alarm_until_it_is_shut(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1")
        await rig.put_in("parcel-1", 11)
        opening = await rig.pick_up("parcel-1", 11)
        await rig.comes_to(opening, Door.LEFT_OPEN)
        rig.cabinet.visit_over("v")
        assert rig.cabinet.state.alarms == {(Alarm.LEFT_OPEN, 11)}
        rig.hand("close_door", 11)
        await rig.until(lambda: rig.cabinet.state.cells[11].free)
        assert [one["over"] for one in await rig.events("cabinet.alarm")] == [False, True]
        assert len(await rig.events("parcel.collected")) == 1


@lived
async def test_an_item_sensor_says_that_it_was_not_taken(tmp_path: Path) -> None:
    async with Rig(tmp_path, "locker-kerong", device={"items": True}) as rig:
        rig.tell_parcel("parcel-1", "44445555")
        await rig.put_in("parcel-1", 12)
        opening = await rig.pick_up("parcel-1", 12)
        await rig.comes_to(opening, Door.OPEN)
        rig.hand("close_door", 12)
        await rig.comes_to(opening, Door.STILL_THERE)
        assert isinstance(await rig.cabinet.by_code("44445555", "v"), Found)
        await opening.reopen()
        await rig.comes_to(opening, Door.OPEN)
        rig.hand("take_out", 12)
        rig.hand("close_door", 12)
        await rig.comes_to(opening, Door.CLOSED)
        assert opening.concluded


@lived
async def test_without_a_door_sensor_the_receivers_word_decides(tmp_path: Path) -> None:
    async with Rig(tmp_path, "locker-8a", device={"open_is": None}) as rig:
        rig.tell_parcel("parcel-1")
        opening = await rig.cabinet.open(11, OpenFor.DEPOSIT, Way.STAFF, "parcel-1", by="li", visit="s")
        await rig.comes_to(opening, Door.OPEN, Door.UNSEEN)
        assert not opening.sensed
        rig.hand("close_door", 11)
        await opening.said_taken()
        await rig.cabinet.deposited(opening, None)
        rig.cabinet.visit_over("s")
        taking = await rig.pick_up("parcel-1", 11)
        await rig.comes_to(taking, Door.OPEN, Door.UNSEEN)
        await taking.said_taken()
        assert (await rig.events("parcel.collected"))[-1]["sensed"] is False


@lived
async def test_a_disputed_parcel_stays_until_staff_has_looked(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", "55556666")
        await rig.put_in("parcel-1", 11)
        opening = await rig.pick_up("parcel-1", 11)
        await rig.comes_to(opening, Door.OPEN)
        await rig.cabinet.disputed("parcel-1", Problem.EMPTY)
        (told,) = await rig.events("parcel.disputed")
        assert [(one["state"], one["cause"]) for one in told["history"]][-2:] == [
            ("closed", "hand"),
            ("open", "command"),
        ]
        rig.hand("close_door", 11)
        await rig.comes_to(opening, Door.CLOSED)
        assert not await rig.events("parcel.collected")
        assert [one.doubt for one in rig.cabinet.state.inside] == ["disputed"]
