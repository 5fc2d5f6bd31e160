"""The end of a schedule: all is mended, doors are shut, half of those whose parcels lie inside come for them.

Whoever comes with the newest means gets what is theirs: what lies inside and cannot be had is as good as lost.
"""

from __future__ import annotations

from bench.campaigns.cabinets.judge import Faults
from bench.campaigns.cabinets.keypad import With, waits
from bench.campaigns.cabinets.parcels import Fate
from bench.campaigns.cabinets.receiver import Temper, comes_for
from bench.campaigns.cabinets.world import World
from kiosk.lockers.views import KeypadView
from kiosk.lockers.wire import Standing

SETTLED_SECONDS = 90.0  # backed-off boards are tried again, alarms end
LAST_SHARE = 0.5
TOLD_SECONDS = 60.0  # for the rest of the journal to be told


async def close(world: World, faults: Faults) -> None:
    power, centre = world.power, world.office.told
    power.cut_off()
    world.tell("-- all is mended")
    world.mend()
    for board in world.furniture.plan.boards:
        power.undeafen(board.name)
    centre.away = centre.deaf = False
    power.clock_wrong_seconds = 0.0
    await _quiet(world)
    waiting = [parcel for parcel in world.parcels.values() if parcel.fate is Fate.INSIDE and parcel.owner is not None]
    for parcel in waiting:
        comes = world.chance.random() < LAST_SHARE
        fits = parcel.confirmed and parcel.standing is Standing.OPEN and parcel.fate is Fate.INSIDE
        if not (comes and fits) or parcel.owner is None:
            continue
        means = world.chance.choice((With.CARD, With.QR, With.CODE))
        if means is With.CODE and _codes_rest(world):
            means = With.CARD
        await comes_for(world, parcel.owner, parcel, means, Temper.PLAIN)
        world.rights.end_all()
        await world.screen.until(waits, 120.0)
        if parcel.fate is not Fate.TAKEN:
            faults.lost_parcels.append(f"{parcel.label} lies inside, and its receiver with the {means} does not get it")
    await _quiet(world)
    await _tells_all(world, faults)


def _codes_rest(world: World) -> bool:
    """After too many wrong ones; QR and card go on."""
    view = world.screen.view
    return isinstance(view, KeypadView) and view.pause_seconds is not None


async def _tells_all(world: World, faults: Faults) -> None:
    """Nothing keeps the terminal from the centre any more."""
    if world.life is None:
        faults.broken_journals.append("the terminal has no power in the end")
        return
    ground = world.life.ground
    if not await ground.uplink.reached(ground.journal.last_seq, TOLD_SECONDS):
        faults.broken_journals.append("the centre has not been told everything in the end")


async def _quiet(world: World) -> None:
    await world.walk(SETTLED_SECONDS / 2)
    for cell in world.furniture.open_cells():
        world.shut(cell)
    await world.walk(SETTLED_SECONDS)
