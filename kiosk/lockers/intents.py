"""Intents to open a door: durable before its lock is pulsed, ended once it is known what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import apsw

from kiosk.journal import Transaction
from kiosk.lockers import store
from kiosk.lockers.events import DepositUndone, DoorEnded, DoorIntent, OpenFor, Way
from kiosk.lockers.store import Kept, Lies

UNKNOWN = "unknown"
RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Unfinished:
    intent: str
    cell: int
    for_what: OpenFor
    parcel: str
    way: Way


def begin(tx: Transaction, intent: DoorIntent, putting: Kept | None = None) -> None:
    """Before the pulse. `putting`: the deposit that begins with it."""
    row = (intent.intent, intent.cell, intent.for_what, intent.parcel, intent.way)
    tx.sql.execute("INSERT INTO locker_intents VALUES (?, ?, ?, ?, ?)", row)
    store.count_pulse(tx, intent.cell)
    if putting is not None:
        store.put(tx, putting)
    tx.event(intent)


def end(tx: Transaction, ended: DoorEnded) -> None:
    tx.sql.execute("DELETE FROM locker_intents WHERE intent = ?", (ended.intent,))
    tx.event(ended)


def unfinished(sql: apsw.Connection) -> list[Unfinished]:
    """Intents without an end: the last life was cut off in the middle."""
    rows = sql.execute("SELECT intent, cell, for_what, parcel, way FROM locker_intents ORDER BY cell, intent")
    return [Unfinished(intent, cell, OpenFor(what), parcel, Way(way)) for intent, cell, what, parcel, way in rows]


def clear_up(tx: Transaction) -> None:
    """After a restart nobody knows what came of these, and nothing is pulsed again. A deposit that was cut off is
    undone; what may lie in its cell keeps it from being given away until somebody has looked."""
    for cut_off in unfinished(tx.sql):
        told = DoorEnded(intent=cut_off.intent, cell=cut_off.cell, outcome=UNKNOWN, evidence={"reason": RESTART})
        end(tx, told)
    for kept in store.read(tx.sql).parcels.values():
        if kept.lies is Lies.PUTTING:
            store.put(tx, unsure(kept))
            tx.event(DepositUndone(parcel=kept.parcel, cell=kept.cell, by=kept.by, why=RESTART))


def unsure(kept: Kept) -> Kept:
    """A deposit of which nobody knows whether anything was put in."""
    return replace(kept, lies=Lies.UNSURE, doubt=RESTART)
