"""Many doors at once: asked for by one manager, approved by another, who both stand there. The one who asked tries to
approve it first; then anything that opens is a wrong door.
"""

from __future__ import annotations

from bench.campaigns.cabinets.hall_office import CLERKS
from bench.campaigns.cabinets.orders import STARTED_SECONDS, looks_in
from bench.campaigns.cabinets.rights import Right
from bench.campaigns.cabinets.world import World

CELLS = (2, 4)
AGREES_SECONDS = (1.0, 150.0)  # a centre waits for it for two minutes


async def opens_many(world: World) -> None:
    chance, office = world.chance, world.office
    cells = sorted(chance.sample(list(world.furniture.cells), chance.randint(*CELLS)))
    asks, agrees = chance.sample(CLERKS, 2)
    asked = office.ask_many({cell: world.owned_in(cell) for cell in cells}, asks)
    if asked is None:
        world.tell(f"nobody can ask for cells {cells}: the centre does not know one of them yet")
        return
    if office.approve_many(asked, asks):
        world.tell(f"{asks} opens cells {cells} alone")
    await world.walk(chance.uniform(*AGREES_SECONDS))
    ordered = office.approve_many(asked, agrees)
    world.tell(f"{asks} and {agrees} open cells {cells}" if ordered else f"{agrees} is too late for cells {cells}")
    if not ordered:
        return
    world.count("bulk openings")
    seconds = max(order.expires_at for order in ordered) - world.wall() + STARTED_SECONDS
    until = world.now() + seconds
    right = world.rights.give(Right(f"{asks} and {agrees}", frozenset(cells), each=True, until=until))
    if office.approve_many(asked, agrees):
        world.tell(f"{agrees} opens cells {cells} once more")
    await world.walk(seconds)
    world.rights.end(right)
    for cell in cells:
        if world.furniture.is_open(cell):
            await looks_in(world, cell)
