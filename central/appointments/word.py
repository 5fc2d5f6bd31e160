"""Today's appointments as terminals hear of them: hashes only, so that they can check one in without the centre."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from central.clock import in_hall
from central.feed import EVERYBODY, Word
from central.hall import Hall
from central.settings import Settings
from central.tables import appointments
from kiosk.wire import AppointmentsBody, Booked, BookedState


def appointments_word(db: Connection, settings: Settings, hall: Hall, day: date) -> Word:
    rows = db.execute(
        select(appointments)
        .where(appointments.c.day == day.isoformat())
        .order_by(appointments.c.starts_ms, appointments.c.id)
    )
    booked = [
        Booked(
            id=str(row.id),
            code=row.code,
            person=row.person,
            service=row.service,
            starts=in_hall(row.starts_ms, hall.time_zone).isoformat(),
            ends=in_hall(row.ends_ms, hall.time_zone).isoformat(),
            state=BookedState(row.state),
        )
        for row in rows
    ]
    body = AppointmentsBody(day=day, booked=booked)
    every_ms = settings.appointments_publish_ms
    return Word(EVERYBODY, "appointments", "", body.model_dump(mode="json"), every_ms=every_ms)
