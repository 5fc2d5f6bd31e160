"""/parcels/{parcel}: one parcel, everything that happened to it, and what can be done about it now."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.pages.lockers import words
from central.pages.lockers.cabinets import HERE
from central.pages.lockers.parcel_deeds import Ask, next_post, possible
from central.pages.lockers.parcel_words import MESSAGE_KINDS, MESSAGES, POST, sign_of
from central.pages.lockers.timeline import timeline
from central.parcels.story import read_parcel
from central.parcels.tables import cabinets


class ParcelPage:
    """Draws the page and its live part; shared by what reads and by what changes."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self.artist = Artist(centre)

    async def draw(
        self,
        drawing: Drawing,
        visit: Visit,
        parcel: str,
        template: str = "lockers/part/parcel.html",
        *,
        asked: str = "",
        **more: Any,
    ) -> str:
        """`asked`: what the address asks to be confirmed. Raises NotHere."""
        now_ms = self._centre.clock()

        def read(db: Connection) -> dict[str, Any]:
            card = read_parcel(db, parcel, now_ms)
            may, others = possible(card, visit.account.role), _others(db, card.parcel.terminal)
            if not others:
                may -= {Ask.MOVE}
            ask = asked if asked in may else ""
            found = {"card": card, "may": may, "ask": ask, "others": others}
            return found | {"sign": sign_of(card.parcel), "moments": timeline(card)}

        around = {"refused": None, "typed": "", "told_code": "", "news": ""} | more
        shown = {
            "here": HERE,
            "visit": visit,
            "sizes": words.SIZES,
            "kinds": words.KINDS,
            "problems": words.PROBLEMS,
            "clashes": words.CLASHES,
            "doors": words.DOORS,
            "causes": words.CAUSES,
            "message_kinds": MESSAGE_KINDS,
            "message_signs": MESSAGES,
            "post_signs": POST,
            "next_post": next_post,
        }
        return await drawing.draw(template, read, **shown, **around)

    async def respond(self, request: Request, visit: Visit, status: int = 200, **more: Any) -> Response:
        drawing, parcel = self.artist.drawing(request), request.path_params["parcel"]
        page = respond(request, await self.draw(drawing, visit, parcel, "lockers/parcel.html", **more))
        page.status_code = status
        return page


def routes(centre: Centre) -> list[Route]:
    pages, doorway = ParcelPage(centre), Doorway(centre)

    async def page(request: Request, visit: Visit) -> Response:
        asked = request.query_params.get("ask", "")
        news = next((name for name in ("added", "known") if name in request.query_params), "")
        return await pages.respond(request, visit, asked=asked, news=news)

    async def live(request: Request, visit: Visit) -> Response:
        drawing, parcel = pages.artist.drawing(request), request.path_params["parcel"]
        return doorway.live(drawing, visit, f"parcel {parcel}", partial(pages.draw, drawing, visit, parcel))

    return [
        doorway.route("/parcels/{parcel}", page),
        doorway.route("/parcels/{parcel}/live", live),
    ]


def _others(db: Connection, terminal: str) -> list[Any]:
    """The cabinets that a parcel of this one can be carried to."""
    return list(db.execute(select(cabinets).where(cabinets.c.terminal != terminal).order_by(cabinets.c.terminal)))
