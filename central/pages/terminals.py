"""/terminals: the hall's terminals, their devices and journals."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.fleet import read_fleet
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.staff.roles import Role

DEVICE_NAMES = {"ticket_printer": ("小票打印机", "Ticket printer")}


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)
    settings = centre.settings

    async def draw(drawing: Drawing, visit: Visit, template: str) -> str:
        now_ms = centre.clock()
        around = {"device_names": DEVICE_NAMES, "here": "/terminals", "visit": visit}
        return await drawing.draw(
            template, lambda db: {"fleet": read_fleet(db, now_ms, settings.terminal_lost_seconds)}, **around
        )

    async def page(request: Request, visit: Visit) -> Response:
        return respond(request, await draw(artist.drawing(request), visit, "terminals.html"))

    async def live(request: Request, visit: Visit) -> Response:
        drawing = artist.drawing(request)
        return doorway.live(drawing, visit, "terminals", lambda: draw(drawing, visit, "part/terminals.html"))

    return [
        doorway.route("/terminals", page, Role.MANAGER),
        doorway.route("/terminals/live", live, Role.MANAGER),
    ]
