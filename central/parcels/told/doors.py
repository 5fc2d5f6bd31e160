"""What a cabinet tells of its cells and doors: how they are wired, which were opened and why, which moved, alarms."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import select, text, update

from central.parcels.tables import cabinet_alarms, cabinet_cells, door_intents
from central.parcels.told.heard import CELLS, Clash, Heard, note_conflict
from kiosk.lockers.events import CabinetAlarm, CabinetFitted, CellSet, DoorEnded, DoorIntent, DoorMoved

LARGEST_PULSE = 9

_FITTED = text(
    "INSERT INTO cabinet_fitted (terminal, body, told_ms) VALUES (:terminal, :body, :at) "
    "ON CONFLICT (terminal) DO UPDATE SET body = excluded.body, told_ms = excluded.told_ms"
)
_SIZE = text(
    "INSERT INTO cabinet_cells (terminal, number, size) VALUES (:terminal, :cell, :size) "
    "ON CONFLICT (terminal, number) DO UPDATE SET size = excluded.size"
)


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
    told |= {"for_what": body["for_what"].value, "way": body["way"].value, "at_ms": heard.at_ms}
    told |= {"pulse": min(max(body.get("pulse", 1), 1), LARGEST_PULSE), "outcome": "", "error": ""}
    heard.notes.intents.setdefault(body["intent"], told)


def _ended(heard: Heard, body: dict[str, Any]) -> None:
    became = {"outcome": body["outcome"], "error": body.get("error") or ""}
    if body["intent"] in heard.notes.intents:
        heard.notes.intents[body["intent"]] |= became
        return
    of = (door_intents.c.terminal == heard.terminal) & (door_intents.c.intent == body["intent"])
    if not heard.db.execute(update(door_intents).where(of).values(became)).rowcount:
        note_conflict(heard, body, Clash.UNKNOWN_INTENT)


def _moved(heard: Heard, body: dict[str, Any]) -> None:
    cell, state, cause = body["cell"], body["state"], body["cause"].value
    row = {"cell": cell, "state": state, "cause": cause, "intent": body.get("intent", ""), "at_ms": heard.at_ms}
    heard.notes.movements.append(row)
    heard.notes.set_cell(cell, door=state, door_cause=cause, door_ms=heard.at_ms)


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
    heard.notes.set_cell(body["cell"], **told)


HANDLERS = {
    CabinetFitted.kind: _fitted,
    DoorIntent.kind: _intent,
    DoorEnded.kind: _ended,
    DoorMoved.kind: _moved,
    CabinetAlarm.kind: _alarm,
    CellSet.kind: _set,
}
