"""One event of a cabinet on its way into the tables, and how one that does not fit is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Connection

from central.clock import DAY_MS
from central.parcels.by import TERMINAL
from central.parcels.states import Step
from central.parcels.tables import parcel_conflicts
from central.parcels.told.notes import Notes

CELLS = range(1000)  # 0: of the whole cabinet
LONGEST_AWAY_MS = 400 * DAY_MS  # a wall time from before that is a wrong clock's


class Clash(StrEnum):
    """Why an event does not fit what is known here."""

    NO_SUCH_CELL = "no_such_cell"
    UNKNOWN_PARCEL = "unknown_parcel"  # the cabinet says that it holds something that was never registered
    OTHER_CABINET = "other_cabinet"  # it was registered for another one
    OUT_ALREADY = "out_already"  # it was out, by what was told before
    NEVER_PUT_IN = "never_put_in"  # taken out, and nobody told that it was put in
    OTHER_CELL = "other_cell"
    CELL_TAKEN = "cell_taken"  # another parcel lay there, by what was told before
    UNKNOWN_INTENT = "unknown_intent"
    NOT_A_NAME = "not_a_name"  # what the terminal calls the parcel is no id


@dataclass(frozen=True, slots=True)
class Heard:
    """`at_ms`: when it happened, as the terminal says; for display. `notes`: of the whole run that it stands in."""

    db: Connection
    terminal: str
    event: str
    at_ms: int
    now_ms: int
    zone: str
    notes: Notes

    def step(self, parcel: str, step: Step, by: str, detail: str) -> None:
        """`by`: an account; empty: nobody of the staff."""
        row = {"parcel": parcel, "at_ms": self.at_ms, "step": step, "by": by or TERMINAL, "detail": detail}
        self.notes.steps.append(row)


def happened_ms(at: str, arrived_ms: int) -> int:
    """The terminal's wall time, or the time of arrival when it cannot be true. It may have been away for days."""
    try:
        told = datetime.fromisoformat(at)
    except ValueError:
        return arrived_ms
    if told.tzinfo is None:
        return arrived_ms
    at_ms = int(told.timestamp() * 1000)
    return at_ms if arrived_ms - LONGEST_AWAY_MS <= at_ms <= arrived_ms else arrived_ms


def note_conflict(heard: Heard, body: dict[str, Any], why: Clash) -> None:
    """For staff to look at; the event stands there whole."""
    parcel, cell = str(body.get("parcel", "")), body.get("cell", 0)
    row = {
        "terminal": heard.terminal,
        "parcel": parcel,
        "cell": cell if cell in CELLS else 0,
        "event": heard.event,
        "body": orjson.dumps(body).decode(),
        "why": why,
        "at_ms": heard.at_ms,
    }
    heard.db.execute(parcel_conflicts.insert().values(row))
    if parcel:
        heard.step(parcel, Step.CONFLICT, "", why)
