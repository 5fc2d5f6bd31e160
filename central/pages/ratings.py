"""/ratings: for managers. How citizens rated counters and clerks, and each bad rating until somebody has seen to it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.hall import read_hall
from central.opinions import Period, handle, read_opinions
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.pages.forms import number
from central.staff.roles import Role
from kiosk.events import RatingWay
from kiosk.reasons import load

WAYS = {
    RatingWay.PAD.value: ("评价器", "Pad"),
    RatingWay.SCREEN.value: ("窗口屏", "Screen"),
    RatingWay.PHONE.value: ("手机", "Phone"),
}


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)
    reasons = load()

    async def draw(drawing: Drawing, visit: Visit, period: Period, template: str) -> str:
        now_ms = centre.clock()
        around = {"here": "/ratings", "visit": visit, "levels": reasons.levels, "ways": WAYS}
        return await drawing.draw(
            template,
            lambda db: {
                "opinions": read_opinions(db, period, read_hall(db).time_zone, now_ms, reasons, drawing.english)
            },
            **around,
        )

    async def page(request: Request, visit: Visit) -> Response:
        return respond(request, await draw(artist.drawing(request), visit, _period(request), "ratings.html"))

    async def live(request: Request, visit: Visit) -> Response:
        drawing, period = artist.drawing(request), _period(request)
        paint = lambda: draw(drawing, visit, period, "part/ratings.html")  # noqa: E731
        return doorway.live(drawing, visit, f"ratings {period}", paint)

    async def handled(request: Request, visit: Visit) -> Response:
        ticket, now_ms = number(dict(request.path_params), "ticket"), centre.clock()
        await centre.database.write(lambda db: handle(db, ticket, visit.account.id, now_ms))
        if "x-part" in request.headers:
            return HTMLResponse(await draw(artist.drawing(request), visit, _period(request), "part/ratings.html"))
        return RedirectResponse("/ratings", 303)

    return [
        doorway.route("/ratings", page, Role.MANAGER),
        doorway.route("/ratings/live", live, Role.MANAGER),
        doorway.route("/ratings/{ticket}/handled", handled, Role.MANAGER, methods=["POST"]),
    ]


def _period(request: Request) -> Period:
    """Today, unless the address says otherwise."""
    wanted = request.query_params.get("period", "")
    return Period(wanted) if wanted in set(Period) else Period.TODAY
