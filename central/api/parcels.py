"""POST /api/v1/parcels: a list of documents for pickup or the courier, from the system that finished them. All are
taken or none; the same reference again is the same parcel, so that a list may be sent as often as one likes.

GET /api/v1/parcels/REFERENCE: how far one has come.
"""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.api.reading import read_body
from central.centre import Centre
from central.clock import iso
from central.parcels.by import API as BY_API
from central.parcels.by import By
from central.parcels.registering import Faulty, register_apart
from central.parcels.tables import parcels
from central.parcels.tokens import check_token
from central.parcels.wish import ParcelWish
from central.refusals import NotHere
from central.tokens import bearer
from kiosk.wire import API

_WISHES = TypeAdapter(list[ParcelWish])
_FOUND_MOST = 1_000  # problems that one answer names


def routes(centre: Centre) -> list[Route]:
    settings = centre.settings

    async def known_sender(request: Request) -> None:
        token = bearer(request.headers.get("authorization", ""))
        await centre.database.read(lambda db: check_token(db, token))

    async def take(request: Request) -> Response:
        await known_sender(request)
        body = await read_body(request, settings.parcels.sender_bytes, settings.body_seconds)
        try:
            wishes = _WISHES.validate_json(body)
        except ValidationError as error:
            return _problems([_found(each) for each in error.errors(include_url=False, include_input=False)])
        by = By(centre.clock(), BY_API)
        try:
            taken = await register_apart(centre.database, centre.vault, wishes, by, settings.parcels)
        except Faulty as error:
            return _problems([{"place": each.place, "field": each.key, "why": each.why} for each in error.faults])
        return _json({"parcels": taken})

    async def one(request: Request) -> Response:
        await known_sender(request)
        reference = request.path_params["reference"]
        return _json(await centre.database.read(lambda db: _standing(db, reference)))

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


def _found(error: Any) -> dict[str, Any]:
    """Where it stands; never what: it may be somebody's name."""
    place, *field = error["loc"] or (None,)
    why = error["msg"].removeprefix("Value error, ")
    return {"place": place, "field": str(field[0]) if field else "", "why": why}


def _problems(found: list[dict[str, Any]]) -> Response:
    first = found[0]
    sentence = (
        f"nothing was taken: {len(found)} problems; the first: [{first['place']}] {first['field']}: {first['why']}"
    )
    return _json({"detail": sentence, "problems": found[:_FOUND_MOST]}, 422)


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
