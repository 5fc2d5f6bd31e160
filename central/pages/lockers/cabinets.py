"""/cabinets: every cabinet from the front, its alarms; /cabinets/{terminal}: one of them, and one of its doors."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.pages.forms import number
from central.pages.lockers import words
from central.pages.lockers.ago import ago
from central.pages.lockers.bulk_asked import read_bulks
from central.pages.lockers.cabinet import read_alarms, read_cabinet, read_cabinets
from central.pages.lockers.cell_story import read_order, read_story
from central.pages.lockers.noted import read_noted
from central.refusals import NotHere

HERE = "/cabinets"
ASKS = ("open", "disable", "enable")


class CabinetPages:
    """Draws both pages and their live parts; shared by what reads and by what changes."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self.artist = Artist(centre)

    async def all(self, drawing: Drawing, visit: Visit, template: str = "lockers/part/cabinets.html") -> str:
        now_ms, lost_seconds = self._centre.clock(), self._centre.settings.terminal_lost_seconds

        def read(db: Connection) -> dict[str, Any]:
            return {
                "cabinets": read_cabinets(db, now_ms, lost_seconds, drawing.english),
                "alarms": read_alarms(db),
                "noted": read_noted(db),
            }

        return await drawing.draw(template, read, **_around(visit, now_ms))

    async def one(
        self,
        drawing: Drawing,
        visit: Visit,
        terminal: str,
        cell: int | None,
        template: str = "lockers/part/cabinet.html",
        **more: Any,
    ) -> str:
        """Raises NotHere for a cabinet or a cell that is none."""
        now_ms, settings = self._centre.clock(), self._centre.settings

        def read(db: Connection) -> dict[str, Any]:
            cabinet = read_cabinet(db, terminal, now_ms, settings.terminal_lost_seconds, drawing.english)
            if cell is not None and cell not in cabinet.cells:
                raise NotHere(f"the cabinet {terminal} has no cell {cell}")
            return {
                "cabinet": cabinet,
                "chosen": None if cell is None else cabinet.cells[cell],
                "story": [] if cell is None else read_story(db, terminal, cell),
                "order": None if cell is None else read_order(db, terminal, cell, now_ms),
                "alarms": read_alarms(db, terminal),
                "noted": read_noted(db, terminal),
                "bulks": read_bulks(db, terminal, now_ms, settings.parcels, visit.account.name),
            }

        order_seconds = settings.parcels.open_order_seconds
        around = {"ask": "", "refused": None, "typed": "", "order_seconds": order_seconds} | more
        return await drawing.draw(template, read, **_around(visit, now_ms), **around)


def routes(centre: Centre) -> list[Route]:
    pages, doorway = CabinetPages(centre), Doorway(centre)

    async def all_of_them(request: Request, visit: Visit) -> Response:
        return respond(request, await pages.all(pages.artist.drawing(request), visit, "lockers/cabinets.html"))

    async def all_live(request: Request, visit: Visit) -> Response:
        drawing = pages.artist.drawing(request)
        return doorway.live(drawing, visit, "cabinets", lambda: pages.all(drawing, visit))

    async def one(request: Request, visit: Visit) -> Response:
        ask = request.query_params.get("ask", "")
        more = {"ask": ask if ask in ASKS else ""}
        drawing, terminal = pages.artist.drawing(request), request.path_params["terminal"]
        html = await pages.one(drawing, visit, terminal, cell_of(request), "lockers/cabinet.html", **more)
        return respond(request, html)

    async def one_live(request: Request, visit: Visit) -> Response:
        drawing, terminal, cell = pages.artist.drawing(request), request.path_params["terminal"], cell_of(request)
        paint = partial(pages.one, drawing, visit, terminal, cell)
        return doorway.live(drawing, visit, f"cabinet {terminal} {cell}", paint)

    return [
        doorway.route(HERE, all_of_them),
        doorway.route(f"{HERE}/live", all_live),
        doorway.route(f"{HERE}/{{terminal}}", one),
        doorway.route(f"{HERE}/{{terminal}}/live", one_live),
    ]


def cell_of(request: Request) -> int | None:
    """The door that was chosen. Raises NotUnderstood for what is no number."""
    return number(request.query_params, "cell") if request.query_params.get("cell") else None


def _around(visit: Visit, now_ms: int) -> dict[str, Any]:
    return {
        "here": HERE,
        "visit": visit,
        "alarm_words": words.ALARMS,
        "advice": words.ADVICE,
        "doors": words.DOORS,
        "causes": words.CAUSES,
        "sizes": words.SIZES,
        "ago": partial(ago, now_ms),
    }
