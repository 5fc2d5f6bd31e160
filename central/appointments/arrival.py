"""The check-in of an appointment: found and kept for one ticket, marked when it has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from central.states import TicketState
from central.tables import appointments, tickets
from kiosk.wire import BookedState

_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Arrival:
    """An appointment as the one who comes for it finds it. `person`: a hash, or empty."""

    id: int
    service: str
    day: str
    starts_ms: int
    person: str
    state: str

    @property
    def booked(self) -> bool:
        return self.state != BookedState.CANCELLED

    @property
    def arrived(self) -> bool:
        return self.state == BookedState.ARRIVED


def appointment_no(told: str) -> int | None:
    """The row's id of wire.Booked.id; None for what is none."""
    return int(told) if told.isascii() and told.isdecimal() and int(told) <= _LARGEST else None


def booked_as(given: Mapping[str, Any]) -> int | None:
    """The same of the fields of events.TicketGiven; one that is the check-in of nothing has no such field, or empty."""
    told = given.get("appointment")
    return appointment_no(told) if told else None


def find_arrival(db: Connection, told: str) -> Arrival | None:
    """Kept for this transaction: of two terminals that show the same code at once, the second waits and finds it
    arrived.
    """
    number = appointment_no(told)
    if number is None:
        return None
    columns = [appointments.c[name] for name in ("id", "service", "day", "starts_ms", "person", "state")]
    row = db.execute(select(*columns).where(appointments.c.id == number).with_for_update()).first()
    return None if row is None else Arrival(*row)


def note_arrivals(db: Connection, ids: list[int], now_ms: int) -> None:
    """Also one that was cancelled meanwhile: its person is here with a number."""
    arrived = {"state": BookedState.ARRIVED, "changed_ms": now_ms}
    db.execute(update(appointments).where(appointments.c.id.in_(ids)).values(arrived))


def free_arrivals(db: Connection, voided: list[int], now_ms: int) -> None:
    """Of tickets that nobody holds any more: their appointments may be checked in again."""
    theirs = tickets.c.id.in_(voided) & (tickets.c.state == TicketState.VOID) & tickets.c.appointment.is_not(None)
    ids = db.execute(select(tickets.c.appointment).where(theirs)).scalars().all()
    if not ids:
        return
    held = select(tickets.c.id).where(
        tickets.c.day == appointments.c.day,
        tickets.c.appointment == appointments.c.id,
        tickets.c.state != TicketState.VOID,
    )
    free = appointments.c.id.in_(ids) & (appointments.c.state == BookedState.ARRIVED) & ~held.exists()
    db.execute(update(appointments).where(free).values(state=BookedState.BOOKED, changed_ms=now_ms))
