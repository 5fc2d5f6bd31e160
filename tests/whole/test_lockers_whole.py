"""The whole way of documents through a cabinet, with real processes: registered at the centre, put in by staff with a
badge, its code on the receiver's phone, collected while the centre is dead, told once it is back; and the engine
killed while a door stands open.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from kiosk.lockers.views import (
    CollectedView,
    Door,
    DoorView,
    Entry,
    InsideView,
    KeypadView,
    LabelView,
    SaidInside,
    SaidTaken,
    StaffDeskView,
    WantsDeposit,
)
from kiosk.views import Ended, Finished
from tests.whole.cabinet_there import CabinetThere, cabinet_there, enter
from tests.whole.glass import Glass

OURS = [("open", "command", 1), ("closed", "hand", 1)]  # a door's movements at one errand
TITLES = {"BJ-1": ("营业执照", "s"), "BJ-2": ("食品经营许可证", "m")}


async def shows(glass: Glass, kind: type, **fields: Any) -> Any:
    return await glass.until(
        lambda view: isinstance(view, kind) and all(getattr(view, name) == value for name, value in fields.items())
    )


async def register(there: CabinetThere) -> dict[str, str]:
    """Labels by case number."""
    wishes = [
        {"case_number": case, "title": title, "name": "张测试", "id_number": "110101194910010001",
         "phone": "13800000000", "cabinet": "cabinet-1", "size": size}
        for case, (title, size) in TITLES.items()
    ]  # fmt: skip
    taken = await there.call("/api/v1/parcels", wishes)
    return {each["reference"]: each["label"] for each in taken["parcels"]}


async def until_state(there: CabinetThere, case: str, state: str) -> None:
    """Until the centre says so."""
    async with asyncio.timeout(15):
        while (await there.call(f"/api/v1/parcels/{case}"))["state"] != state:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def sent(there: CabinetThere, title: str) -> str:
    """The code of that document, once it is on the receiver's phone."""
    async with asyncio.timeout(15):
        while not (code := there.code_sent(title)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return code


def moved(there: CabinetThere, cell: int) -> list[tuple[Any, ...]]:
    """How this door moved and why, by the centre; without the first sight of it."""
    of = f"cell = {cell} AND NOT (state = 'closed' AND cause = 'unknown' AND intent = '')"
    return there.told(f"SELECT state, cause, intent <> '' FROM door_movements WHERE {of} ORDER BY id")


async def put_in(there: CabinetThere, glass: Glass, badge: str, labels: dict[str, str]) -> dict[str, int]:
    """Staff with a badge puts all of them in; the cell of each."""
    cells = {}
    await shows(glass, KeypadView)
    there.hold(badge)
    await shows(glass, StaffDeskView, name="li")
    there.take_away()
    glass.answer(WantsDeposit())
    for count, (case, label) in enumerate(labels.items(), 1):
        await shows(glass, LabelView, put_in=count - 1)
        there.hold(label)
        view = await shows(glass, DoorView, door=Door.OPEN, title=TITLES[case][0])
        there.take_away()
        cells[case] = view.cell
        if view.cell <= 4:
            there.hand("put_in", view.cell)
            there.hand("close_door", view.cell)
        else:
            there.hand("close_door", view.cell)
            await shows(glass, InsideView, cell=view.cell)
            glass.answer(SaidInside(inside=True))
    await shows(glass, LabelView, put_in=len(labels))
    glass.answer(Ended())
    return cells


async def test_documents_go_their_whole_way_whichever_process_is_killed(tmp_path: Path) -> None:
    async with cabinet_there(tmp_path) as there:
        badge = there.settle()
        there.configure()
        await asyncio.gather(there.start_centre(), there.start_engine())
        labels = await register(there)
        async with Glass(there.terminal.socket) as glass:
            cells = await put_in(there, glass, badge, labels)
            codes = {case: await sent(there, title) for case, (title, _) in TITLES.items()}
            there.kill("centre")
            enter(glass, codes["BJ-1"])
            await shows(glass, DoorView, door=Door.OPEN, cell=cells["BJ-1"], title=TITLES["BJ-1"][0])
            there.hand("take_out", cells["BJ-1"])
            there.hand("close_door", cells["BJ-1"])
            await shows(glass, DoorView, door=Door.CLOSED)
            glass.answer(SaidTaken())
            await shows(glass, CollectedView)
            glass.answer(Finished())
            await shows(glass, KeypadView)
            enter(glass, codes["BJ-2"])
            await shows(glass, DoorView, door=Door.OPEN, cell=cells["BJ-2"])
            there.kill("engine")
        pulses = there.pulses()
        await asyncio.gather(there.start_centre(), there.start_engine())
        await until_state(there, "BJ-1", "collected")
        await until_state(there, "BJ-2", "inside")
        there.hand("close_door", cells["BJ-2"])
        await until_state(there, "BJ-2", "collected")
        async with Glass(there.terminal.socket) as glass:
            await shows(glass, KeypadView)
            enter(glass, codes["BJ-2"])
            await shows(glass, KeypadView, entry=Entry.UNKNOWN)
        assert there.pulses() == pulses == 4
        assert moved(there, cells["BJ-1"]) == [*OURS, *OURS]
        assert moved(there, cells["BJ-2"])[:2] == OURS
        *before, last = there.told("SELECT for_what, outcome FROM door_intents ORDER BY at_ms, pulse")
        assert before == [("deposit", "done"), ("deposit", "done"), ("pickup", "done")]
        assert last in {("pickup", "done"), ("pickup", "unknown")}, "killed before or after it was written down"
        assert there.told("SELECT why FROM parcel_conflicts UNION ALL SELECT alarm FROM cabinet_alarms") == []
        assert there.told("SELECT count(*) FROM cabinet_cells WHERE parcel <> ''") == [(0,)]
