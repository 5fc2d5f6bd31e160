"""/t/{token}: a ticket on its holder's phone. Public; whoever has the address has the ticket, and the page says no
more than it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.drawing import Artist, Drawing, respond
from central.refusals import NotHere
from central.slip import read_slip


def routes(centre: Centre) -> list[Route]:
    artist = Artist(centre)

    async def draw(drawing: Drawing, token: str, template: str) -> str:
        now_ms = centre.clock()

        def read(db: Connection) -> dict[str, Any]:
            slip = read_slip(db, token, now_ms, drawing.english)
            if slip is None:
                raise NotHere("no ticket has this address (yet)")
            return {"slip": slip, "path": f"/t/{token}"}

        return await drawing.draw(template, read)

    async def page(request: Request) -> Response:
        html = await draw(artist.drawing(request), request.path_params["token"], "slip.html")
        return respond(request, html)

    async def part(request: Request) -> Response:
        token = request.path_params["token"]
        return HTMLResponse(await draw(artist.drawing(request), token, "part/slip.html"))

    return [Route("/t/{token}", page), Route("/t/{token}/part", part)]
