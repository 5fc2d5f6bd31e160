"""What befalls a cabinet beside its visits: hands with the emergency key, boards that die, doors that jam, sensors that
lie, a centre that is away for days, a clock that is wrong. Most of it lasts until something else happens.
"""

from __future__ import annotations

import asyncio

from bench.campaigns.cabinets.parcels import Fate
from bench.campaigns.cabinets.world import World

A_DAY = 86_400.0
AN_HOUR = 3_600.0
HANDS_SECONDS = (4.0, 40.0)
CLOCK_JUMPS = (-3 * A_DAY, -A_DAY, -7_200.0, -600.0, 600.0, 7_200.0, A_DAY, 40 * A_DAY)


async def emergency_key(world: World) -> None:
    """A technician opens a door by hand, looks, and shuts it; sometimes a thing goes with him."""
    cell = world.chance.choice(list(world.furniture.cells))
    world.pull(cell)
    await world.walk(world.chance.uniform(*HANDS_SECONDS))
    if world.chance.random() < 0.15:
        for thing in tuple(world.furniture.contents[cell]):
            parcel = world.parcels[thing]
            parcel.excused = "a hand with the emergency key took it"
            world.take(cell, parcel, Fate.RECOVERED)
    world.shut(cell)


async def guard_passes(world: World) -> None:
    """Whatever stands open is shut."""
    await world.walk(world.chance.uniform(1.0, 45.0))
    for cell in world.furniture.open_cells():
        world.shut(cell)


async def board_dies(world: World) -> None:
    board = world.chance.choice(world.furniture.plan.boards).name
    world.power.deafen(board)
    world.later(world.chance.uniform(5.0, 300.0), lambda: world.power.undeafen(board))


async def line_unplugged(world: World) -> None:
    port = world.chance.choice(world.furniture.plan.boards).port
    world.power.unplug(port, world.chance.uniform(0.5, 60.0))


async def door_jams(world: World) -> None:
    cell = world.chance.choice(list(world.furniture.cells))
    world.furniture.jam(cell, on=True)
    world.tell(f"the door of cell {cell} jams")
    world.later(world.chance.uniform(30.0, 600.0), lambda: world.furniture.jam(cell, on=False))


async def door_is_slow(world: World) -> None:
    cell, seconds = world.chance.choice(list(world.furniture.cells)), world.chance.uniform(0.3, 4.0)
    world.furniture.slow_down(cell, seconds)
    world.tell(f"the door of cell {cell} needs {seconds:.1f} s to open")
    world.later(world.chance.uniform(60.0, 600.0), lambda: world.furniture.slow_down(cell, None))


async def sensor_lies(world: World) -> None:
    cell, says_open = world.chance.choice(list(world.furniture.cells)), world.chance.random() < 0.5
    since = world.now()
    world.furniture.lie(cell, says_open)
    world.tell(f"the sensor of cell {cell} says {'open' if says_open else 'closed'}, whatever the door does")
    world.liars.add(cell)

    def truth() -> None:
        world.furniture.lie(cell, None)
        world.tell(f"the sensor of cell {cell} says the truth again")
        world.power.hide(cell, since)
        world.liars.discard(cell)

    world.later(world.chance.uniform(30.0, 300.0), truth)


async def centre_goes_or_comes(world: World) -> None:
    centre = world.office.told
    centre.away = not centre.away
    centre.deaf = not centre.away and world.chance.random() < 0.2
    world.tell("the centre is " + ("away" if centre.away else "deaf" if centre.deaf else "there"))


async def clock_jumps(world: World) -> None:
    power = world.power
    power.clock_wrong_seconds = 0.0 if power.clock_wrong_seconds else world.chance.choice(CLOCK_JUMPS)
    world.tell(f"the terminal's clock is wrong by {power.clock_wrong_seconds:.0f} s")


async def days_pass(world: World) -> None:
    """In leaps of an hour, between which the cabinet lives some seconds."""
    loop = world.power.loop
    hours = world.chance.choice((8, 24, 72))
    world.tell(f"{hours} hours pass")
    began = world.now()
    for _ in range(hours // 4):
        loop.pass_by(4 * AN_HOUR)
        await asyncio.sleep(3.0)
    for cell in world.furniture.cells:
        world.power.hide(cell, began)
