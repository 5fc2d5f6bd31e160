"""What a cabinet tells of its cells and doors: how they are wired, which were opened and why, which moved, alarms."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, select, text, update

from central.parcels.tables import cabinet_alarms, cabinet_cells, door_intents, door_movements
from central.parcels.told.heard import CELLS, Clash, Heard, note_conflict
from kiosk.lockers.events import CabinetAlarm, CabinetFitted, CellSet, DoorEnded, DoorIntent, DoorMoved

LARGEST_PULSE = 9

_FITTED = text(
    "INSERT INTO cabinet_fitted (terminal, body, told_ms) VALUES (:terminal, :body, :at) "
    "ON CONFLICT (terminal) DO UPDATE SET body = excluded.body, told_ms = excluded.told_ms"
)
_CELL = text("INSERT INTO cabinet_cells (terminal, number) VALUES (:terminal, :cell) ON CONFLICT DO NOTHING")
_SIZE = text(
    "INSERT INTO cabinet_cells (terminal, number, size) VALUES (:terminal, :cell, :size) "
    "ON CONFLICT (terminal, number) DO UPDATE SET size = excluded.size"
)
_INTENT = text(
    "INSERT INTO door_intents (terminal, intent, cell, for_what, way, parcel, by, second, visit, pulse, at_ms) "
    "VALUES (:terminal, :intent, :cell, :for_what, :way, :parcel, :by, :second, :visit, :pulse, :at) "
    "ON CONFLICT DO NOTHING"
)


def set_cell(db: Connection, terminal: str, cell: int, **values: Any) -> None:
    """Write what is known of a cell, also of one that nobody told of before."""
    db.execute(_CELL, {"terminal": terminal, "cell": cell})
    of = (cabinet_cells.c.terminal == terminal) & (cabinet_cells.c.number == cell)
    db.execute(update(cabinet_cells).where(of).values(values))


def _fitted(heard: Heard, body: dict[str, Any]) -> None:
    db, terminal = heard.db, heard.terminal
    db.execute(_FITTED, {"terminal": terminal, "body": orjson.dumps(body).decode(), "at": heard.at_ms})
    db.execute(update(cabinet_cells).where(cabinet_cells.c.terminal == terminal).values(size=""))
    sizes = {
        cell["number"]: str(cell.get("size", ""))
        for cell in body["cells"]
        if isinstance(cell.get("number"), int) and 0 < cell["number"] in CELLS
    }
    if sizes:
        db.execute(_SIZE, [{"terminal": terminal, "cell": cell, "size": size} for cell, size in sizes.items()])


def _intent(heard: Heard, body: dict[str, Any]) -> None:
    told = {name: body.get(name, "") for name in ("intent", "cell", "parcel", "by", "second", "visit")}
    told |= {"for_what": body["for_what"].value, "way": body["way"].value}
    told["pulse"] = min(max(body.get("pulse", 1), 1), LARGEST_PULSE)
    heard.db.execute(_INTENT, told | {"terminal": heard.terminal, "at": heard.at_ms})


def _ended(heard: Heard, body: dict[str, Any]) -> None:
    of = (door_intents.c.terminal == heard.terminal) & (door_intents.c.intent == body["intent"])
    became = {"outcome": body["outcome"], "error": body.get("error") or ""}
    if not heard.db.execute(update(door_intents).where(of).values(became)).rowcount:
        note_conflict(heard, body, Clash.UNKNOWN_INTENT)


def _moved(heard: Heard, body: dict[str, Any]) -> None:
    db, terminal, cell, state = heard.db, heard.terminal, body["cell"], body["state"]
    cause = body["cause"].value
    row = {"terminal": terminal, "cell": cell, "state": state, "cause": cause, "at_ms": heard.at_ms}
    db.execute(door_movements.insert().values(row | {"intent": body.get("intent", "")}))
    set_cell(db, terminal, cell, door=state, door_cause=cause, door_ms=heard.at_ms)


def _alarm(heard: Heard, body: dict[str, Any]) -> None:
    """The same alarm of the same cell stands there once until it is over."""
    db, alarm, cell = heard.db, body["alarm"].value, body.get("cell", 0)
    same = (
        (cabinet_alarms.c.terminal == heard.terminal)
        & (cabinet_alarms.c.alarm == alarm)
        & (cabinet_alarms.c.cell == cell)
        & cabinet_alarms.c.until_ms.is_(None)
    )
    if body.get("over", False):
        db.execute(update(cabinet_alarms).where(same).values(until_ms=heard.at_ms))
    elif db.execute(select(cabinet_alarms.c.id).where(same)).first() is None:
        row = {"terminal": heard.terminal, "alarm": alarm, "cell": cell, "detail": body.get("detail", "")}
        db.execute(cabinet_alarms.insert().values(row | {"since_ms": heard.at_ms}))


def _set(heard: Heard, body: dict[str, Any]) -> None:
    told = {"disabled": body["disabled"], "reason": body["reason"], "set_by": body["by"], "set_ms": heard.at_ms}
    set_cell(heard.db, heard.terminal, body["cell"], **told)


HANDLERS = {
    CabinetFitted.kind: _fitted,
    DoorIntent.kind: _intent,
    DoorEnded.kind: _ended,
    DoorMoved.kind: _moved,
    CabinetAlarm.kind: _alarm,
    CellSet.kind: _set,
}
