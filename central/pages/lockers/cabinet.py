"""What a page shows of a cabinet: its cells with what lies in them, its alarms, and how old all that is. Read from the
tables that its terminal's events fill.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Select, select

from central.pages.lockers.cell_state import SIGNS, CellState, cell_state
from central.pages.lockers.front import Front
from central.pages.lockers.words import Sign
from central.parcels.tables import cabinet_alarms, cabinet_cells, cabinet_fitted, cabinets, parcels
from central.refusals import NotHere
from central.tables import terminals
from kiosk.lockers.events import Alarm
from kiosk.lockers.wire import Standing


@dataclass(frozen=True, slots=True)
class Inside:
    """What the cabinet says to lie in a cell. `known`: False where this centre has never heard of it."""

    id: str
    known: bool
    label: str
    case_number: str
    title: str
    title_en: str
    receiver: str
    kind: str
    expires_ms: int | None
    deposited_ms: int | None
    cancelled: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """`door`: "open", "closed", "unknown"; empty where it has never been told."""

    number: int
    size: str
    state: CellState
    door: str
    door_cause: str
    door_ms: int | None
    disabled: bool
    reason: str
    set_by: str
    set_ms: int | None
    inside: Inside | None

    @property
    def sign(self) -> Sign:
        return SIGNS[self.state]


@dataclass(frozen=True, slots=True)
class AlarmLine:
    id: int
    terminal: str
    cabinet: str
    cabinet_en: str
    alarm: Alarm
    cell: int
    detail: str
    since_ms: int
    over: bool
    taken_by: str
    taken_ms: int | None


@dataclass(frozen=True, slots=True)
class Cabinet:
    """`away`: its terminal is silent, and all this is as of `seen_ms`. `front`: None until it has told its cells.
    `phone`: who answers at night.
    """

    terminal: str
    name: str
    name_en: str
    place: str
    phone: str
    seen_ms: int | None
    away: bool
    front: Front | None
    cells: dict[int, Cell]

    @property
    def counts(self) -> list[tuple[CellState, Sign, int]]:
        found = Counter(cell.state for cell in self.cells.values())
        return [(state, SIGNS[state], found[state]) for state in CellState]


def read_cabinets(db: Connection, now_ms: int, lost_seconds: int, english: bool) -> list[Cabinet]:
    """All of the hall, by their terminals' codes."""
    return [_cabinet(db, row, now_ms, lost_seconds, english) for row in db.execute(_cabinets())]


def read_cabinet(db: Connection, terminal: str, now_ms: int, lost_seconds: int, english: bool) -> Cabinet:
    """Raises NotHere."""
    row = db.execute(_cabinets().where(cabinets.c.terminal == terminal)).first()
    if row is None:
        raise NotHere(f"there is no cabinet {terminal!r}; `main.py cabinet add` makes one of a terminal")
    return _cabinet(db, row, now_ms, lost_seconds, english)


def read_alarms(db: Connection, terminal: str = "") -> list[AlarmLine]:
    """Those that last or that nobody has taken, the newest first; of all cabinets unless `terminal` names one."""
    query = (
        select(cabinet_alarms, cabinets.c.name, cabinets.c.name_en)
        .join(cabinets, cabinets.c.terminal == cabinet_alarms.c.terminal)
        .where(cabinet_alarms.c.until_ms.is_(None) | cabinet_alarms.c.seen_ms.is_(None))
        .order_by(cabinet_alarms.c.id.desc())
        .limit(50)
    )
    if terminal:
        query = query.where(cabinet_alarms.c.terminal == terminal)
    return [
        AlarmLine(
            id=row.id,
            terminal=row.terminal,
            cabinet=row.name,
            cabinet_en=row.name_en or row.name,
            alarm=Alarm(row.alarm),
            cell=row.cell,
            detail=row.detail,
            since_ms=row.since_ms,
            over=row.until_ms is not None,
            taken_by=row.seen_by,
            taken_ms=row.seen_ms,
        )
        for row in db.execute(query)
    ]


def _cabinets() -> Select[Any]:
    return (
        select(cabinets, terminals.c.seen_ms, cabinet_fitted.c.body.label("fitted"))
        .outerjoin(terminals, terminals.c.code == cabinets.c.terminal)
        .outerjoin(cabinet_fitted, cabinet_fitted.c.terminal == cabinets.c.terminal)
        .order_by(cabinets.c.terminal)
    )


def _cabinet(db: Connection, row: Any, now_ms: int, lost_seconds: int, english: bool) -> Cabinet:
    away = row.seen_ms is None or now_ms - row.seen_ms > lost_seconds * 1000
    fitted = orjson.loads(row.fitted) if row.fitted else None
    front = None
    if fitted is not None:
        screen = {name: fitted[f"screen_{name}"] for name in ("column", "floor_mm", "height_mm")}
        front = Front.of(fitted["cells"], screen)
    told = {cell.number: cell for cell in _cells(db, row.terminal, now_ms)}
    numbers = [door.number for door in front.doors] if front else sorted(told)
    return Cabinet(
        terminal=row.terminal,
        name=row.name,
        name_en=row.name_en or row.name,
        place=(english and row.place_en) or row.place,
        phone=row.phone,
        seen_ms=row.seen_ms,
        away=away,
        front=front,
        cells={number: told.get(number) or _untold(number) for number in numbers},
    )


def _cells(db: Connection, terminal: str, now_ms: int) -> Iterable[Cell]:
    wanted = (
        parcels.c.id,
        parcels.c.label,
        parcels.c.case_number,
        parcels.c.title,
        parcels.c.title_en,
        parcels.c.receiver,
        parcels.c.kind,
        parcels.c.expires_ms,
        parcels.c.deposited_ms,
        parcels.c.standing,
    )
    query = (
        select(cabinet_cells, *wanted)
        .outerjoin(parcels, parcels.c.id == cabinet_cells.c.parcel)
        .where(cabinet_cells.c.terminal == terminal)
    )
    for row in db.execute(query):
        inside = _inside(row, now_ms) if row.parcel else None
        state = cell_state(
            door=row.door if row.door_ms is not None else "",
            disabled=row.disabled,
            inside=inside is not None,
            cancelled=inside is not None and inside.cancelled,
            overdue=inside is not None and inside.overdue,
        )
        yield Cell(
            number=row.number,
            size=row.size,
            state=state,
            door=row.door if row.door_ms is not None else "",
            door_cause=row.door_cause,
            door_ms=row.door_ms,
            disabled=row.disabled,
            reason=row.reason,
            set_by=row.set_by,
            set_ms=row.set_ms,
            inside=inside,
        )


def _inside(row: Any, now_ms: int) -> Inside:
    known = row.id is not None
    return Inside(
        id=row.parcel,
        known=known,
        label=row.label or "",
        case_number=row.case_number or "",
        title=row.title or "",
        title_en=row.title_en or row.title or "",
        receiver=row.receiver or "",
        kind=row.kind or "",
        expires_ms=row.expires_ms,
        deposited_ms=row.deposited_ms,
        cancelled=known and row.standing != Standing.OPEN,
        overdue=known and row.standing == Standing.OPEN and row.expires_ms < now_ms,
    )


def _untold(number: int) -> Cell:
    return Cell(number, "", CellState.FREE, "", "", None, False, "", "", None, None)
