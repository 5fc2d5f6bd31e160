"""Appointments of today as this terminal knows them: whose they are, and whether they may be checked in now. Pure.

From the feed's row and the hall's rules to the flow; it works with the centre away. Persons and codes are hashes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from kiosk.hours import moment
from kiosk.views import Refused
from kiosk.wire import AppointmentsBody, Booked, BookedState, HallRules

SHOWN_AT_ONCE = 4  # what one screen holds


def of_person(told: AppointmentsBody | None, person: str, now: datetime) -> tuple[Booked, ...]:
    """Those that still can be checked in before those that were; each group by its beginning."""
    return _chosen([one for one in _today(told, now) if person and one.person == person])


def of_code(told: AppointmentsBody | None, code: str, now: datetime) -> tuple[Booked, ...]:
    """`code`: kiosk.person.appointment_hash of what the QR carries."""
    return _chosen([one for one in _today(told, now) if code and one.code == code])


def by_id(told: AppointmentsBody | None, wanted: str, now: datetime) -> Booked | None:
    return next((one for one in _today(told, now) if one.id == wanted), None)


def refusal(booked: Booked, rules: HallRules, now: datetime) -> Refused | None:
    """Why it cannot be checked in at this moment, by the hall's rules; None: it can."""
    if booked.state is BookedState.ARRIVED:
        return Refused.APPOINTMENT_USED
    starts = moment(booked.starts, now)
    if starts is None or booked.state is BookedState.CANCELLED:
        return Refused.APPOINTMENT_UNKNOWN
    if now < opens(starts, rules):
        return Refused.APPOINTMENT_EARLY
    if now > starts + timedelta(minutes=rules.late_minutes):
        return Refused.APPOINTMENT_LATE
    return None


def opens(starts: datetime, rules: HallRules) -> datetime:
    """From when on it may be checked in."""
    return starts - timedelta(minutes=rules.early_minutes)


def any_now(told: AppointmentsBody | None, rules: HallRules, now: datetime) -> bool:
    """Whether somebody could check in at this moment."""
    return any(refusal(one, rules, now) is None for one in _today(told, now))


def code_in(text: str) -> str:
    """The appointment's code in what a QR carries: the text itself, or the last part of an address's path."""
    text = text.strip()
    if not text.lower().startswith(("http://", "https://")):
        return text
    try:
        path = urlsplit(text).path
    except ValueError:
        return ""
    return path.rstrip("/").rpartition("/")[2]


def _today(told: AppointmentsBody | None, now: datetime) -> list[Booked]:
    if told is None or told.day != now.date():
        return []
    return [one for one in told.booked if one.state is not BookedState.CANCELLED]


def _chosen(found: list[Booked]) -> tuple[Booked, ...]:
    found.sort(key=lambda one: (one.state is BookedState.ARRIVED, one.starts))
    return tuple(found[:SHOWN_AT_ONCE])
