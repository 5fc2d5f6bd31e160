"""POST /api/v1/tickets and POST /api/v1/leases: numbers for terminals."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.api.reading import answer, read_body, understand
from central.centre import Centre
from central.issue import IssueLease, IssueTicket
from central.tokens import bearer
from kiosk.wire import API, LeaseRequest, TicketRefused, TicketRequest


def routes(centre: Centre) -> list[Route]:
    settings = centre.settings

    async def body_of(request: Request) -> bytes:
        return await read_body(request, settings.form_bytes, settings.body_seconds)

    async def ticket(request: Request) -> Response:
        token = bearer(request.headers.get("authorization", ""))
        asked = understand(TicketRequest, await body_of(request))
        given = await centre.database.write(IssueTicket(token, asked, centre.clock()))
        return answer(given, 409 if isinstance(given, TicketRefused) else 200)

    async def lease(request: Request) -> Response:
        token = bearer(request.headers.get("authorization", ""))
        asked = understand(LeaseRequest, await body_of(request))
        return answer(await centre.database.write(IssueLease(token, asked, centre.clock())))

    return [Route(f"{API}/tickets", ticket, methods=["POST"]), Route(f"{API}/leases", lease, methods=["POST"])]
