"""Wishes upon what is stored: checked all together, then written all together, inside one transaction.

The same reference again changes its appointment, so that a sender may send a list as often as it likes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, func, select, text, update

from central.appointments.codes import made_code
from central.appointments.identity import masked
from central.appointments.wish import Wish
from central.bulk import as_list, with_list
from central.catalogue import ServiceEntry, read_service
from central.clock import business_day, in_hall
from central.hall import read_hall
from central.hall_key import hall_key
from central.limits import Slot, slot_at
from central.tables import appointments, services
from central.wishes import Fault, Faulty
from kiosk.person import appointment_hash, person_hash
from kiosk.wire import BookedState

DAYS_AHEAD = 366  # a later day is a mistyped year

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('appointments', 0))")
_STORED = (
    "SELECT id, reference, code, person, shown, service, day, starts_ms, ends_ms, state "
    "FROM appointments WHERE reference IN {list}"
)
_HOLDERS = "SELECT reference, code FROM appointments WHERE code IN {list}"


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    UNCHANGED = "unchanged"
    ARRIVED = "arrived"  # its person is here already; it stays as it is


@dataclass(frozen=True, slots=True)
class Taken:
    """`code`: to make the QR of; empty where the sender brought its own."""

    reference: str
    outcome: Outcome
    code: str


def take_wishes(db: Connection, wishes: Sequence[Wish], now_ms: int, *, check: bool = False) -> list[Taken]:
    """In the wishes' order. `check`: nothing is written. Raises Faulty."""
    _lock(db)
    zone, key = read_hall(db).time_zone, hall_key(db)
    stored = _stored(db, wishes)
    rows = [_row(wish, zone, key) for wish in wishes]
    faults = sorted(_faults(db, wishes, rows, stored, zone, now_ms), key=lambda fault: fault.place)
    if faults:
        raise Faulty("appointments", faults)
    taken, fresh = [], []
    for wish, row in zip(wishes, rows, strict=True):
        known = stored.get(wish.reference)
        outcome = _outcome(row, known)
        taken.append(Taken(wish.reference, outcome, "" if wish.code else made_code(key, wish.reference)))
        if outcome is Outcome.ADDED:
            fresh.append(row | {"changed_ms": now_ms})
        elif known is not None and not check and outcome in (Outcome.CHANGED, Outcome.CANCELLED):
            db.execute(update(appointments).where(appointments.c.id == known.id).values(row | {"changed_ms": now_ms}))
    if fresh and not check:
        db.execute(appointments.insert(), fresh)
    return taken


def _lock(db: Connection) -> None:
    """One list at a time: two that fill the same slot see each other. SQLite has one writer anyway."""
    if db.dialect.name == "postgresql":
        db.execute(_LOCK)


def _stored(db: Connection, wishes: Sequence[Wish]) -> dict[str, Any]:
    listed = as_list({wish.reference for wish in wishes})
    return {row.reference: row for row in db.execute(with_list(db, _STORED), {"list": listed})}


def _row(wish: Wish, zone: str, key: bytes) -> dict[str, Any]:
    """What is kept of it."""
    return {
        "reference": wish.reference,
        "code": appointment_hash(key, wish.code or made_code(key, wish.reference)),
        "person": person_hash(key, wish.id_number) if wish.id_number else "",
        "shown": masked(wish.name),
        "service": wish.service,
        "day": wish.date.isoformat(),
        "starts_ms": wish.starts_ms(zone),
        "ends_ms": wish.ends_ms(zone),
        "state": wish.state.value,
    }


def _outcome(row: dict[str, Any], known: Any) -> Outcome:
    if known is None:
        return Outcome.ADDED
    if known.state == BookedState.ARRIVED:
        return Outcome.ARRIVED
    if all(known._mapping[name] == value for name, value in row.items()):
        return Outcome.UNCHANGED
    return Outcome.CANCELLED if row["state"] == BookedState.CANCELLED else Outcome.CHANGED


def _faults(
    db: Connection,
    wishes: Sequence[Wish],
    rows: Sequence[dict[str, Any]],
    stored: dict[str, Any],
    zone: str,
    now_ms: int,
) -> Iterator[Fault]:
    today = business_day(now_ms, zone)
    entries = {row.code: read_service(row.body) for row in db.execute(select(services.c.code, services.c.body))}
    listed = as_list({row["code"] for row in rows})
    holders = {row.code: row.reference for row in db.execute(with_list(db, _HOLDERS), {"list": listed})}
    seen: set[str] = set()
    for place, (wish, row) in enumerate(zip(wishes, rows, strict=True)):
        if wish.reference in seen:
            yield Fault(place, "reference", "this reference stands there more than once")
        seen.add(wish.reference)
        if holders.setdefault(row["code"], wish.reference) != wish.reference:
            yield Fault(place, "code", "another appointment has this code")
        if wish.service not in entries:
            yield Fault(place, "service", f"no service has the code {wish.service!r}")
        if wish.date < today:
            yield Fault(place, "date", "this day is over")
        elif wish.date > today + timedelta(days=DAYS_AHEAD):
            yield Fault(place, "date", f"this is more than {DAYS_AHEAD} days ahead")
    yield from _beyond_quota(db, rows, stored, entries, zone)


def _beyond_quota(
    db: Connection,
    rows: Sequence[dict[str, Any]],
    stored: dict[str, Any],
    entries: dict[str, ServiceEntry],
    zone: str,
) -> Iterator[Fault]:
    """Those that no longer fit into their slot, in the order in which they stand."""
    more: Counter[tuple[str, Slot]] = Counter()
    for place, row in enumerate(rows):
        entry = entries.get(row["service"])
        if entry is None or entry.appointment_quota is None or row["state"] == BookedState.CANCELLED:
            continue
        slot = slot_at(in_hall(row["starts_ms"], zone), entry.quota_minutes)
        if (entry.code, slot) not in more:
            more[entry.code, slot] = _booked(db, entry.code, slot, stored)
        more[entry.code, slot] += 1
        if more[entry.code, slot] > entry.appointment_quota:
            times = f"{slot.begins:%H:%M} to {slot.ends:%H:%M}"
            yield Fault(place, "from", f"{entry.code!r} takes {entry.appointment_quota} appointments from {times}")


def _booked(db: Connection, service: str, slot: Slot, changing: dict[str, Any]) -> int:
    """How many begin in the slot, without those that this list says anew."""
    begins_ms, ends_ms = (int(at.timestamp() * 1000) for at in (slot.begins, slot.ends))
    there = and_(
        appointments.c.service == service,
        appointments.c.day == slot.begins.date().isoformat(),
        appointments.c.starts_ms >= begins_ms,
        appointments.c.starts_ms < ends_ms,
        appointments.c.state != BookedState.CANCELLED,
        appointments.c.id.not_in([row.id for row in changing.values()]),
    )
    return int(db.execute(select(func.count()).select_from(appointments).where(there)).scalar_one())
