"""A member of staff at the cabinet: signs in, puts parcels in, takes them out, and errs as people do."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from bench.campaigns.cabinets.keypad import CHECKED_SECONDS, ready, takes_back, typed
from bench.campaigns.cabinets.parcels import Fate, Parcel
from bench.campaigns.cabinets.rights import Right
from bench.campaigns.cabinets.world import World
from kiosk.lockers.views import (
    CancelsDeposit,
    ChoseParcel,
    ClearedDigits,
    Door,
    DoorView,
    InsideView,
    KeypadView,
    LabelView,
    RecoverView,
    SaidInside,
    SaidTaken,
    SaidWrongCell,
    StaffDeskView,
    WantsDeposit,
    WantsRecover,
    WantsStaffKeypad,
)
from kiosk.views import Ended, Finished, View

SCREEN_SECONDS = 20.0
DOOR_SECONDS = 40.0
LOOK_SECONDS = 1.0
STEPS_LIMIT = 16
_OPEN = (Door.OPEN, Door.LEFT_OPEN, Door.UNSEEN)
UNSAID = "staff took it out, and the screen was gone before they could say so: it is in doubt"


class Hand(StrEnum):
    """How a deposit goes."""

    PLAIN = "plain"
    CANCELS = "cancels"  # puts it in, thinks better of it
    PUTS_NOTHING_IN = "puts nothing in"
    WRONG_CELL = "wrong cell"  # says so at the open door
    GOES = "goes"  # leaves the door open with the parcel inside


async def signs_in(world: World, account: str, *, badge: bool) -> bool:
    """Whether the desk is shown."""
    if not await ready(world) or world.life is None:
        return False
    world.count("staff signs in")
    if badge:
        world.life.scanner.hold(world.office.badge(account))
    else:
        code = await world.office.once_code(account)
        await world.walk(4.0)  # for the row to come
        await world.screen.touch(WantsStaffKeypad())
        await typed(world, code)
    view = await world.screen.until(
        lambda view: (
            isinstance(view, StaffDeskView)
            or (isinstance(view, KeypadView) and not view.checking and view.entry is not None)
        ),
        CHECKED_SECONDS,
    )
    takes_back(world)
    if not isinstance(view, StaffDeskView):
        world.tell(f"{account} cannot sign in: {getattr(view, 'entry', 'no screen')}")
        await world.screen.touch(Ended())
        return False
    return True


async def leaves(world: World) -> None:
    takes_back(world)
    for _ in range(4):
        if isinstance(world.screen.view, KeypadView) or world.screen.dark:
            return
        await world.screen.touch(Finished())
        await world.walk(0.5)
    await world.screen.touch(Ended())


async def deposits(world: World, account: str, parcels: Sequence[Parcel], hand: Hand, *, badge: bool) -> None:
    """One after the other; the first one with that hand."""
    if not await signs_in(world, account, badge=badge):
        return
    await world.screen.touch(WantsDeposit())
    for parcel in parcels:
        if not await world.screen.until(lambda view: isinstance(view, LabelView), SCREEN_SECONDS):
            break
        if world.furniture.where(parcel.id) is not None:
            continue
        right = world.right(f"{account} puts {parcel.label} in", world.empty_cells())
        try:
            if not await _Deposit(world, parcel, right, hand).go():
                return  # gone, or the screen is dark
        finally:
            world.rights.end(right)
        hand = Hand.PLAIN
    await leaves(world)


class _Deposit:
    def __init__(self, world: World, parcel: Parcel, right: Right, hand: Hand) -> None:
        self._world, self._parcel, self._right, self._hand = world, parcel, right, hand
        self._cell = 0
        self._put_in = 0

    async def go(self) -> bool:
        """Whether the clerk is still there."""
        world, screen = self._world, self._world.screen
        view = screen.view
        if not isinstance(view, LabelView):
            return False
        self._put_in = view.put_in
        if view.problem is not None:
            await screen.touch(ClearedDigits())
        if world.life is None:
            return False
        world.life.scanner.hold(self._parcel.label)
        first = await screen.until(_label_answered, SCREEN_SECONDS)
        if isinstance(first, LabelView):
            world.tell(f"{self._parcel.label} is not taken: {first.problem}")
            world.count(f"label: {first.problem}")
        for _ in range(STEPS_LIMIT):
            view = await screen.until(_at_rest, DOOR_SECONDS)
            if isinstance(view, DoorView):
                self._cell = view.cell
                if not await self._at(view):
                    return False
            elif isinstance(view, InsideView):
                await self._inside()
            elif isinstance(view, LabelView):
                return await self._done(view)
            else:
                break
            await world.walk(1.0)
        self._rescue()
        return False

    async def _at(self, view: DoorView) -> bool:
        world, cell = self._world, view.cell
        if view.door in (Door.CLOSED, Door.STILL_THERE, Door.SHUT):
            # what is to come out again is inside, and the door has to be opened for it
            self._renew(cell)
            await world.screen.touch(CancelsDeposit())
            return True
        await world.walk(LOOK_SECONDS)
        if not world.furniture.is_open(cell):
            await world.walk(8.0)
            await world.screen.touch(CancelsDeposit() if view.door in _OPEN else SaidTaken())
            world.shut(cell)
            if view.door is Door.UNSEEN:
                await world.screen.touch(SaidTaken())
            return True
        await world.walk(world.chance.uniform(1.0, 12.0))
        match self._hand:
            case Hand.GOES:
                world.put(cell, self._parcel)
                world.tell(f"the clerk goes and leaves cell {cell} open")
                return False
            case Hand.WRONG_CELL:
                self._hand = Hand.PLAIN
                self._renew(0)
                await world.screen.touch(SaidWrongCell())
            case Hand.CANCELS:
                self._take_back(cell)
                await world.screen.touch(CancelsDeposit())
            case Hand.PUTS_NOTHING_IN:
                pass
            case _ if world.furniture.where(self._parcel.id) is None:
                world.put(cell, self._parcel)
            case _:
                pass
        world.shut(cell)
        if view.door is Door.UNSEEN:
            await world.screen.touch(SaidTaken())
        await world.screen.moves_on(view, DOOR_SECONDS)
        return True

    async def _inside(self) -> None:
        """No sensor knows; the clerk does."""
        lies_there = self._parcel.id in self._world.furniture.contents.get(self._cell, [])
        if not lies_there and self._hand is Hand.PLAIN and self._world.furniture.where(self._parcel.id) is None:
            self._hand = Hand.PUTS_NOTHING_IN
        await self._world.screen.touch(SaidInside(lies_there))

    async def _done(self, view: LabelView) -> bool:
        world = self._world
        if view.put_in > self._put_in:
            self._parcel.confirmed = True
            world.count("deposited")
            world.tell(f"{self._parcel.label} is deposited in cell {view.last_cell}")
        return True

    def _renew(self, cell: int) -> None:
        """Another door, or the same again, by the clerk's own touch."""
        self._right.used = None
        self._right.cells = self._world.empty_cells() | ({cell} if cell else set())

    def _take_back(self, cell: int) -> None:
        self._world.take(cell, self._parcel, Fate.OUTSIDE)

    def _rescue(self) -> None:
        """The screen is dark or says something else: what lies in an open cell is taken along."""
        cell = self._world.furniture.where(self._parcel.id)
        if cell is not None and not self._parcel.confirmed and self._world.furniture.is_open(cell):
            self._take_back(cell)
        if self._cell and self._world.furniture.is_open(self._cell):
            self._world.shut(self._cell)


