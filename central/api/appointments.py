"""POST /api/v1/appointments: a list of appointments from the system where people book them. All are taken or none.

The same reference again changes its appointment: a list may be sent as often as one likes.
"""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.api.reading import read_body
from central.api.wishes import as_json, known_sender, not_taken, not_understood
from central.appointments.taking import Taken, take_wishes
from central.appointments.wish import Wish
from central.centre import Centre
from central.senders import APPOINTMENTS
from central.wishes import Faulty
from kiosk.wire import API

_WISHES = TypeAdapter(list[Wish])


def routes(centre: Centre) -> list[Route]:
    settings = centre.settings

    async def take(request: Request) -> Response:
        await known_sender(centre, APPOINTMENTS, request)
        body = await read_body(request, settings.batch_bytes, settings.body_seconds)
        try:
            wishes = _WISHES.validate_json(body)
        except ValidationError as error:
            return not_understood(error)
        now_ms = centre.clock()
        try:
            taken = await centre.database.write(lambda db: take_wishes(db, wishes, now_ms))
        except Faulty as error:
            return not_taken(error.faults)
        return as_json({"appointments": [_told(each) for each in taken]})

    return [Route(f"{API}/appointments", take, methods=["POST"])]


def _told(taken: Taken) -> dict[str, str]:
    return {"reference": taken.reference, "outcome": taken.outcome, "code": taken.code}
