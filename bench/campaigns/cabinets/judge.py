"""Whether anybody was wronged. It knows which lock was pulsed when, what moved which door, where things lie and who had
a right to what; of the terminal it reads the journal's events alone, when all is over.

Three kinds of faults, each a sentence: a door that was opened for nobody who may have it, a thing that the terminal has
lost, an opening that nothing or something wrong explains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.campaigns.cabinets.blind import Blind, hidden
from bench.campaigns.cabinets.furniture import By, Furniture, Movement, Pulse
from bench.campaigns.cabinets.parcels import Fate
from bench.campaigns.cabinets.world import World
from kiosk.lockers.events import (
    DepositUndone,
    DoorIntent,
    DoorMoved,
    Moved,
    ParcelCollected,
    ParcelDeposited,
    ParcelLeft,
    ParcelRecovered,
)

INTENT_SECONDS = 12.0  # from a durable intent to its pulse: the line may be taken, the board slow
TOLD_SECONDS = 25.0  # in which a movement in full sight is told, a dead board on the line included
COMMANDED_SECONDS = 12.0  # a pulse may explain an opening that is told so much later
SAME_MOMENT_SECONDS = 0.05

Event = Mapping[str, Any]


@dataclass(slots=True)
class Faults:
    wrong_doors: list[str] = field(default_factory=list)
    lost_parcels: list[str] = field(default_factory=list)
    unexplained_openings: list[str] = field(default_factory=list)
    broken_journals: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)  # exceptions that led to the safe screen

    @property
    def none(self) -> bool:
        return not self.sentences

    @property
    def sentences(self) -> list[str]:
        return [
            *self.wrong_doors,
            *self.lost_parcels,
            *self.unexplained_openings,
            *self.broken_journals,
            *self.failures,
        ]


def watch(world: World, faults: Faults) -> None:
    """Every pulse from now on needs somebody's right, at the moment when it comes."""

    def pulsed(pulse: Pulse) -> None:
        right = world.rights.use(pulse.cell, pulse.at)
        if right is None:
            faults.wrong_doors.append(f"at {pulse.at:.2f} s cell {pulse.cell} was pulsed, and {world.rights.told()}")
            return
        world.pulsed.append((pulse, right))
        world.tell(f"the lock of cell {pulse.cell} is pulsed ({right.why})")
        if right.receivers and (things := world.furniture.contents[pulse.cell]):
            world.opened_for[pulse.cell] = things[0]
        if pulse.cell in right.emptied:
            world.emptied.append((pulse.cell, right.emptied[pulse.cell], right.begun))

    world.furniture.on_pulse = pulsed


def judge(world: World, events: Sequence[Event], blind: Sequence[Blind], faults: Faults) -> None:
    """Adds what is found in the end."""
    furniture = world.furniture
    faults.wrong_doors += [
        f"lock {lock} of {board}, which is no cell's, was pulsed" for board, lock in furniture.strays
    ]
    _nothing_opens_twice(world, events, faults)
    _pulses_have_intents(furniture, events, faults)
    _openings_are_told(furniture, events, blind, faults)
    _told_openings_happened(furniture, events, blind, faults)
    _doors_are_known(furniture, events, faults)
    _things_are_known(world, events, faults)
    _collected_by_receivers(world, events, faults)
    _cells_are_given_once(world, events, faults)


def _of(events: Sequence[Event], kind: str) -> list[Event]:
    return [event for event in events if event["kind"] == kind]


def _at(event: Event) -> float:
    return float(event["monotonic_ms"]) / 1000


def _nothing_opens_twice(world: World, events: Sequence[Event], faults: Faults) -> None:
    """What is collected is collected: nobody's code opens for it in another visit."""
    for cell, parcel, begun in world.emptied:
        ended = [event for event in events if event["kind"] in (ParcelCollected.kind, ParcelRecovered.kind)]
        if any(event["body"]["parcel"] == parcel and _at(event) < begun - SAME_MOMENT_SECONDS for event in ended):
            faults.wrong_doors.append(
                f"after {begun:.2f} s cell {cell} was opened for {world.parcels[parcel].label}, which was out already"
            )


