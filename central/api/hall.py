"""GET /api/v1/health and GET /api/v1/hall/waiting: is the server well, and who waits. No personal data, no token."""

from __future__ import annotations

from typing import Literal

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central import VERSION
from central.api.reading import answer
from central.centre import Centre
from central.clock import business_day, iso
from central.database import DatabaseBusy
from central.hall import Hall, read_hall
from central.queue import today, waiting
from kiosk.wire import API, Health


def routes(centre: Centre) -> list[Route]:
    async def health(_request: Request) -> Response:
        now_ms = centre.clock()
        status: Literal["ok", "degraded"] = "ok"
        try:
            hall = await centre.database.read(read_hall)
        except (DatabaseBusy, SQLAlchemyError):
            status, hall = "degraded", Hall()
        day = business_day(now_ms, hall.time_zone)
        well = Health(status=status, version=VERSION, database=centre.database.name, time=iso(now_ms), day=day)
        return answer(well, 200 if status == "ok" else 503)

    async def who_waits(_request: Request) -> Response:
        now_ms = centre.clock()
        rows = await centre.database.read(lambda db: _rows(db, now_ms))
        return Response(orjson.dumps(rows), media_type="application/json")

    return [Route(f"{API}/health", health), Route(f"{API}/hall/waiting", who_waits)]


def _rows(db: Connection, now_ms: int) -> list[dict[str, object]]:
    return [
        {
            "number": ticket.number,
            "service": ticket.service,
            "department": ticket.department,
            "state": ticket.state,
            "issued_at": iso(ticket.issued_ms),
            "terminal": ticket.terminal,
            "waited_minutes": ticket.waited_minutes,
        }
        for ticket in waiting(db, today(db, now_ms), now_ms)
    ]
