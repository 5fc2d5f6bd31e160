"""/counters/{code}/transfer: where to send who is at the counter. A page of its own: nothing moves under the finger."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.calling import Transfer
from central.centre import Centre
from central.desk import read_desk
from central.lobby import CounterCell
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, respond
from central.pages.pressing import press
from central.pages.sitting import choices
from central.queue import today
from central.refusals import NotHere
from central.staff.sittings import everywhere
from central.states import Deed, counter_state
from central.tables import counters


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def ask(request: Request, visit: Visit, fault: str = "") -> Response:
        """`fault`: "nowhere" or "unknown", said at the top of the page."""
        drawing, code, now_ms = artist.drawing(request), request.path_params["code"], centre.clock()

        def read(db: Connection) -> dict[str, Any]:
            return {
                "desk": read_desk(db, code, now_ms, drawing.english),
                "groups": choices(db, code, {visit.form.get("service", "")}, drawing.english),
                "cells": _others(db, code, now_ms),
                "clerks": everywhere(db),
            }

        around = {"here": "/counters", "visit": visit, "fault": fault}
        page = respond(request, await drawing.draw("transfer.html", read, **around))
        page.status_code = 422 if fault else 200
        return page

    async def page(request: Request, visit: Visit) -> Response:
        return await ask(request, visit)

    async def send(request: Request, visit: Visit) -> Response:
        code, form = request.path_params["code"], visit.form
        whereto = Transfer(form.get("service", ""), form.get("counter", ""), "returns" in form)
        if not whereto.service and not whereto.counter:
            return await ask(request, visit, "nowhere")
        try:
            await press(centre, visit, code, Deed.TRANSFER, transfer=whereto)
        except NotHere:
            return await ask(request, visit, "unknown")
        return RedirectResponse(f"/counters/{code}", 303)

    path = "/counters/{code}/transfer"
    return [doorway.route(path, page), doorway.route(path, send, methods=["POST"])]


def _others(db: Connection, code: str, now_ms: int) -> list[CounterCell]:
    """The counters that one can be sent to, those at work first."""
    day = today(db, now_ms)
    rows = db.execute(select(counters).where(counters.c.code != code).order_by(counters.c.place_in_list))
    cells = [CounterCell(row.code, counter_state(row, day), busy=False) for row in rows]
    return sorted(cells, key=lambda cell: cell.state == "closed")