def _pulses_have_intents(furniture: Furniture, events: Sequence[Event], faults: Faults) -> None:
    """Each pulse has an intent of its own, durable before it, for that cell."""
    free = _of(events, DoorIntent.kind)
    alone: list[Pulse] = []
    for pulse in furniture.pulses:
        own = next((each for each in _before(free, pulse) if each["body"]["cell"] == pulse.cell), None)
        if own is None:
            alone.append(pulse)
        else:
            free.remove(own)
    for pulse in alone:
        meant = next(iter(_before(free, pulse)), None)
        if meant is not None:
            free.remove(meant)
            faults.wrong_doors.append(
                f"cell {pulse.cell} was pulsed at {pulse.at:.2f} s, and the intent was cell {meant['body']['cell']}"
            )
        else:
            faults.unexplained_openings.append(
                f"the pulse of cell {pulse.cell} at {pulse.at:.2f} s has no intent in the journal"
            )


def _before(intents: Sequence[Event], pulse: Pulse) -> list[Event]:
    return [each for each in intents if -SAME_MOMENT_SECONDS <= pulse.at - _at(each) <= INTENT_SECONDS]


def _openings_are_told(furniture: Furniture, events: Sequence[Event], blind: Sequence[Blind], faults: Faults) -> None:
    """Each door that stood open in full sight was told as open, with its cause."""
    told = [event for event in _of(events, DoorMoved.kind) if event["body"]["state"] == "open"]
    for place, moved in enumerate(furniture.movements):
        shut_at = next(
            (later.at for later in furniture.movements[place + 1 :] if later.cell == moved.cell and not later.opens),
            float("inf"),
        )
        seen_seconds = furniture.plan.board_of(moved.cell).seen_seconds
        if not moved.opens or shut_at - moved.at < seen_seconds:
            continue
        if moved.at - _shut_since(furniture, place) < seen_seconds:
            continue  # nobody saw it shut in between: it is open still
        if hidden(blind, moved.cell, moved.at - seen_seconds, moved.at + TOLD_SECONDS):
            continue
        fits = [
            event
            for event in told
            if event["body"]["cell"] == moved.cell and -1.0 <= _at(event) - moved.at <= TOLD_SECONDS
        ]
        if not fits:
            faults.unexplained_openings.append(
                f"cell {moved.cell} was opened by {_named(moved)} at {moved.at:.2f} s, and the journal tells of nothing"
            )
        elif not _explains(furniture, moved, Moved(fits[0]["body"]["cause"])):
            faults.unexplained_openings.append(
                f"cell {moved.cell} was opened by {_named(moved)} at {moved.at:.2f} s, and the journal says"
                f" {fits[0]['body']['cause']}"
            )


def _shut_since(furniture: Furniture, place: int) -> float:
    """When the door of this movement had been shut before it; minus infinity for its first one."""
    cell = furniture.movements[place].cell
    earlier = (movement.at for movement in furniture.movements[:place] if movement.cell == cell)
    return max(earlier, default=float("-inf"))


def _named(moved: Movement) -> str:
    return "its lock" if moved.by is By.PULSE else "a hand"


def _explains(furniture: Furniture, moved: Movement, cause: Moved) -> bool:
    """By hand a moment after a pulse that did nothing: nobody can tell the two from each other."""
    if moved.by is By.PULSE:
        return cause is Moved.COMMAND
    return cause is not Moved.COMMAND or _pulsed_before(furniture, moved.cell, moved.at)


def _pulsed_before(furniture: Furniture, cell: int, at: float) -> bool:
    return any(pulse.cell == cell and -1.0 <= at - pulse.at <= COMMANDED_SECONDS for pulse in furniture.pulses)


def _told_openings_happened(
    furniture: Furniture, events: Sequence[Event], blind: Sequence[Blind], faults: Faults
) -> None:
    """Each opening that is told was one, has one cause, and names its intent where it was commanded."""
    intents = {event["body"]["intent"] for event in _of(events, DoorIntent.kind)}
    state: dict[int, str] = {}
    for event in _of(events, DoorMoved.kind):
        body, at = event["body"], _at(event)
        cell, before = body["cell"], state.get(body["cell"])
        state[cell] = body["state"]
        if body["state"] != "open":
            continue
        if before == "open":
            faults.unexplained_openings.append(f"cell {cell} is told as opened twice, at {at:.2f} s")
        if body["cause"] == Moved.COMMAND:
            if not hidden(blind, cell, at - TOLD_SECONDS, at) and not _pulsed_before(furniture, cell, at):
                faults.unexplained_openings.append(f"cell {cell} is told as commanded at {at:.2f} s: nothing pulsed it")
            if body["intent"] not in intents:
                faults.unexplained_openings.append(f"cell {cell} is told as commanded at {at:.2f} s by no known intent")


