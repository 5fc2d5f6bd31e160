"""One life of the terminal: from the power's coming to its going. The real services on the real drivers.

What it leaves when the power goes is what its disk has: the journal's file and log as they are between two turns of the
loop. Everything else of it is dropped without a word to anybody.
"""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from structlog.typing import FilteringBoundLogger

from bench.campaigns.cabinets.furniture import Furniture
from bench.campaigns.cabinets.held_readers import HeldCardReader, HeldScanner
from bench.campaigns.cabinets.leaping import CabinetLoop
from bench.campaigns.cabinets.line import BAUD, Line
from bench.campaigns.cabinets.sabotage import Sabotage, sabotaged
from bench.machine import Conversation
from drivers.facts import Fact
from drivers.registry import build_all
from drivers.roles import Device
from kiosk.clock import Clock
from kiosk.duties import duty_of
from kiosk.glass import Glass
from kiosk.ground import Duty, Ground
from kiosk.journal import Journal
from kiosk.journal.quick_disk import QuickDisk
from kiosk.life import setup_for
from kiosk.settings import Settings
from kiosk.sync.centre import Centre
from kiosk.trace import Trace

SOFTWARE = "simulation"
JOURNAL_FILES = ("journal.db", "journal.db-wal")
STOP_SECONDS = 30.0


@dataclass(slots=True)
class Fittings:
    """What stands around every life of one terminal."""

    settings: Settings
    furniture: Furniture
    clock: Clock
    chance: Random
    log: FilteringBoundLogger
    deaf: set[str]  # boards that hear nothing
    sabotage: Sabotage | None = None
    baud: int = BAUD
    last_opened: dict[str, int] = field(default_factory=dict)  # by board; a sabotage's memory


class _EvenDisk(QuickDisk):
    """Every change is written in place, however busy this machine is: the same schedule takes the same steps."""

    grows_log = False

    def __init__(self) -> None:
        super().__init__()
        self.quick_from = 0.0

    def took(self, started: float, ended: float) -> None:
        """It does not matter."""


class SeveredCentre(Centre):
    """A connection to a centre that can be cut off in one instant."""

    severed = False

    def sever(self) -> None:
        """Nothing that is still under way reaches the centre, and no answer of it comes back."""
        self.severed = True


class Life:
    """`begin` it, then either `end` it in order, or `cut` and `bury` it."""

    def __init__(self, fittings: Fittings, folder: Path, centre: SeveredCentre) -> None:
        self.folder = folder
        self.scanner = HeldScanner("scanner")
        self.cards = HeldCardReader("card_reader")
        self.lines: dict[str, Line] = {}
        self.glass = Glass(setup_for(fittings.settings, None))
        self._fittings = fittings
        self._centre = centre
        self._devices: dict[str, Device] = {}
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._duty: Duty | None = None
        self._ground: Ground | None = None
        self._is_cut = False

    @property
    def duty(self) -> Duty:
        if self._duty is None:
            raise RuntimeError("this life has not begun")
        return self._duty

    @property
    def ground(self) -> Ground:
        if self._ground is None:
            raise RuntimeError("this life has not begun")
        return self._ground

    async def begin(self) -> None:
        """Power is on; returns when the terminal has made its first steps, not when it is ready."""
        fittings = self._fittings
        journal = await Journal.open(self.folder, SOFTWARE, fittings.clock, _EvenDisk())
        if journal.put_aside is not None:
            raise RuntimeError(f"the journal did not survive the cut: {journal.fault}")
        loop = asyncio.get_running_loop()
        if isinstance(loop, CabinetLoop):
            loop.busy = lambda: journal.busy
        boards = build_all(fittings.settings.devices, "simulation", self._line)
        for board in boards.values():
            board.seed(Random(fittings.chance.random()))
        self._devices = {**boards, self.scanner.name: self.scanner, self.cards.name: self.cards}
        if fittings.sabotage is not None:
            self._devices = sabotaged(fittings.sabotage, self._devices, fittings.last_opened)
        ground = Ground(
            fittings.settings,
            journal,
            self.glass,
            fittings.clock,
            fittings.log,
            centre=self._centre,
            random=Random(fittings.chance.random()),
        )
        self._ground = ground
        self._duty = duty_of(fittings.settings, self._devices)(ground, Trace(fittings.log, False, None))
        for device in self._devices.values():
            ground.fact(device.condition())
            device.listen(self._fact)
        for device in self._devices.values():
            await device.start()
        self._task = asyncio.create_task(ground.run(self._duty, self._stop), name="the terminal")

    def told_of(self, board: str, said: Conversation) -> None:
        """A board speaks by itself."""
        for line in self.lines.values():
            if board in line.boards:
                line.say(board, said)

    async def end(self) -> None:
        """Switched off in order."""
        self._stop.set()
        if self._task is not None:
            await asyncio.wait_for(self._task, STOP_SECONDS)
        for device in self._devices.values():
            await device.stop()

    def cut(self, kept: Path) -> None:
        """The power goes now: what the disk has is copied to `kept`, and nothing of this life reaches a board again."""
        self._is_cut = True
        for line in self.lines.values():
            line.sever()
        self._centre.sever()
        self.glass.send = lambda message: None
        kept.mkdir(parents=True)
        for name in JOURNAL_FILES:
            if (self.folder / name).exists():
                shutil.copyfile(self.folder / name, kept / name)

    async def bury(self) -> None:
        """After a cut: what is left falls silent. What it still writes stands in a file that nobody reads again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for device in self._devices.values():
            await device.stop()

    def _line(self, settings: Any) -> Line:
        port = str(settings.port)
        if port not in self.lines:
            plan = self._fittings.furniture.plan
            names = [board.name for board in plan.boards if board.port == port]
            boards = {name: self._fittings.furniture.boards[name] for name in names}
            self.lines[port] = Line(port, boards, self._fittings.deaf, self._fittings.baud)
        return self.lines[port]

    def _fact(self, fact: Fact) -> None:
        if not self._is_cut and self._ground is not None and self._duty is not None:
            self._ground.fact(fact)
            self._duty.fact(fact)
