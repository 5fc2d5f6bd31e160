"""/display: the hall's big screens. `?zone=` shows one floor or place only, `?static=1` a still picture; /display/zones
lists them to choose from.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.board import read_board
from central.centre import Centre
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.zones import bodies, zones


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

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
        live, drawing = "static" not in request.query_params, artist.drawing(request)
        name = f"display page {live} {drawing.english} {zone}"
        return respond(request, await centre.live.drawn(name, lambda: draw(drawing, zone, "display.html", live)))

    async def stream(request: Request) -> Response:
        drawing, zone = artist.drawing(request), request.query_params.get("zone", "")
        name = f"display {drawing.english} {zone}"
        return centre.live.response(name, lambda: draw(drawing, zone, "part/display.html", True))

    async def choose(request: Request, visit: Visit) -> Response:
        drawing = artist.drawing(request)
        html = await drawing.draw(
            "zones.html", lambda db: {"zones": zones(bodies(db), drawing.english)}, here="/display/zones", visit=visit
        )
        return respond(request, html)

    return [Route("/display", page), Route("/display/live", stream), doorway.route("/display/zones", choose)]
