"""A code is entered, a lock is pulsed: how long the terminal takes for it, slow hash and durable intent included.

The real services on a journal on the real disk, with the bench's board at a line whose bytes take no time. The loop's
time leaps, so what the driver waits by itself is counted apart and added.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from pathlib import Path
from random import Random

import structlog

from bench.campaigns.cabinets.clerk import Hand, deposits
from bench.campaigns.cabinets.furniture import Furniture, Pulse
from bench.campaigns.cabinets.keypad import ready
from bench.campaigns.cabinets.leaping import CabinetLoop
from bench.campaigns.cabinets.life import Fittings
from bench.campaigns.cabinets.office import CABINET_CODE, CLERKS, Office
from bench.campaigns.cabinets.parcels import Parcel, people
from bench.campaigns.cabinets.plan import BoardPlan, CabinetPlan, CellPlan, Dialect
from bench.campaigns.cabinets.power import Power
from bench.campaigns.cabinets.rights import Rights
from bench.campaigns.cabinets.schedule import FIRST_MORNING, ZONE
from bench.campaigns.cabinets.screen import Screen
from bench.campaigns.cabinets.settings import settings_for
from bench.campaigns.cabinets.told_centre import ToldCentre, ToldRows
from bench.campaigns.cabinets.world import World
from bench.campaigns.measure.figures import Figure, Table, percentile, spread
from kiosk.clock import Clock
from kiosk.lockers.views import Door, DoorView, SentCode, TypedDigit
from kiosk.lockers.wire import PARCEL, CellSize, ParcelBody
from kiosk.views import Ended

SAMPLES = 200
PARCELS = (20, 10_000)
CELLS = 16
DEADLINE_SECONDS = 60.0
TARGET_MS = 150.0


def measure_codes(directory: Path) -> Table:
    figures = []
    for parcels in PARCELS:
        with asyncio.Runner(loop_factory=CabinetLoop) as runner:
            times = runner.run(_entries(parcels, directory / str(parcels)))
        held = percentile(times, 0.99) <= TARGET_MS
        figures.append(Figure(f"with {parcels:,} live parcels", spread(times), f"p99 <= {TARGET_MS:g} ms", held))
    return Table(
        "A pickup code becomes a pulse",
        tuple(figures),
        "From the last touch at the engine to the lock's power, one slow hash, the durable intent and the board's own"
        " state asked before it; without the time of the bytes on the wire.",
    )


async def _entries(parcels: int, folder: Path) -> list[float]:
    """Milliseconds, one entry after the other: the thing stays inside, so the same code goes on."""
    world = _world(folder)
    office = world.office
    office.open_hall()
    parcel = office.register(world.people[0], CellSize.SMALL, world.wall() + 86_400)
    world.parcels[parcel.id] = parcel
    for _ in range(parcels - 1):
        other = ParcelBody(id=secrets.token_hex(16), code=secrets.token_hex(16), issue=1)
        office.told.tell(PARCEL, other.id, other.model_dump(mode="json", by_alias=True))
    await world.power.on()
    try:
        await deposits(world, CLERKS[0], [parcel], Hand.PLAIN, badge=True)
        if not parcel.confirmed:
            raise RuntimeError("the parcel could not be put in: " + "; ".join(world.story[-3:]))
        times = [await _entry(world, parcel) for _ in range(SAMPLES)]
        await world.power.off()
    finally:
        await world.power.gone()
    return times


async def _entry(world: World, parcel: Parcel) -> float:
    loop, screen = asyncio.get_running_loop(), world.screen
    pulsed: asyncio.Future[tuple[float, float]] = loop.create_future()

    def note(pulse: Pulse) -> None:
        if not pulsed.done():
            pulsed.set_result((time.perf_counter(), loop.time()))

    world.furniture.on_pulse = note
    if not await ready(world):
        raise RuntimeError("the keypad did not come back")
    await world.walk()  # a touch too soon after another counts as the same one
    for digit in parcel.code:
        screen.say(TypedDigit(int(digit)))
    began, loop_began = time.perf_counter(), loop.time()
    screen.say(SentCode())
    async with asyncio.timeout(DEADLINE_SECONDS):
        at, loop_at = await pulsed
    cell = world.furniture.where(parcel.id) or 0
    await screen.until(lambda view: isinstance(view, DoorView) and view.door is Door.OPEN, DEADLINE_SECONDS)
    world.furniture.shut(cell)
    await screen.until(lambda view: isinstance(view, DoorView) and view.door is Door.STILL_THERE, DEADLINE_SECONDS)
    await screen.touch(Ended())
    return (at - began + loop_at - loop_began) * 1000


def _world(folder: Path) -> World:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, CabinetLoop)
    board = BoardPlan("board_0", Dialect.KERONG, 0, "/dev/line0", CELLS, items=True)
    cells = tuple(CellPlan(door, board.name, door, CellSize.SMALL, 1, 100 * door) for door in range(1, CELLS + 1))
    chance, log = Random(1), structlog.wrap_logger(None, processors=[_drop])

    def wall() -> float:
        return FIRST_MORNING + loop.time()

    furniture = Furniture(CabinetPlan((board,), cells), loop.time)
    told = ToldRows(wall)
    power = Power(loop, folder, lambda: ToldCentre(told, log))
    office = Office(told, chance, wall)
    world = World(chance, furniture, office, people(chance, 1), Rights(), Screen(), loop.time, wall, power)
    settings = settings_for(furniture.plan, CABINET_CODE, folder)
    settings.devices[board.name]["gap_ms"] = 0  # the wire's own time, like its bytes'
    clock = Clock(ZONE, "boot-1", wall, loop.time)
    power.stands_in(world, Fittings(settings, furniture, clock, chance, log, power.deaf, baud=0))
    return world


def _drop(logger: object, method: str, event: object) -> str:
    raise structlog.DropEvent
