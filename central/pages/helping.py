"""/helping: who asks for help at which terminal. Whoever works in the hall takes a request ("I go"), and says when
the person has been helped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from central.assistance import finish, read_pleas, take
from central.centre import Centre
from central.clock import in_hall
from central.hall import read_hall
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.pages.forms import number

REASONS = {
    "ticket": ("出票有问题", "Trouble with the ticket"),
    "refused": ("没能取号", "No number was given"),
    "out of service": ("自助机停用", "Terminal out of service"),
    "locker did not open": ("柜门没有打开", "A locker's door did not open"),
    "locker disputed": ("取件柜物品有问题", "Something is wrong in a locker"),
}
ASKED = ("请人帮忙", "Asks for help")


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def draw(drawing: Drawing, visit: Visit, template: str) -> str:
        now_ms = centre.clock()

        def midnight_ms(db: Connection) -> int:
            now = in_hall(now_ms, read_hall(db).time_zone)
            since = timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
            return int((now - since).timestamp() * 1000)

        around = {"here": "/helping", "visit": visit, "why": _why}
        return await drawing.draw(
            template, lambda db: {"pleas": read_pleas(db, visit.account.id, midnight_ms(db))}, **around
        )

    async def page(request: Request, visit: Visit) -> Response:
        return respond(request, await draw(artist.drawing(request), visit, "helping.html"))

    async def live(request: Request, visit: Visit) -> Response:
        drawing = artist.drawing(request)
        return doorway.live(drawing, visit, "helping", lambda: draw(drawing, visit, "part/helping.html"))

    async def go(request: Request, visit: Visit) -> Response:
        return await on_plea(request, visit, take)

    async def done(request: Request, visit: Visit) -> Response:
        return await on_plea(request, visit, finish)

    async def on_plea(request: Request, visit: Visit, change: Callable[[Connection, int, int, int], bool]) -> Response:
        """Who comes second reads on the page who is there already."""
        plea, now_ms = number(dict(request.path_params), "plea"), centre.clock()
        await centre.database.write(lambda db: change(db, plea, visit.account.id, now_ms))
        if "x-part" in request.headers:
            return HTMLResponse(await draw(artist.drawing(request), visit, "part/helping.html"))
        return RedirectResponse("/helping", 303)

    return [
        doorway.route("/helping", page),
        doorway.route("/helping/live", live),
        doorway.route("/helping/{plea}/take", go, methods=["POST"]),
        doorway.route("/helping/{plea}/done", done, methods=["POST"]),
    ]


def _why(reason: str) -> tuple[str, str]:
    """In both languages; what a terminal says more exactly stands beside it."""
    return REASONS.get(reason.partition(":")[0], ASKED)
