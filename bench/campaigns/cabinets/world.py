"""Everything around the terminal in one schedule: furniture, people's parcels, rights, the screen, the story so far.

People act through it, so that what they do has its physical effect, its right and its sentence at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bench.campaigns.cabinets.furniture import Furniture, Pulse
from bench.campaigns.cabinets.hall_office import HallOffice
from bench.campaigns.cabinets.life import Life
from bench.campaigns.cabinets.parcels import Fate, Parcel, Person
from bench.campaigns.cabinets.power import Power
from bench.campaigns.cabinets.rights import Right, Rights
from bench.campaigns.cabinets.screen import Screen

WALK_SECONDS = 2.0


@dataclass(slots=True)
class World:
    """`wall`: the hall's clock, seconds since 1970; the terminal's may be wrong."""

    chance: Random
    furniture: Furniture
    office: HallOffice
    people: list[Person]
    rights: Rights
    screen: Screen
    now: Callable[[], float]
    wall: Callable[[], float]
    power: Power
    parcels: dict[str, Parcel] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)
    opened_for: dict[int, str] = field(
        default_factory=dict
    )  # the parcel that a cell was last opened for by its receiver
    counts: dict[str, int] = field(default_factory=dict)
    last_cell: dict[str, int] = field(default_factory=dict)  # by thing
    emptied: list[tuple[int, str, float]] = field(default_factory=list)  # pulsed for one who had it: when that came
    crowded: list[tuple[int, Parcel, Parcel]] = field(default_factory=list)  # a cell, what lay there, what came to it
    pulsed: list[tuple[Pulse, Right]] = field(default_factory=list)  # by whose right
    liars: set[int] = field(default_factory=set)  # cells whose sensor does not say the truth
    pending: list[Callable[[], None]] = field(default_factory=list)  # troubles that pass

    @property
    def life(self) -> Life | None:
        return self.power.life

    def tell(self, sentence: str) -> None:
        self.story.append(f"{self.now():10.2f} s  {sentence}")

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """A trouble passes after that time, or when all is mended."""

        def passes() -> None:
            if call in self.pending:
                self.pending.remove(call)
                call()

        self.pending.append(call)
        asyncio.get_running_loop().call_later(seconds, passes)

    def mend(self) -> None:
        """All troubles are over."""
        for call in tuple(self.pending):
            self.pending.remove(call)
            call()
        self.furniture.mend()

    # --- what people do with their hands ---

    def take(self, cell: int, parcel: Parcel, fate: Fate) -> bool:
        if not self.furniture.take(cell, parcel.id):
            return False
        parcel.fate = fate
        if self.furniture.hides_open(cell):
            parcel.excused = "it was taken behind a door that its sensor says is shut: staff is called, and looks"
        if self.screen.dark:
            parcel.excused = "it was taken while the power was off: whether it was, nobody could see"
        self.tell(f"{parcel.label} is taken out of cell {cell} ({fate})")
        return True

    def put(self, cell: int, parcel: Parcel) -> bool:
        before = [self.parcels[thing] for thing in self.furniture.contents[cell]]
        if not self.furniture.put(cell, parcel.id):
            return False
        self.crowded += [(cell, lay, parcel) for lay in before if lay.fate is not Fate.STAYED]
        parcel.fate = Fate.INSIDE
        parcel.excused = ""  # wherever it was before
        self.last_cell[parcel.id] = cell
        self.tell(f"{parcel.label} is put into cell {cell}")
        return True

    def shut(self, cell: int) -> None:
        """A receiver's door that is shut with the thing inside, where nothing senses it, counts as taken: that is the
        rule of the house, and its receiver's own doing."""
        if not self.furniture.is_open(cell):
            return
        self.furniture.shut(cell)
        self.tell(f"the door of cell {cell} is shut")
        opened_for = self.opened_for.pop(cell, "")
        if opened_for in self.furniture.contents[cell] and not self.furniture.plan.board_of(cell).items:
            self.parcels[opened_for].fate = Fate.STAYED
            self.parcels[opened_for].excused = "its receiver's door was shut with it inside"

    def owned_in(self, cell: int) -> str:
        """The parcel with a receiver that lies there, by its id; empty for none."""
        return next((thing for thing in self.furniture.contents[cell] if self.parcels[thing].owner is not None), "")

    def out_of(self, cell: int) -> list[Parcel]:
        """What lay in this cell last and is out by now."""
        lay = (self.parcels[thing] for thing, last in self.last_cell.items() if last == cell)
        return [parcel for parcel in lay if self.furniture.where(parcel.id) is None]

    def pull(self, cell: int) -> None:
        self.furniture.pull(cell)
        self.tell(f"a hand pulls the door of cell {cell} open")

    # --- what people may ---

    def cells_on(self, board: str) -> frozenset[int]:
        return frozenset(cell.number for cell in self.furniture.plan.cells if cell.board == board)

    def cells_of(self, person: Person) -> frozenset[int]:
        """Where this person's things lie."""
        cells = (self.furniture.where(parcel.id) for parcel in self.parcels.values() if parcel.owner == person)
        return frozenset(cell for cell in cells if cell is not None)

    def emptied_by(self, person: Person) -> dict[int, str]:
        """Cells that held this person's parcel last, which is out by now, and that hold nothing since."""
        mine = {
            cell: thing
            for thing, cell in self.last_cell.items()
            if self.parcels[thing].owner == person and self.furniture.where(thing) is None
        }
        return {cell: thing for cell, thing in mine.items() if not self.furniture.contents[cell]}

    def empty_cells(self) -> frozenset[int]:
        """Where nothing lies but what its receiver has left behind."""

        def counts(parcel: str) -> bool:
            return self.parcels[parcel].fate is not Fate.STAYED

        contents = self.furniture.contents
        return frozenset(cell for cell, things in contents.items() if not any(map(counts, things)))

    def right(self, why: str, cells: frozenset[int]) -> Right:
        return self.rights.give(Right(why, cells, each=True, begun=self.now()))

    async def walk(self, seconds: float = WALK_SECONDS) -> None:
        await asyncio.sleep(seconds)
