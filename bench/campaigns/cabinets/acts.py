"""What may happen in a schedule, one after the other: people at the screen, the office, troubles, the passing of time.

Drawn by weight; each draws its own details. The first act is the first deposit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from bench.campaigns.cabinets import troubles
from bench.campaigns.cabinets.bulk import opens_many
from bench.campaigns.cabinets.clerk import Hand, deposits, recovers
from bench.campaigns.cabinets.hall_office import CLERKS
from bench.campaigns.cabinets.keypad import With
from bench.campaigns.cabinets.leaver import leaves_papers
from bench.campaigns.cabinets.orders import orders_cell, orders_door
from bench.campaigns.cabinets.parcels import Fate, Parcel
from bench.campaigns.cabinets.post import goes_by_post
from bench.campaigns.cabinets.receiver import Temper, comes_for
from bench.campaigns.cabinets.stranger import guesses
from bench.campaigns.cabinets.world import World
from kiosk.lockers.wire import CellSize, Standing

A_DAY = 86_400.0
TELLING_SECONDS = 3.0  # for a row to reach the terminal


@dataclass(frozen=True, slots=True)
class Act:
    name: str
    weight: float
    carry_out: Callable[[World], Awaitable[None]]


async def deposit(world: World) -> None:
    """New parcels, and such as could not be put in before."""
    chance = world.chance
    waiting = [each for each in world.parcels.values() if each.fate is Fate.OUTSIDE and each.owner is not None]
    for _ in range(chance.randint(1, 3)):
        expires_at = world.wall() + chance.choice((0.5, 3.0, 7.0)) * A_DAY
        parcel = world.office.register(chance.choice(world.people), chance.choice(list(CellSize)), expires_at)
        world.parcels[parcel.id] = parcel
        waiting.append(parcel)
    await world.walk(TELLING_SECONDS)
    hand = chance.choices(list(Hand), (10, 1, 1, 1, 1))[0]
    open_ones = [parcel for parcel in waiting if parcel.standing is Standing.OPEN]
    await deposits(world, chance.choice(CLERKS), open_ones[-4:], hand, badge=chance.random() < 0.7)


async def pickup(world: World) -> None:
    parcel = _somebodys(world, (Fate.INSIDE,)) or _somebodys(world, tuple(Fate))
    if parcel is None or parcel.owner is None:
        return
    what = world.chance.choices(list(With), (6, 1, 3, 1, 0.5, 0.5, 3))[0]
    if what is With.OLD_CODE and parcel.issue < 2:
        what = With.CODE
    temper = world.chance.choices(list(Temper), (10, 2, 2, 1, 1, 1, 1))[0]
    await comes_for(world, parcel.owner, parcel, what, temper)


async def comes_again(world: World) -> None:
    """Somebody who has had it already tries the same code once more: nothing opens for it but what is still there."""
    parcel = _somebodys(world, (Fate.TAKEN, Fate.RECOVERED))
    if parcel is not None and parcel.owner is not None:
        await comes_for(world, parcel.owner, parcel, world.chance.choice((With.CODE, With.QR)), Temper.PLAIN)


async def guess(world: World) -> None:
    await guesses(world, world.chance.choice((2, 5, 7)), staff=world.chance.random() < 0.2)


async def leave(world: World) -> None:
    await leaves_papers(world, len(world.parcels))


async def recover(world: World) -> None:
    chance = world.chance
    await recovers(world, chance.choice(CLERKS), chance.randint(1, 2), badge=chance.random() < 0.7)


async def reissue(world: World) -> None:
    parcel = _somebodys(world, (Fate.INSIDE, Fate.OUTSIDE))
    if parcel is not None:
        got = world.office.reissue(parcel)
        world.tell(f"{parcel.label} {'gets' if got else 'gets no'} new code")
        await world.walk(world.chance.choice((0.0, TELLING_SECONDS)))


async def reissue_all(world: World) -> None:
    world.office.reissue_all(world.parcels.values())
    world.tell("every code of the cabinet is made anew")
    await world.walk(world.chance.choice((0.0, TELLING_SECONDS)))


async def cancel(world: World) -> None:
    parcel = _somebodys(world, (Fate.INSIDE, Fate.OUTSIDE))
    if parcel is not None:
        done = world.office.cancel(parcel)
        world.tell(f"{parcel.label} is {'cancelled' if done else 'not cancelled: it is out, or was already'}")
        await world.walk(world.chance.choice((0.0, TELLING_SECONDS)))


def _somebodys(world: World, fates: tuple[Fate, ...]) -> Parcel | None:
    fitting = [parcel for parcel in world.parcels.values() if parcel.owner is not None and parcel.fate in fates]
    return _one(world.chance, fitting)


def _one(chance: Random, parcels: list[Parcel]) -> Parcel | None:
    return chance.choice(parcels) if parcels else None


ACTS = (
    Act("deposit", 5, deposit),
    Act("pickup", 8, pickup),
    Act("comes again", 1, comes_again),
    Act("guess", 0.7, guess),
    Act("leave papers", 1.5, leave),
    Act("recover", 1.2, recover),
    Act("reissue", 1, reissue),
    Act("reissue all", 0.25, reissue_all),
    Act("cancel", 0.7, cancel),
    Act("goes by post", 0.7, goes_by_post),
    Act("order a door", 1.5, orders_door),
    Act("open many", 0.5, opens_many),
    Act("order a cell", 0.6, orders_cell),
    Act("emergency key", 1.5, troubles.emergency_key),
    Act("board dies", 0.8, troubles.board_dies),
    Act("line unplugged", 0.5, troubles.line_unplugged),
    Act("door jams", 0.9, troubles.door_jams),
    Act("door is slow", 0.7, troubles.door_is_slow),
    Act("sensor lies", 0.5, troubles.sensor_lies),
    Act("centre away", 1.2, troubles.centre_goes_or_comes),
    Act("clock jumps", 0.7, troubles.clock_jumps),
    Act("days pass", 0.6, troubles.days_pass),
    Act("a guard passes", 1.5, troubles.guard_passes),
)
