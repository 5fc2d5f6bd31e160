"""One schedule: a cabinet's days, from its first parcel to the judge. The same seed and place give the same one.

People come one after the other, as there is one screen; what befalls cabinet, boards, line, clock and power happens
beside them. In the end all is mended, whoever has something inside comes for it, and the judge looks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import structlog
from structlog.typing import FilteringBoundLogger

from bench.campaigns.cabinets.acts import ACTS, Act
from bench.campaigns.cabinets.closing import close
from bench.campaigns.cabinets.furniture import Furniture
from bench.campaigns.cabinets.hall_office import CABINET_CODE, HallOffice
from bench.campaigns.cabinets.judge import Event, Faults, judge, watch
from bench.campaigns.cabinets.leaping import CabinetLoop
from bench.campaigns.cabinets.life import Fittings
from bench.campaigns.cabinets.office import Office
from bench.campaigns.cabinets.parcels import people
from bench.campaigns.cabinets.plan import draw_cabinet
from bench.campaigns.cabinets.power import Power
from bench.campaigns.cabinets.real_centre import RealCentre
from bench.campaigns.cabinets.real_office import RealOffice
from bench.campaigns.cabinets.rights import Rights
from bench.campaigns.cabinets.sabotage import Sabotage
from bench.campaigns.cabinets.screen import Screen
from bench.campaigns.cabinets.settings import settings_for
from bench.campaigns.cabinets.template import Template
from bench.campaigns.cabinets.told_centre import ToldCentre, ToldRows
from bench.campaigns.cabinets.world import World
from bench.campaigns.journal_file import read_events
from kiosk.clock import Clock

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_MORNING = 1_773_622_800.0  # 2026-03-16 09:00 in Shanghai
ACTS_OF_A_SCHEDULE = (12, 24)
CUT_SHARE = 0.3  # of the acts, in which the power is cut
CUT_SECONDS = (0.3, 60.0)  # after the beginning of the act, and then so many turns of the loop at most
CUT_TURNS = 40
ACT_SECONDS = 5 * 86_400.0  # an act takes so long at most; a schedule that hangs is a fault of its own
PEOPLE = (2, 8)
A_DAY = 86_400.0
TOLD_OF = frozenset(("door", "parcel", "deposit", "code", "cabinet", "cell", "staff"))  # kinds of events


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one schedule. `cuts`: of the power."""

    place: int
    faults: Faults
    story: list[str]
    counts: dict[str, int] = field(default_factory=dict)
    parcels: int = 0
    cuts: int = 0
    events: int = 0
    pulses: int = 0
    virtual_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Cut:
    """Of the power: so long after the beginning of an act, and then so many turns of the loop."""

    seconds: float
    turns: int


@dataclass(frozen=True, slots=True)
class Script:
    """The acts after the first deposit, each with the cut that comes in it."""

    acts: tuple[tuple[Act, Cut | None], ...]


def draw_script(chance: Random) -> Script:
    weights = [each.weight for each in ACTS]
    acts = chance.choices(ACTS, weights, k=chance.randint(*ACTS_OF_A_SCHEDULE))
    return Script(tuple((act, _cut(chance) if chance.random() < CUT_SHARE else None) for act in acts))


def _cut(chance: Random) -> Cut:
    low, high = CUT_SECONDS
    return Cut(low * (high / low) ** chance.random(), int(CUT_TURNS * chance.random() ** 2))


def play(
    seed: int,
    place: int,
    folder: Path,
    sabotage: Sabotage | None = None,
    *,
    script: Script | None = None,
    template: Template | None = None,
) -> Told:
    """`script`: instead of one that is drawn. `template`: the centre is the real one's code over a copy of it, else the
    model. Raises whatever the campaign itself does wrong; what the terminal does
    wrong is told."""
    silence = logging.NullHandler()  # without any, what drivers say of their boards would be printed
    logging.getLogger().addHandler(silence)
    try:
        with asyncio.Runner(loop_factory=CabinetLoop) as runner:
            return runner.run(_Schedule(seed, place, folder, sabotage, script, template).run())
    finally:
        logging.getLogger().removeHandler(silence)


