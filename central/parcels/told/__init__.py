"""What pickup cabinets tell by their journals, written into the hall's tables: which door moved, what lies where, who
was there. Called by central/project.py in the transaction that keeps the events, in their order.

A cabinet is believed: it alone knows what lies in its cells. Where its word does not fit what is known here it is
taken all the same, and noted for staff (`parcel_conflicts`). Each event comes once; a restored backup hears again what
it had not heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from central.batch import Understood
from central.hall import read_hall
from central.parcels.told import doors, lying, people
from central.parcels.told.heard import CELLS, Clash, Heard, happened_ms, note_conflict
from central.parcels.told.notes import Notes, read_held

Handler = Callable[[Heard, dict[str, Any]], None]

_HANDLERS: Mapping[str, Handler] = {**doors.HANDLERS, **lying.HANDLERS, **people.HANDLERS}
OF_CABINETS = frozenset(_HANDLERS)


def tell_cabinet(db: Connection, terminal: str, events: Sequence[Understood], now_ms: int) -> None:
    zone = read_hall(db).time_zone
    named = {event["body"]["parcel"] for event in events if event["kind"] in lying.HANDLERS}
    notes = Notes(terminal, read_held(db, named) if named else {})
    for event in events:
        body, at_ms = event["body"], happened_ms(event["at"], now_ms)
        heard = Heard(db, terminal, event["kind"], at_ms, now_ms, zone, notes)
        if body.get("cell", 0) not in CELLS:
            note_conflict(heard, body, Clash.NO_SUCH_CELL)
        else:
            _HANDLERS[event["kind"]](heard, body)
    notes.write(db, now_ms)
