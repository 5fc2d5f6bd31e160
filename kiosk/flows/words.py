"""Phrases that screens and the paper share: where to go, what the code carries. Pure."""

from __future__ import annotations

from kiosk.hall import Hall, in_language
from kiosk.views import Language
from kiosk.wire import Department, Service


def name_of(named: Department | Service, language: Language) -> str:
    return in_language(language, named.name, named.name_en)


def place_of(department: Department, language: Language) -> str:
    """ "2 楼 B 区"; a place that begins with its floor is not given the floor again."""
    floor = in_language(language, department.floor, department.floor_en)
    place = in_language(language, department.place, department.place_en)
    if place.startswith(floor) or not place:
        return place or floor
    return f"{floor}, {place}" if language is Language.EN else f"{floor} {place}"


def place_and_counters(department: Department, language: Language) -> str:
    place = place_of(department, language)
    if not department.counters:
        return place
    if language is Language.EN:
        return f"{place}, counters {department.counters}" if place else f"counters {department.counters}"
    return f"{place} {department.counters} 号窗口".strip()


def qr_of(token: str, hall: Hall) -> str | None:
    """The address of the ticket's phone page; None where the hall has none, or the ticket's token is not known."""
    public_url = hall.hall.public_url if hall.hall else ""
    return f"{public_url.rstrip('/')}/t/{token}" if public_url and token else None
