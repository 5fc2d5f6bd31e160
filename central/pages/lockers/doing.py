"""Who does it, from a page: for every function of central/parcels that changes something."""

from __future__ import annotations

from starlette.requests import Request

from central.centre import Centre
from central.pages.doorway import Visit, address_of
from central.parcels.by import By


def by_whom(request: Request, visit: Visit, centre: Centre) -> By:
    return By(centre.clock(), visit.account.name, visit.account.id, address_of(request))
