"""What is to be done now and then about parcels: reminders are put in order, rows of the feed that nobody needs any
more are taken away, whose a parcel was is forgotten. A task of the house; doing it twice changes nothing.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection, insert, select, update

from central.again import look_again
from central.clock import DAY_MS, Clock
from central.database import Database
from central.hall import read_hall
from central.parcels.by import TERMINAL
from central.parcels.door_history import sweep_history
from central.parcels.orders import sweep_orders
from central.parcels.outbox import queue
from central.parcels.parcel_rows import sweep_rows, tell_parcels
from central.parcels.quiet_hours import may_remind_now
from central.parcels.settings import ParcelSettings
from central.parcels.states import OUT, MessageKind, ParcelState, Step
from central.parcels.tables import messages, parcel_steps, parcels
from kiosk.lockers.wire import ParcelFor, Standing

HOUR_MS = 3_600_000
TOGETHER = 500  # parcels of one round; the others come with the next one


async def keep_tended(database: Database, settings: ParcelSettings, clock: Clock) -> None:
    """Until it is cancelled."""

    async def look() -> None:
        await database.write(partial(tend, settings=settings, now_ms=clock()))

    await look_again(look, settings.swept_every_seconds, "parcels.tending")


def tend(db: Connection, settings: ParcelSettings, now_ms: int) -> None:
    sweep_orders(db, now_ms)
    sweep_rows(db, now_ms - settings.ended_rows_days * DAY_MS)
    if may_remind_now(settings, read_hall(db).time_zone, now_ms):
        remind(db, settings, now_ms)
    forget_receivers(db, now_ms - settings.personal_days * DAY_MS, now_ms)
    end_cancelled(db, now_ms - settings.ended_rows_days * DAY_MS, now_ms)
    sweep_history(db, now_ms - settings.door_history_days * DAY_MS, TOGETHER)


def remind(db: Connection, settings: ParcelSettings, now_ms: int) -> int:
    """Of those that will have lain too long soon, once for each code. Returns how many."""
    said = select(messages.c.id).where(
        messages.c.parcel == parcels.c.id,
        messages.c.kind == MessageKind.REMINDER,
        messages.c.issue == parcels.c.issue,
    )
    soon = (
        (parcels.c.state == ParcelState.INSIDE)
        & (parcels.c.expires_ms > now_ms)
        & (parcels.c.expires_ms <= now_ms + settings.reminder_hours * HOUR_MS)
        & (parcels.c.standing == Standing.OPEN)
        & (parcels.c.kind == ParcelFor.PICKUP)
        & parcels.c.phone.is_not(None)
    )
    ids = list(db.execute(select(parcels.c.id).where(soon, ~said.exists()).limit(TOGETHER)).scalars())
    return queue(db, ids, MessageKind.REMINDER, now_ms) if ids else 0


def forget_receivers(db: Connection, before_ms: int, now_ms: int) -> int:
    """Of parcels that were out before: what is left says that there was one, not whose. Returns how many."""
    over = parcels.c.state.in_(OUT) & (parcels.c.out_ms < before_ms) & parcels.c.forgotten_ms.is_(None)
    ids = list(db.execute(select(parcels.c.id).where(over).limit(TOGETHER)).scalars())
    nothing: dict[str, Any] = {
        "person": "",
        "receiver": "",
        "phone": None,
        "phone_shown": "",
        "code": None,
        "code_hash": "",
    }
    nothing |= {"token": None, "token_sha256": None, "forgotten_ms": now_ms}
    if ids:
        db.execute(update(parcels).where(parcels.c.id.in_(ids)).values(nothing))
        steps = [{"parcel": parcel, "at_ms": now_ms, "step": Step.FORGOTTEN, "by": TERMINAL} for parcel in ids]
        db.execute(insert(parcel_steps), steps)
    return len(ids)


def end_cancelled(db: Connection, before_ms: int, now_ms: int) -> None:
    """One that was cancelled before it was ever put in, so long ago that its cabinet would have told."""
    gone = (
        (parcels.c.state == ParcelState.CANCELLED)
        & (parcels.c.standing == Standing.CANCELLED)
        & (parcels.c.out_ms < before_ms)
    )
    ids = list(db.execute(select(parcels.c.id).where(gone).limit(TOGETHER)).scalars())
    if ids:
        db.execute(update(parcels).where(parcels.c.id.in_(ids)).values(standing=Standing.ENDED))
        tell_parcels(db, ids, now_ms)
