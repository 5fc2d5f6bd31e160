"""The pages of cabinets and parcels: for staff, and for the phone of who is to collect something."""

from __future__ import annotations

from starlette.routing import Route

from central.centre import Centre
from central.pages.lockers import bulk, cabinet_changes, cabinets, labels, parcel, parcel_changes, parcels, registering


def routes(centre: Centre) -> list[Route]:
    found: list[Route] = []
    for part in (
        cabinet_changes,
        bulk,
        cabinets,
        parcels,
        labels,
        registering,
        parcel_changes,
        parcel,
    ):  # a word before any parcel's id
        found += part.routes(centre)
    return found
