"""/counters/{code}/number: call a number that the clerk names, by typing it or out of everybody who waits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.calling.named import Named, number_named
from central.centre import Centre
from central.desk import read_desk
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, respond
from central.pages.pressing import press
from central.queue import today

_LONGEST = 20  # characters of a number that somebody typed


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def ask(request: Request, visit: Visit, found: Named | None = None, typed: str = "") -> Response:
        """`found`: why the number that was `typed` could not be called."""
        drawing, code, now_ms = artist.drawing(request), request.path_params["code"], centre.clock()
        around = {"here": "/counters", "visit": visit, "found": found, "typed": typed}

        def read(db: Connection) -> dict[str, Any]:
            return {"desk": read_desk(db, code, now_ms, drawing.english)}

        page = respond(request, await drawing.draw("number.html", read, **around))
        page.status_code = 422 if typed else 200
        return page

    async def page(request: Request, visit: Visit) -> Response:
        return await ask(request, visit)

    async def call(request: Request, visit: Visit) -> Response:
        code, now_ms = request.path_params["code"], centre.clock()
        typed = visit.form.get("number", "").strip()[:_LONGEST]

        def find(db: Connection) -> Named:
            return number_named(db, typed, code, today(db, now_ms))

        found = await centre.database.read(find)
        if found.deed is None or not await press(centre, visit, code, found.deed, found.ticket):
            found = await centre.database.read(find)  # as it is after somebody was quicker
            return await ask(request, visit, found, typed or "–")
        return RedirectResponse(f"/counters/{code}", 303)

    path = "/counters/{code}/number"
    return [doorway.route(path, page), doorway.route(path, call, methods=["POST"])]
