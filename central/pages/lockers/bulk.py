"""/cabinets/{terminal}/bulk: choose many cells to open at once; another manager agrees on the cabinet's page."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, respond
from central.pages.forms import Form, number
from central.pages.lockers.cabinet import read_cabinet
from central.pages.lockers.cabinet_changes import LONGEST_REASON
from central.pages.lockers.cabinets import HERE, CabinetPages
from central.pages.lockers.cell_state import CellState
from central.pages.lockers.doing import by_whom
from central.pages.lockers.words import Pair
from central.parcels.bulk import approve_bulk, ask_bulk
from central.refusals import NotUnderstood, UsedUp
from central.staff.roles import Role

TOO_LATE: Pair = (
    "没有打开：已经过时，或者已经同意过了。需要的话请重新申请。",
    "Not opened: it is too late, or somebody agreed already. Ask again if it is still needed.",
)
NOT_CHOSEN: Pair = ("请勾选要打开的门，并写明为什么。", "Please tick the doors to open, and say why.")


def routes(centre: Centre) -> list[Route]:
    artist, pages, doorway, settings = Artist(centre), CabinetPages(centre), Doorway(centre), centre.settings.parcels

    async def choose(
        request: Request, visit: Visit, ticked: set[int] | None = None, why: str = "", *, wrong: bool = False
    ) -> Response:
        """`ticked`: what was chosen before; first, what is overdue or cancelled."""
        drawing, now_ms, terminal = artist.drawing(request), centre.clock(), request.path_params["terminal"]

        def read(db: Connection) -> dict[str, Any]:
            lost_seconds = centre.settings.terminal_lost_seconds
            cabinet = read_cabinet(db, terminal, now_ms, lost_seconds, drawing.english)
            late = (CellState.OVERDUE, CellState.CANCELLED)
            first = {cell.number for cell in cabinet.cells.values() if cell.state in late}
            return {"cabinet": cabinet, "ticked": first if ticked is None else ticked}

        around = {"here": HERE, "visit": visit, "why": why, "refused": NOT_CHOSEN if wrong else None}
        minutes = settings.bulk_approve_seconds // 60
        page = respond(request, await drawing.draw("lockers/bulk.html", read, **around, minutes=minutes))
        page.status_code = 422 if wrong else 200
        return page

    async def page(request: Request, visit: Visit) -> Response:
        return await choose(request, visit)

    async def asked(request: Request, visit: Visit) -> Response:
        terminal, by = request.path_params["terminal"], by_whom(request, visit, centre)
        cells, why = _cells(visit.form), visit.form.get("why", "").strip()[:LONGEST_REASON]
        if not cells or not why:
            return await choose(request, visit, cells, why, wrong=True)
        await centre.database.write(lambda db: ask_bulk(db, terminal, sorted(cells), why, by, settings))
        return RedirectResponse(f"{HERE}/{terminal}", 303)

    async def approved(request: Request, visit: Visit) -> Response:
        terminal, bulk = request.path_params["terminal"], number(dict(request.path_params), "bulk")
        by = by_whom(request, visit, centre)
        try:
            await centre.database.write(lambda db: approve_bulk(db, bulk, by, settings))
        except UsedUp:
            drawing = artist.drawing(request)
            html = await pages.one(drawing, visit, terminal, None, "lockers/cabinet.html", refused=TOO_LATE)
            late = respond(request, html)
            late.status_code = 409
            return late
        return RedirectResponse(f"{HERE}/{terminal}", 303)

    return [
        doorway.route(f"{HERE}/{{terminal}}/bulk", page, Role.MANAGER),
        doorway.route(f"{HERE}/{{terminal}}/bulk", asked, Role.MANAGER, methods=["POST"]),
        doorway.route(f"{HERE}/{{terminal}}/bulk/{{bulk}}/approve", approved, Role.MANAGER, methods=["POST"]),
    ]


def _cells(form: Form) -> set[int]:
    """Raises NotUnderstood."""
    chosen = form.getlist("cell")
    if wrong := [cell for cell in chosen if not (cell.isascii() and cell.isdigit() and len(cell) < 4)]:
        raise NotUnderstood(f"the form's cell is {wrong[0][:40]!r}, not a number; open the page and press again")
    return {int(cell) for cell in chosen}
