"""/parcels/new: register one parcel by hand."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, respond
from central.pages.lockers.cabinets import HERE
from central.pages.lockers.doing import by_whom
from central.pages.lockers.parcel_form import Entered, wrong_of
from central.pages.lockers.words import SIZE_CHOICES, Pair
from central.parcels.registering import Outcome, Registered, register
from central.parcels.tables import cabinets
from central.parcels.wish import ParcelWish
from central.wishes import Faulty

NEW = "/parcels/new"


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def show(
        request: Request, visit: Visit, entered: Entered | None = None, wrong: dict[str, Pair] | None = None
    ) -> Response:
        def read(db: Connection) -> dict[str, Any]:
            return {"cabinets": db.execute(select(cabinets).order_by(cabinets.c.terminal)).all()}

        around = {"here": HERE, "visit": visit, "entered": entered or Entered(), "wrong": wrong or {}}
        html = await artist.drawing(request).draw("lockers/parcel-new.html", read, **around, sizes=SIZE_CHOICES)
        page = respond(request, html)
        page.status_code = 422 if wrong else 200
        return page

    async def page(request: Request, visit: Visit) -> Response:
        return await show(request, visit)

    async def added(request: Request, visit: Visit) -> Response:
        entered, by = Entered.of(visit.form), by_whom(request, visit, centre)
        try:
            wish = ParcelWish.model_validate(entered.wish())

            def work(db: Connection) -> Registered:
                return register(db, centre.vault.keys(db), [wish], by, centre.settings.parcels)[0]

            registered = await centre.database.write(work)
        except (ValidationError, Faulty) as error:
            return await show(request, visit, entered, wrong_of(error))
        if registered.outcome is Outcome.KNOWN:
            return RedirectResponse(f"/parcels/{registered.id}?known=1", 303)
        return RedirectResponse(f"/parcels/{registered.id}?added=1", 303)

    return [doorway.route(NEW, page), doorway.route(NEW, added, methods=["POST"])]
