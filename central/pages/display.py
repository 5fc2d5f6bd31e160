"""/display: the hall's big screen. `?zone=` shows one floor or place only, `?static=1` a still picture."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.board import read_board
from central.centre import Centre
from central.pages.drawing import Artist, Drawing, respond


def routes(centre: Centre) -> list[Route]:
    artist = Artist(centre)

    async def draw(drawing: Drawing, zone: str, template: str, live: bool) -> str:
        now_ms = centre.clock()
        asked = {"lang": "en"} if drawing.english else {}
        query = urlencode(asked | ({"zone": zone} if zone else {}))
        around = {"live": live, "zone_query": f"?{query}" if query else ""}
        return await drawing.draw(
            template, lambda db: {"board": read_board(db, zone, now_ms, drawing.english), **around}
        )

    async def page(request: Request) -> Response:
        zone = request.query_params.get("zone", "")
        live = "static" not in request.query_params
        return respond(request, await draw(artist.drawing(request), zone, "display.html", live))

    async def stream(request: Request) -> Response:
        drawing, zone = artist.drawing(request), request.query_params.get("zone", "")
        name = f"display {drawing.english} {zone}"
        return centre.live.response(name, lambda: draw(drawing, zone, "part/display.html", True))

    return [Route("/display", page), Route("/display/live", stream)]
