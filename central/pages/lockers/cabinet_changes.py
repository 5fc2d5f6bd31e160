"""What staff presses on a cabinet's page: an alarm is taken, a cell is opened, goes out of use or back into it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import respond
from central.pages.forms import number
from central.pages.lockers.cabinets import HERE, CabinetPages
from central.pages.lockers.doing import by_whom
from central.pages.lockers.words import Pair
from central.parcels.orders import known_cells, open_cell, set_cell
from central.parcels.seen import Noted, see
from central.refusals import NotHere
from central.staff.roles import Role

LONGEST_REASON = 200
NO_WHY: Pair = ("请写明为什么，会记下来。", "Please say why; it is recorded.")
OTHER_INSIDE: Pair = (
    "没有打开：里面的东西刚刚变了。请再看一看，还要开就再按一次。",
    "Not opened: something else lies there by now. Look again, and press again if you still mean it.",
)


class SomethingElse(Exception):
    """In the cell lies not what the page showed."""


def routes(centre: Centre) -> list[Route]:
    pages, doorway, settings = CabinetPages(centre), Doorway(centre), centre.settings.parcels

    async def show(request: Request, visit: Visit, status: int, **more: Any) -> Response:
        drawing, terminal = pages.artist.drawing(request), request.path_params["terminal"]
        cell = number(dict(request.path_params), "cell")
        page = respond(request, await pages.one(drawing, visit, terminal, cell, "lockers/cabinet.html", **more))
        page.status_code = status
        return page

    async def seen(request: Request, visit: Visit) -> Response:
        """An alarm is taken, a complaint or a clash has been looked into. Who comes second reads who did it."""
        what, row = request.path_params["what"], number(dict(request.path_params), "row")
        by, here = by_whom(request, visit, centre), _here(visit)
        if what not in set(Noted):
            raise NotHere(f"nothing of the kind {what[:40]!r} is noted")
        await centre.database.write(lambda db: see(db, Noted(what), row, by))
        if "x-part" not in request.headers:
            return RedirectResponse(f"{HERE}/{here}" if here else HERE, 303)
        drawing = pages.artist.drawing(request)
        html = await (pages.one(drawing, visit, here, _cell(visit)) if here else pages.all(drawing, visit))
        return HTMLResponse(html)

    async def opened(request: Request, visit: Visit) -> Response:
        terminal, cell = request.path_params["terminal"], number(dict(request.path_params), "cell")
        why, shown, by = _reason(visit, "why"), visit.form.get("parcel", ""), by_whom(request, visit, centre)
        if not why:
            return await show(request, visit, 422, ask="open", refused=NO_WHY)

        def work(db: Connection) -> None:
            if known_cells(db, terminal, [cell])[cell] != shown:
                raise SomethingElse
            open_cell(db, terminal, cell, why, by, settings)

        try:
            await centre.database.write(work)
        except SomethingElse:
            return await show(request, visit, 409, ask="open", refused=OTHER_INSIDE, typed=why)
        return RedirectResponse(f"{HERE}/{terminal}?cell={cell}", 303)

    async def disabled(request: Request, visit: Visit) -> Response:
        reason = _reason(visit, "reason")
        if not reason:
            return await show(request, visit, 422, ask="disable", refused=NO_WHY)
        return await set_use(request, visit, reason)

    async def enabled(request: Request, visit: Visit) -> Response:
        return await set_use(request, visit, None)

    async def set_use(request: Request, visit: Visit, reason: str | None) -> Response:
        """`reason`: None puts it back into use."""
        terminal, cell = request.path_params["terminal"], number(dict(request.path_params), "cell")
        by, out = by_whom(request, visit, centre), reason is not None
        await centre.database.write(lambda db: set_cell(db, terminal, cell, out, reason or "", by, settings))
        return RedirectResponse(f"{HERE}/{terminal}?cell={cell}", 303)

    cell = f"{HERE}/{{terminal}}/cells/{{cell}}"
    return [
        doorway.route(f"{HERE}/noted/{{what}}/{{row}}/seen", seen, methods=["POST"]),
        doorway.route(f"{cell}/open", opened, Role.MANAGER, methods=["POST"]),
        doorway.route(f"{cell}/disable", disabled, Role.MANAGER, methods=["POST"]),
        doorway.route(f"{cell}/enable", enabled, Role.MANAGER, methods=["POST"]),
    ]


def _here(visit: Visit) -> str:
    """The cabinet whose page the button stands on; empty: the page of all."""
    return visit.form.get("here", "")


def _cell(visit: Visit) -> int | None:
    return number(visit.form, "cell") if visit.form.get("cell") else None


def _reason(visit: Visit, name: str) -> str:
    return visit.form.get(name, "").strip()[:LONGEST_REASON]
