"""/: the hall at a glance."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.lobby import read_lobby
from central.pages.drawing import Artist, Drawing, respond


def routes(centre: Centre) -> list[Route]:
    artist = Artist(centre)

    async def draw(drawing: Drawing, template: str) -> str:
        now_ms = centre.clock()
        return await drawing.draw(template, lambda db: {"lobby": read_lobby(db, now_ms, drawing.english), "here": "/"})

    async def page(request: Request) -> Response:
        return respond(request, await draw(artist.drawing(request), "overview.html"))

    async def live(request: Request) -> Response:
        drawing = artist.drawing(request)
        name = f"overview {drawing.english}"
        return centre.live.response(name, lambda: draw(drawing, "part/overview.html"))

    return [Route("/", page), Route("/live", live)]
