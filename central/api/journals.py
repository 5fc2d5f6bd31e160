"""POST /api/v1/journals/{journal_id}/batches: the journal's way in."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.api.reading import answer, read_body
from central.centre import Centre
from central.intake import Intake
from central.refusals import NotUnderstood
from central.tokens import bearer
from kiosk.wire import API, Gap

_JOURNAL = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)


def routes(centre: Centre) -> list[Route]:
    settings = centre.settings

    async def take(request: Request) -> Response:
        token = bearer(request.headers.get("authorization", ""))
        journal = request.path_params["journal_id"]
        if not _JOURNAL.fullmatch(journal):
            raise NotUnderstood(f"journal id {journal[:80]!r}: 1 to 64 letters, digits, dashes or underscores")
        with centre.batches.pass_through():
            body = await read_body(request, settings.batch_bytes, settings.body_seconds)
            intake = Intake(
                token=token,
                journal=journal,
                body=body,
                limit_events=settings.batch_events,
                now_ms=centre.clock(),
                seen_every_ms=settings.seen_every_ms,
            )
            await centre.database.read(intake.read_ahead)
            taken = await centre.database.write(intake)
        return answer(taken, 409 if isinstance(taken, Gap) else 200)

    return [Route(f"{API}/journals/{{journal_id}}/batches", take, methods=["POST"])]
