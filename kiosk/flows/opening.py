"""What can be had at this moment: the hall, a department, a service, the check-in. Pure; for steps and screens."""

from __future__ import annotations

from datetime import datetime

from kiosk.appointments import any_now
from kiosk.flows.around import Reader, Surroundings
from kiosk.hall import Hall, in_language
from kiosk.hours import Hours, closed_words, hours
from kiosk.views import Language
from kiosk.wire import Department, Service


def hall_hours(hall: Hall, now: datetime) -> Hours:
    """The hall's own; while it is closed, those of a service that is open all the same."""
    own = hours(hall.hall.open_spans if hall.hall else None, now)
    if own.open:
        return own
    by_service = [hours(service.open_spans, now) for service in hall.services() if service.open_spans is not None]
    for each in by_service:
        if each.open:
            return Hours(open=True, extended=True, closes=each.closes)
    return own


def closed(service: Service, hall: Hall, now: datetime, language: Language) -> str | None:
    """Why or until when, in the view's language; None: a number can be had."""
    if service.closed:
        return in_language(language, service.closed, service.closed_en or "")
    return closed_words(hours(hall.spans_of(service), now), now, language)


def department_closed(department: Department, hall: Hall, now: datetime, language: Language) -> str | None:
    """While all of its services are closed: what the one says that opens first."""
    services = hall.services(department.code)
    words = [closed(service, hall, now, language) for service in services]
    if not words or None in words:
        return None

    def opens(at: int) -> float:
        begins = None if services[at].closed else hours(hall.spans_of(services[at]), now).opens
        return begins.timestamp() if begins is not None else float("inf")

    return words[min(range(len(words)), key=opens)]


def offers_check_in(hall: Hall, around: Surroundings) -> bool:
    """Something to read it with, appointments to find it in, and, while the hall is closed, one whose time it is."""
    if not around.readers or not hall.person_key or hall.appointments is None:
        return False
    return hall_hours(hall, around.now).open or any_now(hall.appointments, hall.rules, around.now)


def can_identify(hall: Hall, around: Surroundings) -> bool:
    return Reader.CARD in around.readers and bool(hall.person_key)
