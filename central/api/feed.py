"""GET /api/v1/feed?after=N&wait=S: the log down, a long poll."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.api.reading import answer
from central.centre import Centre
from central.feed import read
from central.intake import note_seen
from central.parcels.parcel_rows import note_heard
from central.refusals import NotUnderstood
from central.tokens import Caller, bearer, caller
from kiosk.wire import API, FeedAnswer

_LATEST = 2**62


def routes(centre: Centre) -> list[Route]:
    settings, database, pulse = centre.settings, centre.database, centre.watch.feed

    async def feed(request: Request) -> Response:
        token = bearer(request.headers.get("authorization", ""))
        after = int(_number(request, "after", 0, _LATEST))
        wait_seconds = _number(request, "wait", 0, settings.feed_wait_seconds)
        deadline = asyncio.get_running_loop().time() + wait_seconds
        count = pulse.count
        teller, told = await database.read(lambda db: _told(db, token, after))
        await _note(centre, teller, after)
        while not (told.rows or told.through < after or pulse.ended):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await pulse.after(count, left)
            count = pulse.count
            _, told = await database.read(lambda db: _told(db, token, after))
        return answer(told.model_copy(update={"now_ms": centre.clock()}))

    return [Route(f"{API}/feed", feed, methods=["GET"])]


def _told(db: Connection, token: str, after: int) -> tuple[Caller, FeedAnswer]:
    teller = caller(db, token)
    return teller, read(db, teller.terminal, after)


async def _note(centre: Centre, teller: Caller, after: int) -> None:
    """Remember that the terminal was heard of, and how far it heard; a write only after some seconds."""
    now_ms, every_ms = centre.clock(), centre.settings.seen_every_ms
    if teller.seen_ms is None or now_ms - teller.seen_ms >= every_ms:

        def spoke(db: Connection) -> None:
            note_seen(db, teller, now_ms, every_ms)
            note_heard(db, teller.terminal, after)

        await centre.database.write(spoke)


def _number(request: Request, name: str, default: float, most: float) -> float:
    """A query's number, at most `most`. Raises NotUnderstood."""
    text = request.query_params.get(name, str(default))
    try:
        value = float(text) if name == "wait" else int(text)
    except ValueError:
        value = -1
    if not value >= 0:
        raise NotUnderstood(f"{name}={text[:40]!r}: write a number from 0")
    return min(value, most)
