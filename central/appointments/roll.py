"""A day's appointments as the staff's page shows them: by service and time, who is here, who did not come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select, update

from central.appointments.codes import is_ours, made_code
from central.clock import business_day
from central.hall import read_hall
from central.hall_key import known_hall_key
from central.queue import names
from central.refusals import NotHere
from central.states import TicketState
from central.tables import appointments, services, tickets
from kiosk.wire import BookedState


class Standing(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"
    MISSED = "missed"  # it began so long ago that it cannot be checked in any more
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Booking:
    """`shown`: the masked name. `number`: of its ticket, if any. `has_our_code`: not its sender's."""

    id: int
    reference: str
    shown: str
    service: str
    starts_ms: int
    ends_ms: int
    standing: Standing
    number: str
    has_our_code: bool

    @property
    def may_cancel(self) -> bool:
        return self.standing in (Standing.BOOKED, Standing.MISSED)


@dataclass(frozen=True, slots=True)
class Roll:
    """`groups`: the services' names with their bookings, in the catalogue's order."""

    day: date
    today: date
    groups: tuple[tuple[str, tuple[Booking, ...]], ...]
    counts: Counter[Standing]


@dataclass(frozen=True, slots=True)
class Card:
    """One appointment to hand out. `code`: what its QR carries; None where another system gave it its own."""

    booking: Booking
    day: date
    code: str | None


def read_roll(db: Connection, day: date | None, now_ms: int, english: bool) -> Roll:
    """`day`: None for today."""
    hall = read_hall(db)
    today = business_day(now_ms, hall.time_zone)
    day = day or today
    late_ms = hall.rules.late_minutes * 60_000
    rows = db.execute(_rows().where(appointments.c.day == day.isoformat())).all()
    named, key = names(db, services, english), known_hall_key(db)
    bookings = [_booking(row, named, now_ms - late_ms, key) for row in rows]
    order = {name: place for place, name in enumerate(named.values())}
    groups: dict[str, list[Booking]] = {}
    for booking in sorted(bookings, key=lambda each: (order.get(each.service, len(order)), each.starts_ms, each.id)):
        groups.setdefault(booking.service, []).append(booking)
    counts = Counter(booking.standing for booking in bookings)
    return Roll(day, today, tuple((name, tuple(group)) for name, group in groups.items()), counts)


def read_card(db: Connection, number: int, now_ms: int, english: bool) -> Card:
    """Raises NotHere."""
    hall = read_hall(db)
    row = db.execute(_rows().where(appointments.c.id == number)).first()
    if row is None:
        raise NotHere(f"there is no appointment {number}")
    key = known_hall_key(db)
    booking = _booking(row, names(db, services, english), now_ms - hall.rules.late_minutes * 60_000, key)
    code = made_code(key, row.reference) if key is not None and booking.has_our_code else None
    return Card(booking, date.fromisoformat(row.day), code)


def cancel(db: Connection, number: int, now_ms: int) -> None:
    """Nothing for one whose person is here already. Raises NotHere."""
    found = appointments.c.id == number
    if db.execute(select(appointments.c.id).where(found)).first() is None:
        raise NotHere(f"there is no appointment {number}")
    booked = found & (appointments.c.state == BookedState.BOOKED)
    db.execute(update(appointments).where(booked).values(state=BookedState.CANCELLED, changed_ms=now_ms))


def _rows() -> Any:
    """Appointments, each with the number of its newest ticket."""
    held = (
        (tickets.c.day == appointments.c.day)
        & (tickets.c.appointment == appointments.c.id)
        & (tickets.c.state != TicketState.VOID)
    )
    number = select(func.max(tickets.c.number)).where(held).scalar_subquery()
    return select(appointments, number.label("number"))


def _booking(row: Any, named: dict[str, str], missed_before_ms: int, key: bytes | None) -> Booking:
    standing = Standing(row.state)
    if standing is Standing.BOOKED and row.starts_ms < missed_before_ms:
        standing = Standing.MISSED
    return Booking(
        id=row.id,
        reference=row.reference,
        shown=row.shown,
        service=named.get(row.service, row.service),
        starts_ms=row.starts_ms,
        ends_ms=row.ends_ms,
        standing=standing,
        number=row.number or "",
        has_our_code=key is not None and is_ours(key, row.reference, row.code),
    )
