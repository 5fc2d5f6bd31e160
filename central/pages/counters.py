"""/counters and /counters/{code}: choose a counter, and call from it. Who calls sits there (pages/sitting.py)."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.desk import read_desk
from central.lobby import CounterCell
from central.pages import picking, sending
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.pages.forms import number
from central.pages.pressing import press
from central.queue import today
from central.refusals import NotHere
from central.staff.roles import Role
from central.staff.sittings import at_counter, everywhere, of_account
from central.states import Deed, counter_state
from central.tables import counters, departments

WAITING_SHOWN = 12


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def draw(drawing: Drawing, visit: Visit, code: str, template: str) -> str:
        now_ms = centre.clock()
        around = {"here": "/counters", "visit": visit, "may_watch": visit.may(Role.MANAGER)}

        def read(db: Connection) -> dict[str, Any]:
            return {"desk": read_desk(db, code, now_ms, drawing.english, WAITING_SHOWN)}

        return await drawing.draw(template, read, **around)

    async def choose(request: Request, visit: Visit) -> Response:
        drawing, now_ms = artist.drawing(request), centre.clock()

        def read(db: Connection) -> dict[str, Any]:
            return {
                "departments": _by_department(db, now_ms, drawing.english),
                "clerks": everywhere(db),
                "mine": of_account(db, visit.account.id),
            }

        return respond(request, await drawing.draw("counters.html", read, here="/counters", visit=visit))

    async def page(request: Request, visit: Visit) -> Response:
        drawing, code = artist.drawing(request), request.path_params["code"]
        clerk = await centre.database.read(lambda db: at_counter(db, code))
        if not visit.may(Role.MANAGER) and (clerk is None or clerk.session != visit.session):
            return RedirectResponse(f"/counters/{code}/sit", 303)
        return respond(request, await draw(drawing, visit, code, "counter.html"))

    async def live(request: Request, visit: Visit) -> Response:
        drawing, code = artist.drawing(request), request.path_params["code"]
        await draw(drawing, visit, code, "part/counter.html")  # a counter that is not there is told at once
        return doorway.live(drawing, visit, f"counter {code}", lambda: draw(drawing, visit, code, "part/counter.html"))

    async def deed(request: Request, visit: Visit) -> Response:
        drawing, code = artist.drawing(request), request.path_params["code"]
        if request.path_params["deed"] not in set(Deed):
            raise NotHere(f"a counter cannot {request.path_params['deed']!r}")
        ticket = number(visit.form, "ticket") if "ticket" in visit.form else None
        await press(centre, visit, code, Deed(request.path_params["deed"]), ticket)
        if "x-part" in request.headers:
            return HTMLResponse(await draw(drawing, visit, code, "part/counter.html"))
        return RedirectResponse(f"/counters/{code}", 303)

    return [
        doorway.route("/counters", choose),
        doorway.route("/counters/{code}", page),
        doorway.route("/counters/{code}/live", live),
        *picking.routes(centre),
        *sending.routes(centre),  # before the deeds: it is one with a page of its own
        doorway.route("/counters/{code}/{deed}", deed, methods=["POST"]),
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
