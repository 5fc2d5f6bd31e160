"""A citizen who leaves papers for a counter: chooses whose, how thick, puts them in, keeps the receipt's number."""

from __future__ import annotations

from bench.campaigns.cabinets.keypad import ready
from bench.campaigns.cabinets.parcels import Fate, Parcel
from bench.campaigns.cabinets.world import World
from kiosk.lockers.views import (
    CancelsDeposit,
    ChoseSize,
    Door,
    DoorView,
    KeypadView,
    LeaveView,
    LeftView,
    SaidTaken,
    WantsToLeave,
)
from kiosk.lockers.wire import CellSize, ParcelFor
from kiosk.views import ChoseDepartment, Ended, Finished, View

SCREEN_SECONDS = 20.0
DOOR_SECONDS = 40.0
LOOK_SECONDS = 1.0
STEPS_LIMIT = 10
_OPEN = (Door.OPEN, Door.LEFT_OPEN, Door.UNSEEN)


async def leaves_papers(world: World, number: int) -> None:
    """`number`: names the papers; the terminal gives the parcel a name of its own."""
    if not await ready(world):
        return
    await world.screen.touch(WantsToLeave())
    view = await world.screen.until(lambda view: isinstance(view, LeaveView), SCREEN_SECONDS)
    if not isinstance(view, LeaveView):
        return
    if view.departments:
        await world.screen.touch(ChoseDepartment(view.departments[0].code))
    view = await world.screen.until(lambda view: isinstance(view, LeaveView) and bool(view.department), SCREEN_SECONDS)
    if not isinstance(view, LeaveView) or not view.sizes:
        world.tell("papers cannot be left: no cell is free")
        await world.screen.touch(Ended())
        return
    size = CellSize(world.chance.choice(view.sizes))
    papers = Parcel(f"papers-{number}", f"papers {number}", None, "papers", size, False, ParcelFor.SUPPLEMENT)
    world.parcels[papers.id] = papers
    right = world.right(f"somebody leaves {papers.label}", world.empty_cells())
    try:
        await world.screen.touch(ChoseSize(size.value))
        await _put_in(world, papers)
    finally:
        world.rights.end(right)


async def _put_in(world: World, papers: Parcel) -> None:
    cell = 0
    for _ in range(STEPS_LIMIT):
        view = await world.screen.until(_at_rest, DOOR_SECONDS)
        if isinstance(view, LeftView):
            papers.confirmed = True
            world.count("papers left")
            world.tell(f"{papers.label} are in cell {view.cell}, receipt {view.receipt}")
            await world.screen.touch(Finished())
            return
        if not isinstance(view, DoorView):
            break
        cell = view.cell
        await world.walk(LOOK_SECONDS)
        if view.door in _OPEN and world.furniture.is_open(cell):
            await world.walk(world.chance.uniform(1.0, 12.0))
            if world.furniture.where(papers.id) is None:
                world.put(cell, papers)
            world.shut(cell)
            if view.door is Door.UNSEEN:
                await world.screen.touch(SaidTaken())
        elif view.door in _OPEN:
            await world.walk(8.0)
            await world.screen.touch(CancelsDeposit())
            break
        await world.screen.moves_on(view, DOOR_SECONDS)
    if cell and world.furniture.is_open(cell):
        world.take(cell, papers, Fate.OUTSIDE)
        world.shut(cell)
    if not isinstance(world.screen.view, KeypadView):
        await world.screen.touch(Ended())


def _at_rest(view: View) -> bool:
    return not isinstance(view, DoorView) or view.door not in (Door.OPENING, Door.AGAIN)
