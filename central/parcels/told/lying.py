"""What a cabinet tells of parcels: put in, left, collected, taken out, and what citizens say at the open door."""

from __future__ import annotations

import re
from typing import Any

import orjson
from sqlalchemy import select

from central.clock import DAY_MS
from central.parcels.by import TERMINAL
from central.parcels.settings import ParcelSettings
from central.parcels.states import ParcelState, Step
from central.parcels.tables import cabinet_cells, cabinets, parcel_disputes, parcels
from central.parcels.told.heard import Clash, Heard, note_conflict
from central.parcels.told.notes import Held, read_held
from kiosk.lockers.events import (
    DepositUndone,
    ParcelCollected,
    ParcelDeposited,
    ParcelDisputed,
    ParcelLeft,
    ParcelRecovered,
)
from kiosk.lockers.wire import CellSize, ParcelFor, Standing

_TAKEN = (ParcelState.COLLECTED, ParcelState.RECOVERED)  # out of a cell, by a cabinet's word
_ID = re.compile(r"[0-9A-Za-z_-]{8,64}", re.ASCII)  # kiosk.wire.Key
_HASH = re.compile(r"[0-9a-f]{32}", re.ASCII)


def _deposited(heard: Heard, body: dict[str, Any]) -> None:
    row = _put_in(heard, body)
    if row is None or _is_older_news(heard, row):
        return
    became: dict[str, Any] = {"state": ParcelState.INSIDE, "cell": body["cell"], "cabinet": heard.terminal}
    became |= {"deposited_ms": heard.at_ms, "deposited_by": body["by"], "out_ms": None, "out_by": "", "way": ""}
    if row.standing == Standing.ENDED:  # it is in a cell again: staff must see it, and somebody must take it out
        became["standing"] = Standing.CANCELLED
    if row.cabinet != heard.terminal:  # its code was hashed with the other cabinet's salt
        became |= {"issue": row.issue + 1, "code": None, "code_hash": ""}
        if row.cabinet:
            heard.notes.elsewhere.append((row.cabinet, row.id))
    _write(heard, row, became, Step.DEPOSITED, body["by"], str(body["cell"]))
    if row.standing == Standing.OPEN and row.kind == ParcelFor.PICKUP:
        heard.notes.ready[row.id] = None


def _left(heard: Heard, body: dict[str, Any]) -> None:
    """A parcel that the terminal names. Told again (nobody restores to a middle of a batch), it is the same."""
    parcel = body["parcel"]
    if not _ID.fullmatch(parcel):
        note_conflict(heard, body, Clash.NOT_A_NAME)
        return
    if parcel not in heard.notes.held:
        heard.db.execute(parcels.insert().values(_supplement(heard, body)))
        heard.notes.held |= read_held(heard.db, [parcel])
    row = _put_in(heard, body)
    if row is not None:
        became: dict[str, Any] = {"cell": body["cell"], "deposited_ms": heard.at_ms, "deposited_by": TERMINAL}
        became |= {"department": body["department"], "receipt": body["receipt"]}
        _write(heard, row, became, Step.LEFT, "", str(body["cell"]))


def _supplement(heard: Heard, body: dict[str, Any]) -> dict[str, Any]:
    db, parcel, person = heard.db, body["parcel"], body.get("person", "")
    of = (cabinet_cells.c.terminal == heard.terminal) & (cabinet_cells.c.number == body["cell"])
    size = db.execute(select(cabinet_cells.c.size).where(of)).scalar()
    keep_days = db.execute(select(cabinets.c.keep_days).where(cabinets.c.terminal == heard.terminal)).scalar()
    return {
        "id": parcel,
        "reference": f"left {parcel}",
        "kind": ParcelFor.SUPPLEMENT,
        "cabinet": heard.terminal,
        "case_number": body.get("case", ""),
        "person": person if _HASH.fullmatch(person) else "",
        "size": size if size in tuple(CellSize) else CellSize.MEDIUM,
        "low": False,
        "label": parcel,
        "standing": Standing.OPEN,
        "state": ParcelState.INSIDE,
        "registered_ms": heard.at_ms,
        "registered_by": TERMINAL,
        "expires_ms": heard.at_ms + (keep_days or ParcelSettings().kept_days) * DAY_MS,
    }


def _collected(heard: Heard, body: dict[str, Any]) -> None:
    """Also one that was cancelled meanwhile, or of which nobody told that it was put in: it is out."""
    _out(heard, body, ParcelState.COLLECTED, Step.COLLECTED, body["way"].value, "")


def _recovered(heard: Heard, body: dict[str, Any]) -> None:
    _out(heard, body, ParcelState.RECOVERED, Step.RECOVERED, "staff", body["by"])


