"""/counters and /counters/{code}: choose a counter, and call from it."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from central.calling import Act
from central.centre import Centre
from central.desk import counter_state, read_desk
from central.lobby import CounterCell
from central.pages.drawing import Artist, Drawing, respond
from central.pages.forms import number, read_form
from central.queue import today
from central.refusals import NotHere
from central.states import Deed
from central.tables import counters, departments


def routes(centre: Centre) -> list[Route]:
    artist = Artist(centre)

    async def draw(drawing: Drawing, code: str, template: str) -> str:
        now_ms = centre.clock()
        return await drawing.draw(
            template, lambda db: {"desk": read_desk(db, code, now_ms, drawing.english), "here": "/counters"}
        )

    async def choose(request: Request) -> Response:
        drawing, now_ms = artist.drawing(request), centre.clock()

        def read(db: Connection) -> dict[str, Any]:
            return {"departments": _by_department(db, now_ms, drawing.english), "here": "/counters"}

        return respond(request, await drawing.draw("counters.html", read))

    async def page(request: Request) -> Response:
        drawing = artist.drawing(request)
        return respond(request, await draw(drawing, request.path_params["code"], "counter.html"))

    async def live(request: Request) -> Response:
        drawing, code = artist.drawing(request), request.path_params["code"]
        await draw(drawing, code, "part/counter.html")  # a counter that is not there is told at once
        name = f"counter {drawing.english} {code}"
        return centre.live.response(name, lambda: draw(drawing, code, "part/counter.html"))

    async def deed(request: Request) -> Response:
        drawing, code = artist.drawing(request), request.path_params["code"]
        if request.path_params["deed"] not in set(Deed):
            raise NotHere(f"a counter cannot {request.path_params['deed']!r}")
        form = await read_form(request, centre.settings)
        act = Act(
            counter=code,
            deed=Deed(request.path_params["deed"]),
            turn=number(form, "turn"),
            now_ms=centre.clock(),
            grace_ms=centre.settings.reserved_grace_ms,
            ticket=number(form, "ticket") if "ticket" in form else None,
        )
        await centre.database.write(act)
        if "x-part" in request.headers:
            return HTMLResponse(await draw(drawing, code, "part/counter.html"))
        return RedirectResponse(f"/counters/{code}", 303)

    return [
        Route("/counters", choose),
        Route("/counters/{code}", page),
        Route("/counters/{code}/live", live),
        Route("/counters/{code}/{deed}", deed, methods=["POST"]),
    ]


def _by_department(db: Connection, now_ms: int, english: bool) -> list[tuple[str, list[CounterCell]]]:
    """The hall's counters under the name of their department, both in the catalogue's order."""
    day = today(db, now_ms)
    found: dict[str, tuple[str, list[CounterCell]]] = {}
    for row in db.execute(select(departments.c.code, departments.c.body).order_by(departments.c.place_in_list)):
        body = orjson.loads(row.body)
        found[row.code] = ((english and body["name_en"]) or body["name"], [])
    for row in db.execute(select(counters).order_by(counters.c.place_in_list)):
        found[row.department][1].append(CounterCell(row.code, counter_state(row, day), busy=False))
    return [(name, cells) for name, cells in found.values() if cells]
