"""The power fails between any two steps of a deposit and a pickup. What the boards say after the start is laid beside
the journal; nothing opens by itself, nothing is given away, nothing is forgotten."""

from __future__ import annotations

import asyncio
from pathlib import Path

from drivers.facts import DoorState
from kiosk.lockers.events import Alarm, OpenFor, Way
from kiosk.lockers.found import Found, NotFound
from kiosk.lockers.views import Door
from tests.kiosk.locker_rig import Rig, lived

CODE = "20260318"
EVENTS = 16  # of a whole deposit and pickup, and some before


async def errands(rig: Rig, hands: list[str]) -> None:
    """A deposit and its pickup; `hands` grows with what people really did."""
    opening = await rig.cabinet.open(12, OpenFor.DEPOSIT, Way.STAFF, "parcel-1", by="li", visit="s")
    await rig.comes_to(opening, Door.OPEN)
    hands.append("put in")
    rig.hand("close_door", 12)
    await rig.comes_to(opening, Door.CLOSED)
    await rig.cabinet.deposited(opening, None)
    hands.append("deposited")
    opening.end()
    found = await rig.cabinet.by_code(CODE, "v")
    assert isinstance(found, Found)
    taking = await rig.pick_up(found.parcels[0])
    await rig.comes_to(taking, Door.OPEN)
    hands.append("taken")
    rig.hand("close_door", 12)
    await rig.comes_to(taking, Door.CLOSED)
    hands.append("collected")
    rig.cabinet.visit_over("v")


async def cut_at(rig: Rig, event: int) -> list[str]:
    """The errands, cut off when the journal holds so many events; what people had done by then."""
    hands: list[str] = []
    task = asyncio.create_task(errands(rig, hands))
    reached = asyncio.create_task(rig.journal.beyond(event - 1))
    await asyncio.wait([task, reached], return_when=asyncio.FIRST_COMPLETED)
    at = rig.go_dark()
    for each in (task, reached):
        each.cancel()
    await asyncio.gather(task, reached, return_exceptions=True)
    await rig.cut(at)
    return hands


@lived
async def test_a_cut_at_any_event_loses_nothing_and_opens_nothing(tmp_path: Path) -> None:
    reached = set()
    for event in range(6, 6 + EVENTS):
        async with Rig(tmp_path / str(event), "locker-kerong", device={"poll_seconds": 0.2}) as rig:
            rig.tell_parcel("parcel-1", CODE)
            hands = await cut_at(rig, event)
            reached |= set(hands)
            pulses = list(rig.pulses())
            cell = rig.cabinet.state.cells[12]
            intents = {one["intent"] for one in await rig.events("door.intent")}
            ends = [one["intent"] for one in await rig.events("door.ended")]
            assert sorted(ends) == sorted(intents)  # each has its one end
            assert len(pulses) <= len(intents)
            assert cell.door is (DoorState.OPEN if rig.is_open(12) else DoorState.CLOSED)
            if "put in" in hands and "taken" not in hands:
                assert cell.lying is not None  # perhaps in doubt, never forgotten
                assert not cell.free
            found = await rig.cabinet.by_code(CODE, "v2")
            if "deposited" in hands and "taken" not in hands:
                assert isinstance(found, Found)
            if "collected" in hands:
                assert isinstance(found, NotFound)
            await asyncio.sleep(2)
            assert rig.pulses() == pulses  # nothing opens by itself
            assert (Alarm.FORCED, 12) not in rig.cabinet.state.alarms
    assert reached == {"put in", "deposited", "taken", "collected"}


@lived
async def test_a_pickup_cut_off_with_its_door_open_ends_when_that_is_shut(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE)
        await rig.put_in("parcel-1", 11)
        await rig.comes_to(await rig.pick_up("parcel-1", 11), Door.OPEN)
        await rig.events()
        await rig.cut()
        assert rig.door(11) is DoorState.OPEN
        assert not rig.cabinet.state.alarms
        rig.hand("close_door", 11)
        await rig.until(lambda: rig.cabinet.state.cells[11].free)
        assert [one["way"] for one in await rig.events("parcel.collected")] == ["code"]


@lived
async def test_a_pickup_whose_door_was_shut_in_the_dark_is_collected(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE)
        await rig.put_in("parcel-1", 11)
        await rig.comes_to(await rig.pick_up("parcel-1", 11), Door.OPEN)
        await rig.events()
        at = rig.go_dark()
        rig.hand("close_door", 11)
        await rig.cut(at)
        await rig.until(lambda: rig.cabinet.state.cells[11].free)
        assert (await rig.events("door.moved"))[-1]["cause"] == "unknown"
        assert len(await rig.events("parcel.collected")) == 1