def _out(heard: Heard, body: dict[str, Any], state: ParcelState, step: Step, way: str, by: str) -> None:
    parcel, cell = body["parcel"], body["cell"]
    row = _known(heard, body)
    _empty(heard, cell, parcel)
    if row is None or _lies_elsewhere(heard, row):
        return
    is_again = row.state == state and row.cell == cell  # reopened in the same visit: forgotten things
    if row.state in _TAKEN:
        if not is_again:
            note_conflict(heard, body, Clash.OUT_ALREADY)
        return
    if row.state in (ParcelState.REGISTERED, ParcelState.CANCELLED):
        note_conflict(heard, body, Clash.NEVER_PUT_IN)
    elif row.state == ParcelState.INSIDE and row.cell != cell:
        note_conflict(heard, body, Clash.OTHER_CELL)
    became: dict[str, Any] = {"state": state, "standing": Standing.ENDED, "cell": cell, "out_ms": heard.at_ms}
    became |= {"out_by": by, "way": way, "code": None, "code_hash": ""}
    if row.kind == ParcelFor.POST and state is ParcelState.RECOVERED:
        became["state"] = ParcelState.POSTED  # staff has it now, for the courier
    _write(heard, row, became, step, by, str(cell))


def _undone(heard: Heard, body: dict[str, Any]) -> None:
    """Nothing lies there after all. `registered` again, unless it was cancelled meanwhile."""
    parcel, cell = body["parcel"], body["cell"]
    row = heard.notes.held.get(parcel)
    _empty(heard, cell, parcel)
    if row is None:
        return  # papers that a citizen was about to leave: never a parcel here
    if row.state == ParcelState.INSIDE and row.cell == cell and not _lies_elsewhere(heard, row):
        _write(heard, row, _taken_back(heard, row), Step.UNDONE, body["by"], body["why"])
    else:
        heard.step(parcel, Step.UNDONE, body["by"], body["why"])


def _taken_back(heard: Heard, row: Held) -> dict[str, Any]:
    """As if it had never been put in: to be put in again, cancelled, or for the courier."""
    became: dict[str, Any] = {"state": ParcelState.REGISTERED, "cell": None, "deposited_ms": None, "deposited_by": ""}
    if row.kind == ParcelFor.POST:
        became |= {"state": ParcelState.POSTED, "standing": Standing.ENDED}
    elif row.standing != Standing.OPEN:
        became |= {"state": ParcelState.CANCELLED, "out_ms": heard.at_ms, "out_by": TERMINAL}
    return became


def _disputed(heard: Heard, body: dict[str, Any]) -> None:
    problem = body["problem"].value
    row = {"parcel": body["parcel"], "terminal": heard.terminal, "cell": body["cell"], "problem": problem}
    row |= {"history": orjson.dumps(body.get("history", [])).decode(), "at_ms": heard.at_ms}
    heard.db.execute(parcel_disputes.insert().values(row))
    heard.step(body["parcel"], Step.DISPUTED, "", problem)


def _known(heard: Heard, body: dict[str, Any]) -> Held | None:
    """The parcel; None for one that was never registered, which is noted, as is one of another cabinet."""
    row = heard.notes.held.get(body["parcel"])
    if row is None:
        note_conflict(heard, body, Clash.UNKNOWN_PARCEL)
    elif row.cabinet != heard.terminal:
        note_conflict(heard, body, Clash.OTHER_CABINET)
    return row


def _lies_elsewhere(heard: Heard, row: Held) -> bool:
    """In another cabinet, by that one's word: whatever this one lost, took out or undid, it is there."""
    return row.state == ParcelState.INSIDE and row.cabinet != heard.terminal


def _is_older_news(heard: Heard, row: Held) -> bool:
    """Another cabinet has told what became of it after that. Nothing but the clocks of both can say so; it is noted."""
    was_there = row.cabinet != heard.terminal and row.state in (ParcelState.INSIDE, *_TAKEN)
    return was_there and heard.at_ms < max(row.deposited_ms or 0, row.out_ms or 0)


def _put_in(heard: Heard, body: dict[str, Any]) -> Held | None:
    """The parcel after the cell was given to it."""
    parcel, cell = body["parcel"], body["cell"]
    row = _known(heard, body)
    lay = heard.notes.lies_in(heard.db, cell)
    if lay not in ("", parcel):
        note_conflict(heard, body | {"lay": lay}, Clash.CELL_TAKEN)
    heard.notes.set_cell(cell, parcel=parcel)
    if row is not None and row.state in _TAKEN:
        note_conflict(heard, body, Clash.OUT_ALREADY)
    return row


def _empty(heard: Heard, cell: int, parcel: str) -> None:
    if heard.notes.lies_in(heard.db, cell) == parcel:
        heard.notes.set_cell(cell, parcel="")


def _write(heard: Heard, row: Held, became: dict[str, Any], step: Step, by: str, detail: str) -> None:
    for name, value in became.items():
        setattr(row, name, value)
    heard.step(row.id, step, by, detail)
    heard.notes.changed[row.id] = None


HANDLERS = {
    ParcelDeposited.kind: _deposited,
    ParcelLeft.kind: _left,
    ParcelCollected.kind: _collected,
    ParcelRecovered.kind: _recovered,
    DepositUndone.kind: _undone,
    ParcelDisputed.kind: _disputed,
}