async def recovers(world: World, account: str, limit: int, *, badge: bool) -> list[str]:
    """Takes out what the list offers first. Returns what the list said in words, where it was wrong."""
    wrong: list[str] = []
    if not await signs_in(world, account, badge=badge):
        return wrong
    await world.screen.touch(WantsRecover())
    emptied: set[int] = set()  # in this visit
    for _ in range(limit):
        view = await world.screen.until(lambda view: isinstance(view, RecoverView), SCREEN_SECONDS)
        if not isinstance(view, RecoverView):
            break
        _said(world, emptied)
        if not view.rows:
            break
        row = view.rows[0]
        emptied.add(row.cell)
        right = world.right(f"{account} recovers cell {row.cell}", frozenset((row.cell,)))
        try:
            await world.screen.touch(ChoseParcel(row.parcel))
            if not await _take_out(world, row.cell, right):
                return wrong
        finally:
            world.rights.end(right)
    if await world.screen.until(lambda view: isinstance(view, RecoverView), SCREEN_SECONDS):
        _said(world, emptied)
    await leaves(world)
    return wrong


def _said(world: World, emptied: set[int]) -> None:
    """The list is shown again: the clerk's word on what was taken out of these cells is written down."""
    for parcel in world.parcels.values():
        if parcel.excused == UNSAID and world.last_cell[parcel.id] in emptied:
            parcel.excused = ""


async def _take_out(world: World, cell: int, right: Right) -> bool:
    for _ in range(STEPS_LIMIT):
        view = await world.screen.until(
            lambda view: (
                isinstance(view, InsideView)
                or (isinstance(view, DoorView) and view.door not in (Door.OPENING, Door.AGAIN))
            ),
            DOOR_SECONDS,
        )
        if isinstance(view, InsideView):
            await world.screen.touch(SaidInside(bool(world.furniture.contents[cell])))
            return True
        if not isinstance(view, DoorView):
            return isinstance(world.screen.view, RecoverView)
        if view.door not in _OPEN:
            await world.screen.touch(SaidTaken())
            return True
        await world.walk(world.chance.uniform(2.0, 12.0))
        if world.furniture.is_open(cell):
            for thing in tuple(world.furniture.contents[cell]):
                world.take(cell, world.parcels[thing], Fate.RECOVERED)
            for parcel in world.out_of(cell):  # also what was taken out before, of which the word was cut off
                if parcel.fate is Fate.RECOVERED:
                    parcel.excused = parcel.excused or UNSAID
            world.shut(cell)
            world.count("recovered")
        if view.door is Door.UNSEEN:
            await world.screen.touch(SaidTaken())
        now = await world.screen.moves_on(view, DOOR_SECONDS)
        if isinstance(now, RecoverView):
            return True
    return False


def _label_answered(view: View) -> bool:
    return isinstance(view, DoorView) or (isinstance(view, LabelView) and view.problem is not None)


def _at_rest(view: View) -> bool:
    return not isinstance(view, DoorView) or view.door not in (Door.OPENING, Door.AGAIN)
