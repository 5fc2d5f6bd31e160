"""A citizen who comes for a document: shows a code, a QR or a card, takes it, shuts the door. Or forgets to."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from bench.campaigns.cabinets.keypad import CHECKED_SECONDS, With, ready, shows, takes_back
from bench.campaigns.cabinets.life import Life
from bench.campaigns.cabinets.parcels import Fate, Parcel, Person
from bench.campaigns.cabinets.rights import Right
from bench.campaigns.cabinets.world import World
from kiosk.lockers.events import Problem
from kiosk.lockers.views import (
    ChoseProblem,
    CollectedView,
    Door,
    DoorView,
    Errand,
    KeypadView,
    ProblemView,
    Reopens,
    SaidNotOpen,
    SaidTaken,
    SaidWrong,
)
from kiosk.views import Ended, Finished, View

DOOR_SECONDS = 40.0
LOOK_SECONDS = 1.0
LATE_SECONDS = 30.0
DOORS_LIMIT = 24  # steps at doors; then somebody has had enough
UNSAID = "it was taken from a door without a sensor, and its receiver said nothing, or could not"
SHUT_SHARE = 0.8  # of those whose screen went dark at the open door


class Temper(StrEnum):
    PLAIN = "plain"
    LOOKS_AGAIN = "looks again"  # shuts it, has it opened once more
    COMES_BACK = "comes back"  # shuts it on the thing, has it opened again, and takes it
    LEAVES_IT = "leaves it"  # shuts it on the thing, and goes
    FORGETS_DOOR = "forgets the door"  # takes it, and goes
    RUNS_AWAY = "runs away"  # goes before the door is open
    COMPLAINS = "complains"  # something is wrong with it; takes it all the same


_OPEN = (Door.OPEN, Door.LEFT_OPEN, Door.UNSEEN)


async def comes_for(world: World, person: Person, parcel: Parcel, what: With, temper: Temper) -> None:
    """One visit. Whatever is shown, only this person's own cells may open; for what is void, none may."""
    if not await ready(world):
        world.tell(f"{person.name} finds no keypad")
        return
    emptied = world.emptied_by(person)
    cells = _may(world, person, parcel, what, frozenset(emptied))
    why = f"{person.name} with the {what}"
    right = Right(why, cells, each=True, emptied=emptied, begun=world.now(), receivers=True, whose=person.name)
    world.rights.give(right)
    world.count(f"shown: {what}")
    try:
        await shows(world, person, parcel, what)
        if temper is Temper.RUNS_AWAY:
            world.rights.give(replace(right, until=world.now() + LATE_SECONDS))  # the door may open behind their back
            await world.walk(0.7)
            return
        outcome = await world.screen.until(_answered, CHECKED_SECONDS)
        if isinstance(outcome, DoorView):
            await _Visit(world, person, right, temper).at_doors()
        elif isinstance(outcome, KeypadView):
            world.tell(f"the screen says {outcome.entry}")
            world.count(f"entry: {outcome.entry}")
            await world.screen.touch(Ended())
    finally:
        takes_back(world)
        world.rights.end(right)


def _may(world: World, person: Person, parcel: Parcel, what: With, emptied: frozenset[int]) -> frozenset[int]:
    return frozenset() if _void(world, parcel, what) else world.cells_of(person) | emptied


def _void(world: World, parcel: Parcel, what: With) -> bool:
    """Whether this must open nothing, by what the terminal can know."""
    match what:
        case With.OLD_CODE:
            knows = world.life is not None and world.office.has_heard(parcel, world.life.ground.feed.through)
            return knows and parcel.issue > 1
        case With.OLD_QR:
            return world.power.clock_wrong_seconds >= 0  # a clock that is set back lets a pass live longer
    return what in (With.FORGED_QR, With.OTHER_QR)


def _answered(view: View) -> bool:
    if isinstance(view, KeypadView):
        return not view.checking and view.entry is not None
    return isinstance(view, DoorView)


