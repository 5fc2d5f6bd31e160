"""What a run of a cabinet's events adds to the tables: gathered event by event, written once with a few statements. A
terminal that was away for days sends a thousand events at a time, and nobody else writes meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from sqlalchemy import Connection, Table, select, text, update

from central.parcels.outbox import queue
from central.parcels.parcel_rows import end_row, tell_parcels
from central.parcels.states import MessageKind
from central.parcels.tables import cabinet_cells, code_refusals, door_movements, parcel_steps, parcels

_CELL = text("INSERT INTO cabinet_cells (terminal, number) VALUES (:terminal, :number) ON CONFLICT DO NOTHING")
_INTENT = text(
    "INSERT INTO door_intents "
    "(terminal, intent, cell, for_what, way, parcel, by, second, visit, pulse, at_ms, outcome, error) "
    "VALUES (:terminal, :intent, :cell, :for_what, :way, :parcel, :by, :second, :visit, :pulse, :at_ms, "
    ":outcome, :error) ON CONFLICT DO NOTHING"
)


_PARCEL = text(
    "UPDATE parcels SET cabinet = :cabinet, standing = :standing, state = :state, cell = :cell, issue = :issue, "
    "code = :code, code_hash = :code_hash, deposited_ms = :deposited_ms, deposited_by = :deposited_by, "
    "out_ms = :out_ms, out_by = :out_by, way = :way, department = :department, receipt = :receipt WHERE id = :id"
)


@dataclass(slots=True)
class Held:
    """A parcel as it is known here, and as this run of events changes it; fields as the table's columns."""

    id: str
    kind: str
    cabinet: str
    standing: str
    state: str
    cell: int | None
    issue: int
    code: bytes | None
    code_hash: str
    deposited_ms: int | None
    deposited_by: str
    out_ms: int | None
    out_by: str
    way: str
    department: str
    receipt: str


_HELD = tuple(each.name for each in fields(Held))


def read_held(db: Connection, ids: Iterable[str]) -> dict[str, Held]:
    """Those of `ids` that are registered, kept from others until the transaction ends."""
    query = select(*(parcels.c[name] for name in _HELD)).where(parcels.c.id.in_(list(ids)))
    return {row.id: Held(*row) for row in db.execute(query.order_by(parcels.c.id).with_for_update())}


@dataclass(slots=True)
class Notes:
    """Filled by the handlers, then `write`. Rows have their tables' columns, without the terminal."""

    terminal: str
    held: dict[str, Held]
    intents: dict[str, dict[str, Any]] = field(default_factory=dict)  # by intent; its end comes in here too
    movements: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    cells: dict[int, dict[str, Any]] = field(default_factory=dict)  # what is new of a cell
    ready: dict[str, None] = field(default_factory=dict)  # parcels whose receivers are to be told the code
    changed: dict[str, None] = field(default_factory=dict)  # parcels to be written and told of again, in order
    elsewhere: list[tuple[str, str]] = field(default_factory=list)  # cabinet and parcel: it turned up here instead
    _lying: dict[int, str] | None = None

    def set_cell(self, cell: int, **values: Any) -> None:
        self.cells.setdefault(cell, {}).update(values)

    def lies_in(self, db: Connection, cell: int) -> str:
        """The parcel that is known to lie there, with what this run has told so far; empty for none."""
        if "parcel" in self.cells.get(cell, {}):
            return str(self.cells[cell]["parcel"])
        if self._lying is None:
            query = select(cabinet_cells.c.number, cabinet_cells.c.parcel)
            here = cabinet_cells.c.terminal == self.terminal
            self._lying = {row.number: row.parcel for row in db.execute(query.where(here))}
        return self._lying.get(cell, "")

    def write(self, db: Connection, now_ms: int) -> None:
        """The feed last: from there on its other writers wait."""
        of = {"terminal": self.terminal}
        if self.intents:
            db.execute(_INTENT, [of | row for row in self.intents.values()])
        _insert(db, door_movements, [of | row for row in self.movements])
        _insert(db, code_refusals, [of | row for row in self.refusals])
        _insert(db, parcel_steps, self.steps)
        if self.cells:
            db.execute(_CELL, [of | {"number": cell} for cell in self.cells])
        for cell, values in self.cells.items():
            there = (cabinet_cells.c.terminal == self.terminal) & (cabinet_cells.c.number == cell)
            db.execute(update(cabinet_cells).where(there).values(values))
        if self.changed:
            db.execute(_PARCEL, [asdict(self.held[parcel]) for parcel in self.changed])
        if self.ready:
            queue(db, self.ready, MessageKind.CODE, now_ms)
        for cabinet, parcel in self.elsewhere:
            end_row(db, cabinet, parcel, now_ms)
        tell_parcels(db, self.changed, now_ms)


def _insert(db: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(table.insert(), rows)
