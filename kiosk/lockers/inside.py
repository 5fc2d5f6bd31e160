"""The cabinet's state out of its parts: tables' mirror, the centre's parcels, boards, openings. Pure reading."""

from __future__ import annotations

from drivers.facts import DoorState
from kiosk.lockers.cells import CabinetState, CellState, Lying
from kiosk.lockers.fitted import reachable
from kiosk.lockers.store import Kept, Lies
from kiosk.lockers.works import Works
from kiosk.settings.lockers import LockerCell


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


def cell_state(works: Works, place: LockerCell) -> CellState:
    number = place.number
    kept, cell = works.contents.in_cell(number), works.contents.cell(number)
    away = works.away(place.board)
    return CellState(
        number=number,
        size=place.size,
        reachable=reachable(place, works.settings),
        door=DoorState.UNKNOWN if away else works.door(number),
        board_away=away,
        something=works.something(number),
        lying=lying_of(works, kept) if kept else None,
        disabled=cell.disabled,
        reason=cell.reason,
        fault=cell.fault,
        held=number in works.held,
        pulses=cell.pulses,
    )


def cabinet_state(works: Works) -> CabinetState:
    cells = {place.number: cell_state(works, place) for place in works.settings.cells}
    alarms = frozenset((alarm, cell) for alarm, cell, _ in works.alarms.standing)
    return CabinetState(cells, alarms, works.time.now())
