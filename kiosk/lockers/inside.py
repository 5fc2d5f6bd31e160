"""The cabinet's state out of its parts: tables' mirror, the centre's parcels, boards, openings. Pure reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.facts import DoorState
from kiosk.lockers.cells import CabinetState, CellState, Lying
from kiosk.lockers.events import Alarm
from kiosk.lockers.fitted import reachable
from kiosk.lockers.store import Kept, KeptCell, Lies
from kiosk.lockers.wire import ParcelBody
from kiosk.lockers.works import Works


def lying_of(works: Works, kept: Kept) -> Lying | None:
    """None: it is gone."""
    if kept.lies is Lies.GONE:
        return None
    return Lying(
        kept.parcel,
        kept.cell,
        works.parcels.bodies.get(kept.parcel),
        kept.receipt,
        kept.doubt,
        deposited=kept.lies is Lies.INSIDE,
    )


def is_for_receiver(works: Works, kept: Kept) -> bool:
    """Whether its receiver may open for it now, by what the centre said last."""
    lying = lying_of(works, kept)
    return lying is not None and lying.for_pickup


@dataclass(frozen=True, slots=True)
class Told:
    """What a board says, asked once for all of its cells."""

    away: bool
    doors: Mapping[int, DoorState]
    items: Mapping[int, bool]


def told_by(works: Works, board: str) -> Told:
    bank = works.banks[board]
    return Told(works.away(board), bank.doors(), bank.items())


def cell_state(works: Works, number: int) -> CellState:
    return _cell_state(works, number, told_by(works, works.places[number].board))


def alarms(works: Works) -> frozenset[tuple[Alarm, int]]:
    return frozenset((alarm, cell) for alarm, cell, _ in works.alarms.standing)


class Picture:
    """The state of all cells, asked for at every touch. A cell of which nothing has changed since the last look is the
    same value: cabinets have hundreds of them."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self._seen: dict[int, tuple[_Parts, CellState]] = {}

    def state(self) -> CabinetState:
        works = self._works
        boards = {board: told_by(works, board) for board in works.banks}
        cells = {number: self._cell(number, boards[place.board]) for number, place in works.places.items()}
        return CabinetState(cells, alarms(works), works.time.now())

    def _cell(self, number: int, told: Told) -> CellState:
        parts = _parts(self._works, number, told)
        seen = self._seen.get(number)
        if seen is not None and seen[0] == parts:
            return seen[1]
        state = _cell_state(self._works, number, told)
        self._seen[number] = (parts, state)
        return state


_Parts = tuple[bool, DoorState | None, bool | None, Kept | None, ParcelBody | None, KeptCell, bool]


def _parts(works: Works, number: int, told: Told) -> _Parts:
    """All that a cell's state is made of, its place in the settings apart."""
    door = works.places[number].door
    kept = works.contents.in_cell(number)
    body = works.parcels.bodies.get(kept.parcel) if kept else None
    cell = works.contents.cell(number)
    return told.away, told.doors.get(door), told.items.get(door), kept, body, cell, number in works.held


def _cell_state(works: Works, number: int, told: Told) -> CellState:
    place = works.places[number]
    kept, cell = works.contents.in_cell(number), works.contents.cell(number)
    return CellState(
        number=number,
        size=place.size,
        reachable=reachable(place, works.settings),
        door=DoorState.UNKNOWN if told.away else told.doors.get(place.door, DoorState.UNKNOWN),
        board_away=told.away,
        something=told.items.get(place.door),
        lying=lying_of(works, kept) if kept else None,
        disabled=cell.disabled,
        reason=cell.reason,
        fault=cell.fault,
        held=number in works.held,
        pulses=cell.pulses,
    )
