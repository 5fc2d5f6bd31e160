"""A list of wishes that another system sends: who it is, what it sends, and the answer that names every problem."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from central.centre import Centre
from central.senders import Sender
from central.tokens import bearer
from central.wishes import Fault

_FOUND_MOST = 1_000  # problems that one answer names


async def known_sender(centre: Centre, sender: Sender, request: Request) -> None:
    """Raises UnknownTerminal."""
    token = bearer(request.headers.get("authorization", ""))
    await centre.database.read(lambda db: sender.check_token(db, token))


def not_understood(error: ValidationError) -> Response:
    """422 with every place that is no wish."""
    return _problems([_found(each) for each in error.errors(include_url=False, include_input=False)])


def not_taken(faults: Iterable[Fault]) -> Response:
    """422 with every fault."""
    return _problems([{"place": each.place, "field": each.key, "why": each.why} for each in faults])


def as_json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


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
    return as_json({"detail": sentence, "problems": found[:_FOUND_MOST]}, 422)
