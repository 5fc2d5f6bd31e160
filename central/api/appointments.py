"""POST /api/v1/appointments: a list of appointments from the system where people book them. All are taken or none.

The same reference again changes its appointment: a list may be sent as often as one likes.
"""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.api.reading import read_body
from central.appointments.taking import Faulty, Taken, take_wishes
from central.appointments.tokens import check_token
from central.appointments.wish import Wish
from central.centre import Centre
from central.tokens import bearer
from kiosk.wire import API

_WISHES = TypeAdapter(list[Wish])
_FOUND_MOST = 1_000  # problems that one answer names


def routes(centre: Centre) -> list[Route]:
    settings = centre.settings

    async def take(request: Request) -> Response:
        token = bearer(request.headers.get("authorization", ""))
        await centre.database.read(lambda db: check_token(db, token))
        body = await read_body(request, settings.batch_bytes, settings.body_seconds)
        try:
            wishes = _WISHES.validate_json(body)
        except ValidationError as error:
            return _problems([_found(each) for each in error.errors(include_url=False, include_input=False)])
        now_ms = centre.clock()
        try:
            taken = await centre.database.write(lambda db: take_wishes(db, wishes, now_ms))
        except Faulty as error:
            return _problems([{"place": each.place, "field": each.key, "why": each.why} for each in error.faults])
        return _json({"appointments": [_told(each) for each in taken]})

    return [Route(f"{API}/appointments", take, methods=["POST"])]


def _told(taken: Taken) -> dict[str, str]:
    return {"reference": taken.reference, "outcome": taken.outcome, "code": taken.code}


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
