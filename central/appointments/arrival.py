"""The check-in of an appointment: found and kept for one ticket, marked when it has one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from central.tables import appointments
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
