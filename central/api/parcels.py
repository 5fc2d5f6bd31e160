"""POST /api/v1/parcels: a list of documents for pickup or the courier, from the system that finished them. All are
taken or none; the same reference again is the same parcel, so that a list may be sent as often as one likes.

GET /api/v1/parcels/REFERENCE: how far one has come.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.api.reading import read_body
from central.api.wishes import as_json, known_sender, not_taken, not_understood
from central.centre import Centre
from central.clock import iso
from central.parcels.by import API as BY_API
from central.parcels.by import By
from central.parcels.registering import register_apart
from central.parcels.tables import parcels
from central.parcels.wish import ParcelWish
from central.refusals import NotHere
from central.senders import PARCELS
from central.wishes import Faulty
from kiosk.wire import API

_WISHES = TypeAdapter(list[ParcelWish])


def routes(centre: Centre) -> list[Route]:
    settings = centre.settings

    async def take(request: Request) -> Response:
        await known_sender(centre, PARCELS, request)
        body = await read_body(request, settings.parcels.sender_bytes, settings.body_seconds)
        try:
            wishes = _WISHES.validate_json(body)
        except ValidationError as error:
            return not_understood(error)
        by = By(centre.clock(), BY_API)
        try:
            taken = await register_apart(centre.database, centre.vault, wishes, by, settings.parcels)
        except Faulty as error:
            return not_taken(error.faults)
        return as_json({"parcels": taken})

    async def one(request: Request) -> Response:
        await known_sender(centre, PARCELS, request)
        reference = request.path_params["reference"]
        return as_json(await centre.database.read(lambda db: _standing(db, reference)))

    return [
        Route(f"{API}/parcels", take, methods=["POST"]),
        Route(f"{API}/parcels/{{reference}}", one, methods=["GET"]),
    ]


def _standing(db: Connection, reference: str) -> dict[str, Any]:
    """Raises NotHere."""
    row = db.execute(select(parcels).where(parcels.c.reference == reference)).first()
    if row is None:
        raise NotHere(f"no parcel has the reference {reference[:64]!r}")
    told = ("reference", "id", "label", "kind", "cabinet", "state", "standing", "cell", "waybill", "post_state", "way")
    times = {name: row._mapping[f"{name}_ms"] for name in ("registered", "deposited", "out", "expires")}
    return {name: row._mapping[name] for name in told} | {
        f"{name}_at": None if at_ms is None else iso(at_ms) for name, at_ms in times.items()
    }
