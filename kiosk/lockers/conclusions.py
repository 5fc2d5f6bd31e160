"""What an errand at a cell comes to, as a change of the tables with its event, and of their mirror after it.

Written by somebody who waits for it (a word on the screen), or told by the record (a door was shut).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.journal import Transaction
from kiosk.lockers import store
from kiosk.lockers.events import (
    DepositUndone,
    ParcelCollected,
    ParcelDeposited,
    ParcelLeft,
    ParcelRecovered,
    Way,
)
from kiosk.lockers.store import Contents, Kept, Lies

CANCELLED, DID_NOT_OPEN = "cancelled", "did_not_open"  # of events.DepositUndone.why
RESTART, DISPUTED, NOT_CONFIRMED, UNSEEN = "restart", "disputed", "not_confirmed", "unseen"  # of cells.Lying.doubt


@dataclass(frozen=True, slots=True)
class Conclusion:
    """`work` touches its transaction only; `after` the mirror, once that is durable."""

    work: Callable[[Transaction], None]
    after: Callable[[], None]


def deposited(contents: Contents, kept: Kept, by: str, sensed: bool | None) -> Conclusion:
    now = replace(kept, lies=Lies.INSIDE, doubt="", by="")

    def work(tx: Transaction) -> None:
        store.put(tx, now)
        tx.event(ParcelDeposited(parcel=kept.parcel, cell=kept.cell, by=by, sensed=sensed))

    return Conclusion(work, lambda: contents.put(now))


def left(contents: Contents, kept: Kept, told: ParcelLeft) -> Conclusion:
    now = replace(kept, lies=Lies.INSIDE, doubt="", by="", receipt=told.receipt)

    def work(tx: Transaction) -> None:
        store.put(tx, now)
        tx.event(told)

    return Conclusion(work, lambda: contents.put(now))


def undone(contents: Contents, kept: Kept, by: str, why: str, *, sure: bool) -> Conclusion:
    """`sure` False: nobody knows whether the cell is empty; it is not given away."""
    now = None if sure else replace(kept, lies=Lies.UNSURE, doubt=NOT_CONFIRMED)

    def work(tx: Transaction) -> None:
        if now is None:
            store.drop(tx, kept.parcel)
        else:
            store.put(tx, now)
        tx.event(DepositUndone(parcel=kept.parcel, cell=kept.cell, by=by, why=why))

    return Conclusion(work, lambda: contents.drop(kept.parcel) if now is None else contents.put(now))


def recovered(contents: Contents, kept: Kept, by: str, intent: str) -> Conclusion:
    """Of a deposit that nobody confirmed nothing is told: it was undone before, and never was in."""

    def work(tx: Transaction) -> None:
        store.drop(tx, kept.parcel)
        if kept.lies is Lies.INSIDE:
            tx.event(ParcelRecovered(parcel=kept.parcel, cell=kept.cell, by=by, intent=intent))

    return Conclusion(work, lambda: contents.drop(kept.parcel))


def collected(contents: Contents, kept: Kept, way: Way, intent: str, *, sensed: bool) -> Conclusion:
    now = replace(kept, lies=Lies.GONE, doubt="", intent="", way="")

    def work(tx: Transaction) -> None:
        store.put(tx, now)
        tx.event(ParcelCollected(parcel=kept.parcel, cell=kept.cell, way=way, intent=intent, sensed=sensed))

    return Conclusion(work, lambda: contents.put(now))


def opened(contents: Contents, parcel: str, intent: str, way: str) -> Conclusion:
    """Its receiver has opened the door: when that is shut again, it is collected."""
    return Conclusion(
        lambda tx: store.opened_by(tx, parcel, intent, way),
        lambda: contents.change(parcel, intent=intent, way=way),
    )


def not_taken(contents: Contents, kept: Kept, doubt: str) -> Conclusion:
    """The door was opened and is shut, and it (perhaps) still lies there: its code goes on opening this cell."""

    def work(tx: Transaction) -> None:
        store.opened_by(tx, kept.parcel, "", "")
        store.doubt(tx, kept.parcel, doubt)

    return Conclusion(work, lambda: contents.change(kept.parcel, intent="", way="", doubt=doubt))
