"""The pages of cabinets and parcels: for staff, and for the phone of who is to collect something."""

from __future__ import annotations

from starlette.routing import Route

from central.centre import Centre
from central.pages.lockers import (
    bulk,
    cabinet_changes,
    cabinets,
    importing,
    labels,
    parcel,
    parcel_changes,
    parcels,
    passes,
    pickup,
    registering,
)

_PARTS = (  # a word before any cabinet's or parcel's name
    cabinet_changes,
    bulk,
    cabinets,
    parcels,
    labels,
    registering,
    importing,
    parcel_changes,
    parcel,
    passes,
    pickup,
)


def routes(centre: Centre) -> list[Route]:
    return [route for part in _PARTS for route in part.routes(centre)]