class _Visit:
    """From the first door to the last."""

    def __init__(self, world: World, person: Person, right: Right, temper: Temper) -> None:
        self._world, self._person, self._right, self._temper = world, person, right, temper
        self._again = False  # had a door opened once more
        self._doubted: set[int] = set()

    async def at_doors(self) -> None:
        world, cell = self._world, 0
        for _ in range(DOORS_LIMIT):
            view = await world.screen.until(_at_rest, DOOR_SECONDS)
            if isinstance(view, CollectedView):
                await world.screen.touch(Finished())
                return
            if not isinstance(view, DoorView) or view.errand is not Errand.PICKUP:
                break
            cell = view.cell
            if not await self._at(view):
                return
        self._hands_off(cell)

    async def _at(self, view: DoorView) -> bool:
        """One look at the screen; whether the person is still there."""
        world, cell = self._world, view.cell
        match view.door:
            case door if door in _OPEN:
                return await self._open(view)
            case Door.SHUT:
                world.tell(f"cell {cell} does not open")
                await world.screen.touch(SaidTaken())
            case Door.CLOSED if view.may_reopen and not self._again and self._reopens(cell):
                await self._reopen(cell)
            case Door.CLOSED:
                await world.screen.touch(SaidTaken())
            case Door.STILL_THERE:
                if self._temper is Temper.LEAVES_IT:
                    await world.screen.touch(Ended())
                    return False
                await self._reopen(cell)
        await world.walk(1.0)
        return True

    def _reopens(self, cell: int) -> bool:
        return self._temper in (Temper.LOOKS_AGAIN, Temper.COMES_BACK)

    async def _reopen(self, cell: int) -> None:
        self._again = True
        self._right.renew(cell)
        self._note(cell)
        self._world.tell(f"{self._person.name} has cell {cell} opened once more")
        await self._world.screen.touch(Reopens())

    def _note(self, cell: int) -> None:
        for parcel in self._mine(cell):
            self._world.opened_for[cell] = parcel.id

    async def _open(self, view: DoorView) -> bool:
        world, cell, life = self._world, view.cell, self._world.life
        await world.walk(LOOK_SECONDS)
        if not world.furniture.is_open(cell):
            return await self._not_open(cell)
        self._note(cell)
        await world.walk(world.chance.uniform(1.0, 14.0))
        keeps = self._temper in (Temper.COMES_BACK, Temper.LEAVES_IT) and not self._again
        if self._temper is Temper.COMPLAINS and cell not in self._doubted:
            await self._complain(cell)
        if not keeps:
            self._take(cell, speaks=self._temper is not Temper.FORGETS_DOOR and world.life is life)
        if self._temper is Temper.FORGETS_DOOR:
            world.tell(f"{self._person.name} goes and leaves cell {cell} open")
            return False
        world.shut(cell)
        if view.door is Door.UNSEEN:
            await self._say_taken(view, life)
        else:
            await world.screen.moves_on(view, DOOR_SECONDS)
        return True

    async def _say_taken(self, view: DoorView, life: Life | None) -> None:
        """Nothing senses this door: until the screen that opened it has taken the word, nobody can know."""
        screen = self._world.screen
        taken = [parcel for parcel in self._world.out_of(view.cell) if parcel.owner == self._person]
        for parcel in taken:
            parcel.excused = parcel.excused or UNSAID
        await screen.touch(SaidTaken())
        if await screen.moves_on(view, DOOR_SECONDS) and self._world.life is life:
            for parcel in taken:
                parcel.excused = "" if parcel.excused == UNSAID else parcel.excused

    async def _not_open(self, cell: int) -> bool:
        """The screen says that it is open, and it is not."""
        self._right.renew(cell)
        await self._world.screen.touch(SaidNotOpen())
        await self._world.walk(6.0)
        if cell in self._doubted:
            await self._world.screen.touch(Ended())
            return False
        self._doubted.add(cell)
        return True

    async def _complain(self, cell: int) -> None:
        self._doubted.add(cell)
        screen = self._world.screen
        for parcel in [*self._mine(cell), *self._world.out_of(cell)]:
            parcel.excused = "its receiver says that something is wrong: it stays until staff has looked"
        await screen.touch(SaidWrong())
        if await screen.until(lambda view: isinstance(view, ProblemView), 5.0):
            await screen.touch(ChoseProblem(Problem.WRONG_THING.value))
            await screen.touch(Finished())

    def _take(self, cell: int, *, speaks: bool) -> None:
        """`speaks`: to the screen that asks for a word. Without it nobody knows of a door that nothing senses."""
        for parcel in self._mine(cell):
            self._world.take(cell, parcel, Fate.TAKEN)
            if not speaks and not self._world.furniture.plan.board_of(cell).sensors:
                parcel.excused = UNSAID

    def _mine(self, cell: int) -> list[Parcel]:
        things = self._world.furniture.contents[cell]
        return [self._world.parcels[thing] for thing in things if self._world.parcels[thing].owner == self._person]

    def _hands_off(self, cell: int) -> None:
        """The screen says nothing more; the door may still stand open."""
        world = self._world
        if cell and world.furniture.is_open(cell):
            self._note(cell)
            self._take(cell, speaks=False)
            if world.chance.random() < SHUT_SHARE:
                world.shut(cell)


def _at_rest(view: View) -> bool:
    if isinstance(view, DoorView):
        return view.door not in (Door.OPENING, Door.AGAIN)
    return not isinstance(view, ProblemView)
