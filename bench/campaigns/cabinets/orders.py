"""Orders of the centre: open a door for somebody of the staff who stands there, take a cell out of use. In time, late,
twice, and while nobody can hear them.
"""

from __future__ import annotations

from enum import StrEnum

from bench.campaigns.cabinets.parcels import Fate
from bench.campaigns.cabinets.rights import Right
from bench.campaigns.cabinets.world import World

HEARD_SECONDS = 20.0
AT_THE_DOOR_SECONDS = (3.0, 20.0)
STARTED_SECONDS = 2.0  # an order that was in time is carried out within this: its second pulse may come a little later


class Timing(StrEnum):
    IN_TIME = "in time"
    TWICE = "twice"
    LATE = "late"  # the centre is away until it has expired
    AT_THE_CUT = "at the cut"  # the power goes while it is on its way


async def orders_door(world: World) -> None:
    chance, office = world.chance, world.office
    cell = chance.choice(list(world.furniture.cells))
    expires_in = chance.choice((20.0, 60.0))
    timing = chance.choices(list(Timing), (4, 2, 3, 2))[0]
    world.count(f"order {timing}")
    was_away = office.told.away
    if timing is Timing.LATE:
        office.told.away = True
        await world.walk(1.0)
    ordered = office.order_open(cell, world.owned_in(cell), expires_in)
    if ordered is None:
        office.told.away = was_away
        world.tell(f"nobody can order cell {cell} open: the centre does not know it yet")
        return
    world.tell(f"order {ordered.key}: open cell {cell} within {expires_in:.0f} s ({timing})")
    until = world.now() + expires_in + STARTED_SECONDS
    right = world.rights.give(Right(f"order {ordered.key}", frozenset((cell,)), until=until))
    if timing is Timing.LATE:
        await world.walk(expires_in + chance.uniform(5.0, 60.0))
        office.told.away = was_away
    elif timing is Timing.AT_THE_CUT:
        world.power.cut_after(chance.uniform(0.0, 2.0), chance.randint(0, 30))
    elif timing is Timing.TWICE:
        await world.walk(chance.uniform(0.0, 8.0))
        office.order_again(ordered)
    await world.walk(HEARD_SECONDS)
    if timing is not Timing.LATE:
        await world.walk(max(0.0, until - world.now()))
        office.order_again(ordered)  # expired by now, and heard once more
        await world.walk(5.0)
    if world.furniture.is_open(cell):
        await looks_in(world, cell)
    world.rights.end(right)


async def looks_in(world: World, cell: int) -> None:
    """The staff who stands there; sometimes takes what lies in it, which no terminal can know."""
    await world.walk(world.chance.uniform(*AT_THE_DOOR_SECONDS))
    if world.chance.random() < 0.2:
        for thing in tuple(world.furniture.contents[cell]):
            parcel = world.parcels[thing]
            parcel.excused = "staff took it out behind an ordered door"
            world.take(cell, parcel, Fate.RECOVERED)
    world.shut(cell)


async def orders_cell(world: World) -> None:
    chance = world.chance
    cell = chance.choice(list(world.furniture.cells))
    disabled = chance.random() < 0.5
    world.office.order_cell(cell, disabled=disabled)
    world.tell(f"cell {cell} is to be {'out of' if disabled else 'in'} use")
    await world.walk(3.0)