def _doors_are_known(furniture: Furniture, events: Sequence[Event], faults: Faults) -> None:
    """When all is mended and quiet, the last that was told of each door is how it stands."""
    told = {event["body"]["cell"]: event["body"]["state"] for event in _of(events, DoorMoved.kind)}
    for cell in furniture.cells:
        if not furniture.plan.board_of(cell).sensors:
            continue
        stands = "open" if furniture.is_open(cell) else "closed"
        if told.get(cell, "closed") != stands:
            faults.unexplained_openings.append(f"cell {cell} is {stands} in the end, and was told as {told.get(cell)}")


def booked(events: Sequence[Event]) -> tuple[dict[str, int], dict[str, int]]:
    """By the journal: what lies in which cell, and what may lie there because nobody could confirm it."""
    inside: dict[str, int] = {}
    doubted: dict[str, int] = {}
    for event in events:
        body, kind = event["body"], event["kind"]
        if kind in (ParcelDeposited.kind, ParcelLeft.kind):
            inside[body["parcel"]] = body["cell"]
            doubted.pop(body["parcel"], None)
        elif kind in (ParcelCollected.kind, ParcelRecovered.kind):
            inside.pop(body["parcel"], None)
            doubted.pop(body["parcel"], None)
        elif kind == DepositUndone.kind:
            doubted[body["parcel"]] = body["cell"]
    return inside, doubted


def _things_are_known(world: World, events: Sequence[Event], faults: Faults) -> None:
    """In = out + inside, and the journal knows of everything that lies there, in its cell."""
    inside, doubted = booked(events)
    left_in = {event["body"]["cell"] for event in _of(events, ParcelLeft.kind)}
    for parcel in world.parcels.values():
        cell = world.furniture.where(parcel.id)
        if (cell is not None) is not (parcel.fate in (Fate.INSIDE, Fate.STAYED)):
            faults.lost_parcels.append(f"{parcel.label} is {parcel.fate}, and lies in {cell}")
        known = inside.get(parcel.id, doubted.get(parcel.id))
        if parcel.owner is None:  # papers: the terminal gave them a name of its own
            known = cell if cell in inside.values() and cell in left_in else _doubted_cell(doubted, cell)
        if cell is not None and known != cell and not parcel.excused:
            faults.lost_parcels.append(f"{parcel.label} lies in cell {cell}, and the journal says {known}")
        if cell is None and parcel.id in inside and not parcel.excused:
            faults.lost_parcels.append(
                f"{parcel.label} is {parcel.fate}, and the journal has it in cell {inside[parcel.id]}"
            )


def _collected_by_receivers(world: World, events: Sequence[Event], faults: Faults) -> None:
    """What counts as collected was opened for its own receiver, also where the terminal could not see who took it."""
    intents = {event["body"]["intent"]: event for event in _of(events, DoorIntent.kind)}
    for event in _of(events, ParcelCollected.kind):
        body = event["body"]
        parcel, intent = world.parcels.get(body["parcel"]), intents.get(body["intent"])
        if parcel is None or parcel.owner is None or intent is None:
            continue
        rights = [
            right
            for pulse, right in world.pulsed
            if pulse.cell == body["cell"] and -SAME_MOMENT_SECONDS <= pulse.at - _at(intent) <= INTENT_SECONDS
        ]
        if rights and not any(right.whose == parcel.owner.name for right in rights):
            faults.wrong_doors.append(f"{parcel.label} counts as collected at {_at(event):.2f} s by {rights[0].why}")


def _cells_are_given_once(world: World, events: Sequence[Event], faults: Faults) -> None:
    """Nothing is put to another's thing, and no cell with a thing in it is taken for free. What its own receiver left
    behind has no claim to its cell."""
    for cell, lay, came in world.crowded:
        faults.lost_parcels.append(f"{came.label} was put into cell {cell}, in which {lay.label} lay")
    inside, doubted = booked(events)
    taken = {*inside.values(), *doubted.values()}
    for cell, things in world.furniture.contents.items():
        for parcel in (world.parcels[thing] for thing in things):
            if parcel.fate is not Fate.STAYED and cell not in taken:
                faults.lost_parcels.append(f"{parcel.label} lies in cell {cell}, which the journal takes for free")


def _doubted_cell(doubted: Mapping[str, int], cell: int | None) -> int | None:
    return cell if cell in doubted.values() else None
