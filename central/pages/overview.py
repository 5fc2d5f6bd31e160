"""/: the hall at a glance, for managers; a clerk comes to the counters."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.lobby import read_lobby
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.staff.roles import Role


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def draw(drawing: Drawing, visit: Visit, template: str) -> str:
        now_ms = centre.clock()
        return await drawing.draw(
            template, lambda db: {"lobby": read_lobby(db, now_ms, drawing.english)}, here="/", visit=visit
        )

    async def page(request: Request, visit: Visit) -> Response:
        if not visit.may(Role.MANAGER):
            return RedirectResponse("/counters", 303)
        return respond(request, await draw(artist.drawing(request), visit, "overview.html"))

    async def live(request: Request, visit: Visit) -> Response:
        drawing = artist.drawing(request)
        return doorway.live(drawing, visit, "overview", lambda: draw(drawing, visit, "part/overview.html"))

    return [doorway.route("/", page), doorway.route("/live", live, Role.MANAGER)]
