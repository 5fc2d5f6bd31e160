"""/terminals: the hall's terminals, their devices and journals, and who asks for staff there."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.fleet import read_fleet, take_plea
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.pages.forms import number
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

    async def on_my_way(request: Request, visit: Visit) -> Response:
        plea, now_ms = number(dict(request.path_params), "plea"), centre.clock()
        await centre.database.write(lambda db: take_plea(db, plea, now_ms))
        if "x-part" in request.headers:
            return HTMLResponse(await draw(artist.drawing(request), visit, "part/terminals.html"))
        return RedirectResponse("/terminals", 303)

    return [
        doorway.route("/terminals", page, Role.MANAGER),
        doorway.route("/terminals/live", live, Role.MANAGER),
        doorway.route("/terminals/pleas/{plea}", on_my_way, Role.MANAGER, methods=["POST"]),
    ]