class _Schedule:
    def __init__(
        self,
        seed: int,
        place: int,
        folder: Path,
        sabotage: Sabotage | None,
        script: Script | None,
        template: Template | None,
    ) -> None:
        self._chance = Random(f"{seed} schedule {place}")
        self._script = script or draw_script(Random(f"{seed} script {place}"))
        self._place = place
        self._folder = folder
        self._sabotage = sabotage
        self._template = template
        self._faults = Faults()
        self._world: World | None = None
        self._log: FilteringBoundLogger = structlog.wrap_logger(None, processors=[self._logged])

    def _logged(self, logger: object, method: str, event: MutableMapping[str, Any]) -> str:
        """An exception that nobody expected leads to the safe screen, and is a fault."""
        if error := event.get("exc_info"):
            self._faults.failures.append(f"{event.get('event')}: {error!r}")
        if self._world is not None and method in ("error", "critical", "warning"):
            self._world.tell(f"   the terminal logs: {event}")
        raise structlog.DropEvent

    async def run(self) -> Told:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, CabinetLoop)
        began = FIRST_MORNING + self._chance.uniform(0, 86_400)
        hall_wall: Callable[[], float] = lambda: began + loop.time()  # noqa: E731
        furniture = Furniture(draw_cabinet(self._chance), loop.time)
        office = self._office(hall_wall)
        try:
            return await self._play(loop, furniture, office, hall_wall)
        finally:
            await office.close()

    async def _play(
        self, loop: CabinetLoop, furniture: Furniture, office: HallOffice, hall_wall: Callable[[], float]
    ) -> Told:
        chance, plan = self._chance, furniture.plan
        power = Power(loop, self._folder, lambda: ToldCentre(office.told, self._log))
        world = World(
            chance,
            furniture,
            office,
            people(chance, chance.randint(*PEOPLE)),
            Rights(),
            Screen(),
            loop.time,
            hall_wall,
            power,
        )
        self._world = world
        power.stands_in(world, self._fittings(furniture, hall_wall, power))
        watch(world, self._faults)
        world.tell(f"a cabinet of {len(plan.cells)} cells on {', '.join(board.dialect for board in plan.boards)}")
        office.open_hall()
        try:
            await power.on()
            await self._live(world)
            await close(world, self._faults)
            await power.off()
        finally:
            await power.gone()
        events: list[Event] = [*read_events(power.folder / "journal.db")]
        judge(world, self._without_one(events), power.blind, self._faults)
        _same_as_the_centres(office, events, self._faults)
        return Told(
            self._place,
            self._faults,
            _with_events(world.story, events),
            world.counts,
            len(world.parcels),
            power.cuts,
            len(events),
            len(furniture.pulses),
            loop.time(),
        )

    def _office(self, wall: Callable[[], float]) -> HallOffice:
        if self._template is not None:
            return RealOffice(RealCentre(self._template.copy(self._folder), self._template.token, wall), self._chance)
        late = A_DAY if self._sabotage is Sabotage.LATE_COMMAND else 0.0
        return Office(ToldRows(wall), self._chance, wall, orders_last_seconds=late)

    def _fittings(self, furniture: Furniture, hall_wall: Callable[[], float], power: Power) -> Fittings:
        settings = settings_for(furniture.plan, CABINET_CODE, self._folder)
        clock = Clock(ZONE, "boot-1", lambda: hall_wall() + power.clock_wrong_seconds, asyncio.get_running_loop().time)
        return Fittings(settings, furniture, clock, self._chance, self._log, power.deaf, self._sabotage)

    async def _live(self, world: World) -> None:
        await ACTS[0].carry_out(world)
        for act, cut in self._script.acts:
            if cut is not None:
                world.power.cut_after(cut.seconds, cut.turns)
            world.count(f"act: {act.name}")
            world.tell(f"-- {act.name}")
            async with asyncio.timeout(ACT_SECONDS):
                await act.carry_out(world)
            world.rights.end_visits()
            await world.walk(self._chance.uniform(1.0, 20.0))

    def _without_one(self, events: list[Event]) -> list[Event]:
        """With the sabotage of a lost intent, the journal lacks its first one."""
        if self._sabotage is not Sabotage.LOST_INTENT:
            return events
        first = next((event for event in events if event["kind"] == "door.intent"), None)
        return [event for event in events if event is not first]


def _with_events(story: list[str], events: list[Event]) -> list[str]:
    """What people did and what the journal says of it, in the order of time."""
    said = [
        f"{event['monotonic_ms'] / 1000:10.2f} s      journal: {event['kind']} {orjson.dumps(event['body']).decode()}"
        for event in events
        if event["kind"].split(".")[0] in TOLD_OF
    ]
    return sorted([*story, *said], key=lambda sentence: float(sentence.split(" s ", 1)[0]))


def _same_as_the_centres(office: HallOffice, events: list[Event], faults: Faults) -> None:
    """What the centre was told once is in the journal for good, whatever was cut; and what the centre makes of
    it is right."""
    faults.broken_journals += office.told.broken_chains
    by_seq, told = {event["seq"]: event for event in events}, office.told.events
    for event in told:
        if by_seq.get(event["seq"]) != event:
            faults.broken_journals.append(f"the centre has event {event['seq']} ({event['kind']}), the journal another")
    differences = office.differences([event for event in events if event["seq"] <= len(told)])
    faults.lost_parcels += differences.parcels
    faults.unexplained_openings += differences.doors
