"""The pages of cabinets and parcels: for staff, and for the phone of who is to collect something."""

from __future__ import annotations

from starlette.routing import Route

from central.centre import Centre
from central.pages.lockers import cabinets


def routes(centre: Centre) -> list[Route]:
    found: list[Route] = []
    for part in (cabinets,):
        found += part.routes(centre)
    return found
