"""Whether the real centre knows what its cabinet's journal says: parcels, cells, openings, movements, alarms, orders.
For the judge, when the terminal has told everything. The journal is read by rules of its own here, not by the centre's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from central.parcels.states import ParcelState
from central.parcels.story import ParcelCard, read_parcel
from central.parcels.tables import cabinet_alarms, cabinet_cells, cabinet_orders, door_intents, door_movements, parcels
from kiosk.events import CommandEnded
from kiosk.lockers.events import (
    CabinetAlarm,
    CellSet,
    DepositUndone,
    DoorEnded,
    DoorIntent,
    DoorMoved,
    ParcelCollected,
    ParcelDeposited,
    ParcelLeft,
    ParcelRecovered,
)

Event = Mapping[str, Any]
_IN = (ParcelDeposited.kind, ParcelLeft.kind)
_OUT = (ParcelCollected.kind, ParcelRecovered.kind, DepositUndone.kind)
_STATES = {
    ParcelDeposited.kind: (ParcelState.INSIDE,),
    ParcelLeft.kind: (ParcelState.INSIDE,),
    ParcelCollected.kind: (ParcelState.COLLECTED,),
    ParcelRecovered.kind: (ParcelState.RECOVERED, ParcelState.POSTED),  # what staff takes out may go by courier
    DepositUndone.kind: (ParcelState.REGISTERED, ParcelState.CANCELLED, ParcelState.POSTED),
}
_NEVER_IN = _STATES[DepositUndone.kind]


@dataclass(frozen=True, slots=True)
class Differences:
    """A sentence each: of parcels and what lies where, and of doors with all that is about them."""

    parcels: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()


def differences(db: Connection, events: Sequence[Event], now_ms: int) -> Differences:
    """`events`: of the journal, as far as the centre has been told."""
    doors = (*_of_doors(db, events), *_of_alarms(db, events), *_of_use(db, events), *_of_orders(db, events))
    return Differences((*_of_parcels(db, events, now_ms), *_of_cells(db, events)), doors)


def _of_parcels(db: Connection, events: Sequence[Event], now_ms: int) -> Iterator[str]:
    last = {event["body"]["parcel"]: event for event in events if event["kind"] in _STATES}
    known = set(db.execute(select(parcels.c.id)).scalars())
    for parcel in known:
        card = read_parcel(db, parcel, now_ms)
        event = last.get(parcel)
        says = f"by the journal {_told(event)}" if event else "the journal knows nothing of it"
        if not _fits(card, event):
            yield f"the centre has {card.parcel.label} as {card.parcel.state} in cell {card.parcel.cell}; {says}"
        for conflict in card.conflicts:
            yield f"of {card.parcel.label} the centre found {conflict.why} in {conflict.event}; {says}"
    for parcel in last.keys() - known:
        if last[parcel]["kind"] != DepositUndone.kind:  # papers that were not left in the end are no parcel
            yield f"the centre knows nothing of parcel {parcel}, {_told(last[parcel])}"


def _told(event: Event) -> str:
    return f"{event['kind']} in cell {event['body']['cell']}"


def _fits(card: ParcelCard, event: Event | None) -> bool:
    if event is None:
        return card.parcel.state in _NEVER_IN
    right_cell = event["kind"] not in _IN or card.parcel.cell == event["body"]["cell"]
    return right_cell and card.parcel.state in _STATES[event["kind"]]


def _of_cells(db: Connection, events: Sequence[Event]) -> Iterator[str]:
    lies: dict[int, str] = {}
    for event in events:
        if event["kind"] in _IN:
            lies[event["body"]["cell"]] = event["body"]["parcel"]
        elif event["kind"] in _OUT and lies.get(event["body"]["cell"]) == event["body"]["parcel"]:
            del lies[event["body"]["cell"]]
    for row in db.execute(select(cabinet_cells.c.number, cabinet_cells.c.parcel)):
        if row.parcel != lies.pop(row.number, ""):
            yield f"the centre believes {row.parcel or 'nothing'} in cell {row.number}, the journal says otherwise"
    for cell, parcel in lies.items():
        yield f"the centre knows no cell {cell}, in which {parcel} lies by the journal"


def _of_doors(db: Connection, events: Sequence[Event]) -> Iterator[str]:
    moved = [event["body"] for event in events if event["kind"] == DoorMoved.kind]
    told = [(body["cell"], body["state"], body["cause"], body.get("intent", "")) for body in moved]
    columns = (door_movements.c[name] for name in ("cell", "state", "cause", "intent"))
    kept = [tuple(row) for row in db.execute(select(*columns).order_by(door_movements.c.id))]
    if kept != told:
        first = next((n for n, pair in enumerate(zip(kept, told, strict=False)) if pair[0] != pair[1]), len(kept))
        yield f"of {len(told)} movements of doors the centre knows {len(kept)}; the first that differs is {first}"
    ended = {event["body"]["intent"]: event["body"]["outcome"] for event in events if event["kind"] == DoorEnded.kind}
    intents = [event["body"] for event in events if event["kind"] == DoorIntent.kind]
    meant = {body["intent"]: (body["cell"], ended.get(body["intent"], "")) for body in intents}
    names = (door_intents.c.intent, door_intents.c.cell, door_intents.c.outcome)
    heard = {row.intent: (row.cell, row.outcome) for row in db.execute(select(*names))}
    for intent in meant.keys() | heard.keys():
        if meant.get(intent) != heard.get(intent):
            yield f"opening {intent} is {heard.get(intent)} at the centre, and {meant.get(intent)} in the journal"


def _of_alarms(db: Connection, events: Sequence[Event]) -> Iterator[str]:
    stand: set[tuple[str, int]] = set()
    for body in (event["body"] for event in events if event["kind"] == CabinetAlarm.kind):
        (stand.discard if body["over"] else stand.add)((body["alarm"], body["cell"]))
    c = cabinet_alarms.c
    known = [(row.alarm, row.cell) for row in db.execute(select(c.alarm, c.cell).where(c.until_ms.is_(None)))]
    if sorted(known) != sorted(stand):
        yield f"the centre shows the alarms {sorted(known)}, and by the journal {sorted(stand)} stand"


def _of_use(db: Connection, events: Sequence[Event]) -> Iterator[str]:
    """Which cells are out of use."""
    told = {event["body"]["cell"]: event["body"]["disabled"] for event in events if event["kind"] == CellSet.kind}
    for row in db.execute(select(cabinet_cells.c.number, cabinet_cells.c.disabled)):
        if row.disabled != told.get(row.number, False):
            yield f"the centre has cell {row.number} {'out of' if row.disabled else 'in'} use, the journal has not"


def _of_orders(db: Connection, events: Sequence[Event]) -> Iterator[str]:
    """What became of each, as far as its terminal heard of it."""
    told = {event["body"]["key"]: event["body"]["outcome"] for event in events if event["kind"] == CommandEnded.kind}
    for row in db.execute(select(cabinet_orders.c.key, cabinet_orders.c.outcome)):
        if row.outcome != told.get(row.key, ""):
            yield f"order {row.key} is {row.outcome or 'open'} at the centre, and {told.get(row.key)} in the journal"
