"""A document goes by courier instead of being picked up: its receiver asks for that, staff takes it out of its cell,
and the courier gets it with a waybill.
"""

from __future__ import annotations

from bench.campaigns.cabinets.parcels import Fate
from bench.campaigns.cabinets.world import World
from kiosk.lockers.wire import ParcelFor, Standing


async def goes_by_post(world: World) -> None:
    """The courier takes what lies ready; then one more is wished to be sent."""
    owned = [parcel for parcel in world.parcels.values() if parcel.owner is not None]
    for parcel in owned:
        is_ready = parcel.for_ is ParcelFor.POST and parcel.standing is not Standing.ENDED
        if is_ready and parcel.fate in (Fate.OUTSIDE, Fate.RECOVERED):
            done = world.office.hand_over(parcel)
            world.tell(f"the courier {'has' if done else 'does not get'} {parcel.label}")
            world.count("handed over" if done else "not handed over yet")
    open_ones = [
        parcel for parcel in owned if parcel.standing is Standing.OPEN and parcel.fate in (Fate.INSIDE, Fate.OUTSIDE)
    ]
    if open_ones:
        parcel = world.chance.choice(open_ones)
        done = world.office.send_by_post(parcel)
        world.tell(f"{parcel.label} is {'to go' if done else 'not to go'} by post")
        await world.walk(world.chance.choice((0.0, 3.0)))
