"""The cabinet's state out of its parts: tables' mirror, the centre's parcels, boards, openings. Pure reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.facts import DoorState
from kiosk.lockers.cells import CabinetState, CellState, Lying
from kiosk.lockers.fitted import reachable
from kiosk.lockers.store import Kept, Lies
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


@dataclass(frozen=True, slots=True)
class Told:
    """What a board says, asked once for all of its cells."""

    away: bool
    doors: Mapping[int, DoorState]
    items: Mapping[int, bool]


def told_by(works: Works, board: str) -> Told:
    bank = works.banks[board]
    return Told(works.away(board), bank.doors(), bank.items())


def cell_state(works: Works, number: int, told: Told | None = None) -> CellState:
    place = works.places[number]
    told = told or told_by(works, place.board)
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


def cabinet_state(works: Works) -> CabinetState:
    boards = {board: told_by(works, board) for board in works.banks}
    cells = {number: cell_state(works, number, boards[place.board]) for number, place in works.places.items()}
    alarms = frozenset((alarm, cell) for alarm, cell, _ in works.alarms.standing)
    return CabinetState(cells, alarms, works.time.now())
