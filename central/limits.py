"""Whether a service has a number left: for the day, for this part of it, for this person. Pure; asked by
central/admission.py under the service's lock, so that two requests never take the same last one.

A number counts when the centre knows of it. What a terminal gave alone, while it was cut off, is past refusing: it
counts from the moment it is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from central.catalogue import ServiceEntry
from kiosk.wire import Refusal


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the day, from `begins` to before `ends`."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """Numbers of one service that were given today: in all, in this slot without an appointment, to this person."""

    day: int
    slot: int
    person: int


def slot_at(instant: datetime, minutes: int) -> Slot:
    """Slots begin at midnight, wall time; the last one of the day may be shorter. `instant`: aware, of the hall."""
    midnight = datetime.combine(instant.date(), time(), instant.tzinfo)
    since = instant.hour * 60 + instant.minute
    begins = midnight + timedelta(minutes=since - since % minutes)
    return Slot(begins, min(begins + timedelta(minutes=minutes), midnight + timedelta(days=1)))


def is_limited(entry: ServiceEntry, *, known_person: bool) -> bool:
    """Whether numbers must be counted at all."""
    return entry.per_day is not None or entry.quota is not None or (known_person and entry.per_person is not None)


def what_is_full(entry: ServiceEntry, given: Given, *, known_person: bool) -> Refusal | None:
    """For somebody without an appointment."""
    if known_person and entry.per_person is not None and given.person >= entry.per_person:
        return Refusal.PERSON_LIMIT
    if entry.per_day is not None and given.day >= entry.per_day:
        return Refusal.DAY_FULL
    if entry.quota is not None and given.slot >= entry.quota:
        return Refusal.SLOT_FULL
    return None
