"""The power of one cabinet, its line, its boards and its clock: what befalls a terminal while people use it.

A cut comes between two turns of the loop; what stood on the disk then is all that the next life has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bench.campaigns.cabinets.blind import Blind
from bench.campaigns.cabinets.leaping import CabinetLoop
from bench.campaigns.cabinets.life import Fittings, Life, SeveredCentre

if TYPE_CHECKING:
    from bench.campaigns.cabinets.world import World

DARK_SECONDS = (0.5, 90.0)
SIGHT_SECONDS = 30.0  # until everything is seen again after a cut or a silence
BEFORE_SECONDS = 5.0


class Power:
    """`folder`: where the journal of the life now is. `blind`: what could not be seen, for the judge."""

    def __init__(self, loop: CabinetLoop, folder: Path, new_centre: Callable[[], SeveredCentre]) -> None:
        self.folder = folder / "life-0"
        self.cuts = 0
        self.blind: list[Blind] = []
        self.deaf: set[str] = set()  # boards
        self.clock_wrong_seconds = 0.0
        self.life: Life | None = None
        self.loop = loop
        self._folder = folder
        self._new_centre = new_centre
        self._deaf_since: dict[str, float] = {}
        self._cut = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None
        self._armed = False

    def stands_in(self, world: World, fittings: Fittings) -> None:
        self._world, self._fittings = world, fittings
        world.furniture.on_report = lambda board, said: self.life.told_of(board, said) if self.life else None
        always = frozenset(cell for cell in world.furniture.cells if not world.furniture.plan.board_of(cell).sensors)
        self.blind.append(Blind(always, 0.0, float("inf")))

    async def on(self) -> None:
        """The first life begins."""
        await self._begin()
        self._watch = asyncio.create_task(self._come_back(), name="the power")

    async def off(self) -> None:
        """Switched off in order; the boards' story ends here."""
        self.loop.call_off()
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        life, self.life = self.life, None
        if life is not None:
            await life.end()

    async def gone(self) -> None:
        """Whatever still stands is torn down: the schedule is over, or has failed."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self.life is not None:
            await self.life.bury()

    def cut_after(self, seconds: float, turns: int) -> None:
        """The power will go so many turns of the loop after that time has come: between any two steps of what happens
        then."""
        self.loop.call_after(seconds, turns, self._goes)

    def cut_off(self) -> None:
        """It will not."""
        self.loop.call_off()

    def _goes(self) -> None:
        if self.life is None:
            return
        self.cuts += 1
        self.folder = self._folder / f"life-{self.cuts}"
        self.life.cut(self.folder)
        self._world.rights.end_all()
        self._world.screen.go_dark()
        self._world.tell("the power goes")
        self._cut.set()

    async def _come_back(self) -> None:
        while True:
            await self._cut.wait()
            self._cut.clear()
            went_at = self.loop.time()
            life, self.life = self.life, None
            if life is not None:
                await life.bury()
            await asyncio.sleep(self._world.chance.uniform(*DARK_SECONDS))
            self._world.furniture.power_up()
            await self._begin()
            self._world.tell("the power is back")
            self._hide(frozenset(self._world.furniture.cells), went_at)

    async def _begin(self) -> None:
        life = Life(self._fittings, self.folder, self._new_centre())
        life.glass.send = self._world.screen.heard
        self.life = life
        await life.begin()
        self._world.screen.light(life.duty, life.glass.show)

    # --- boards and lines ---

    def deafen(self, board: str) -> None:
        self.deaf.add(board)
        self._deaf_since.setdefault(board, self.loop.time())
        self._world.tell(f"{board} hears nothing any more")

    def undeafen(self, board: str) -> None:
        self.deaf.discard(board)
        since = self._deaf_since.pop(board, None)
        if since is not None:
            self._hide(self._world.cells_on(board), since)
            self._world.tell(f"{board} hears again")

    def unplug(self, port: str, seconds: float) -> None:
        """The adapter of a line is pulled and put back."""
        life = self.life
        if life is None or port not in life.lines:
            return
        line, since = life.lines[port], self.loop.time()
        line.unplug()
        self._world.tell(f"{port} is unplugged for {seconds:.0f} s")

        def plug() -> None:
            line.plug()
            for board in line.boards:
                self._hide(self._world.cells_on(board), since)

        self.loop.call_later(seconds, plug)

    def hide(self, cell: int, since: float) -> None:
        """What this cell's sensor said from then on until now was not the truth."""
        self._hide(frozenset((cell,)), since)

    def _hide(self, cells: frozenset[int], since: float) -> None:
        self.blind.append(Blind(cells, since - BEFORE_SECONDS, self.loop.time() + SIGHT_SECONDS))