@lived
async def test_a_pickup_cut_off_at_its_pulse_ends_by_what_is_found(tmp_path: Path) -> None:
    async with Rig(tmp_path, bench={"spring_seconds": 0.05}) as rig:
        rig.tell_parcel("parcel-1", CODE)
        await rig.put_in("parcel-1", 11)
        await rig.pick_up("parcel-1", 11)
        at = rig.go_dark()  # nothing has left
        await rig.cut(at)
        await rig.until(lambda: [one.doubt for one in rig.cabinet.state.inside] == ["restart"])
        found = await rig.cabinet.by_code(CODE, "v2")
        assert isinstance(found, Found)
        taking = await rig.pick_up(found.parcels[0], visit="v2")
        await rig.until(lambda: len(rig.pulses()) == 2)
        assert taking.running
        await rig.cut(rig.go_dark())  # the pulse has left
        await rig.until(lambda: rig.door(11) is DoorState.OPEN)
        rig.hand("close_door", 11)
        await rig.until(lambda: rig.cabinet.state.cells[11].free)
        assert [one["intent"] for one in await rig.events("parcel.collected")] == [taking.intent]


@lived
async def test_a_recovery_that_was_cut_off_is_in_doubt_until_staff_has_looked(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.put_in("parcel-1", 11)
        opening = await rig.cabinet.open(11, OpenFor.RECOVER, Way.STAFF, "parcel-1", by="li", visit="s")
        await rig.comes_to(opening, Door.OPEN)
        await rig.events()
        await rig.cut()
        assert [one.doubt for one in rig.cabinet.state.inside] == ["not_confirmed"]
        rig.hand("close_door", 11)
        await rig.until(lambda: rig.door(11) is DoorState.CLOSED)
        looking = await rig.cabinet.open(11, OpenFor.RECOVER, Way.STAFF, "parcel-1", by="li", visit="s2")
        await rig.comes_to(looking, Door.OPEN)
        rig.hand("close_door", 11)
        await rig.comes_to(looking, Door.CLOSED)
        await rig.cabinet.still_inside(looking)
        assert [one.doubt for one in rig.cabinet.state.inside] == [""]


@lived
async def test_a_deposit_that_was_cut_off_is_finished_in_the_same_cell(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        rig.tell_parcel("parcel-1", CODE)
        opening = await rig.cabinet.open(11, OpenFor.DEPOSIT, Way.STAFF, "parcel-1", by="li", visit="s")
        await rig.comes_to(opening, Door.OPEN)
        await rig.cut()
        rig.hand("close_door", 11)
        await rig.until(lambda: rig.door(11) is DoorState.CLOSED)
        assert [one["why"] for one in await rig.events("deposit.undone")] == ["restart"]
        assert isinstance(await rig.cabinet.by_code(CODE, "v"), NotFound)
        body = rig.cabinet.by_label("L-parcel-1")
        assert rig.cabinet.choose(body.size, False, "parcel-1") == 11  # type: ignore[union-attr]
        await rig.put_in("parcel-1", 11)
        assert isinstance(await rig.cabinet.by_code(CODE, "v"), Found)


@lived
async def test_a_door_that_was_forced_in_the_dark_is_an_alarm(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.events()
        at = rig.go_dark()
        rig.hand("pull_door", 13)
        await rig.cut(at)
        await rig.until(lambda: (Alarm.FORCED, 13) in rig.cabinet.state.alarms)
        moved = (await rig.events("door.moved"))[-1]
        assert (moved["cell"], moved["state"], moved["cause"], moved["intent"]) == (13, "open", "unknown", "")
        await rig.cut()
        assert (Alarm.FORCED, 13) in rig.cabinet.state.alarms  # it stands, and is not told again
        rig.hand("close_door", 13)
        await rig.until(lambda: not rig.cabinet.state.alarms)
        assert [one["over"] for one in await rig.events("cabinet.alarm")] == [False, True]


@lived
async def test_a_lost_journal_gives_no_cell_away_before_somebody_has_looked(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.put_in("parcel-1", 11)
        await rig.stop()
        (rig.folder / "journal.db").write_bytes(b"\x00" * 8192)
        await rig.start()
        await rig.events()
        assert rig.cabinet.choose(rig.settings.cells[0].size, False) is None
        assert {cell.fault for cell in rig.cabinet.state.cells.values()} == {"journal_lost"}
        await rig.cabinet.set_cell(12, False, "", "technician")
        assert [cell.number for cell in rig.cabinet.state.cells.values() if cell.free] == [12]


@lived
async def test_the_cells_are_told_once_and_again_when_they_are_others(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.cut()
        (told,) = await rig.events("cabinet.fitted")
        assert [(cell["number"], cell["low"]) for cell in told["cells"]] == [
            (11, True), (12, True), (13, True), (14, False),
        ]  # fmt: skip
        await rig.stop()
        rig.settings = rig.settings.model_copy(update={"screen_column": 2})
        await rig.start()
        assert len(await rig.events("cabinet.fitted")) == 2
