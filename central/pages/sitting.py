"""/counters/{code}/sit and /leave: sit down at a counter with the services one takes, and rise again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, respond
from central.pages.forms import number
from central.queue import today
from central.staff.sittings import (
    Ending,
    NothingTaken,
    Occupied,
    SitDown,
    Sitting,
    at_counter,
    check_counter,
    held,
    of_account,
    rise,
    services_of,
    usual_services,
)
from central.tables import counters, departments, services


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    name: str
    taken: bool


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def ask(
        request: Request, visit: Visit, chosen: list[str] | None = None, status: int = 200, *, nothing: bool = False
    ) -> Response:
        """The page; `chosen`: what was ticked before, else what this clerk takes here, else what the catalogue says."""
        drawing, code = artist.drawing(request), request.path_params["code"]

        def is_mine(sitting: Sitting) -> bool:
            return sitting.account == visit.account.id

        def read(db: Connection) -> dict[str, Any]:
            check_counter(db, code)
            there = at_counter(db, code)
            usual = services_of(db, there) if there is not None and is_mine(there) else usual_services(db, code)
            taken = usual if chosen is None else chosen
            return {
                "groups": choices(db, code, set(taken), drawing.english),
                "there": None if there is None or is_mine(there) else there,
                "mine": of_account(db, visit.account.id),
            }

        around = {"here": "/counters", "visit": visit, "code": code, "nothing": nothing}
        page = respond(request, await drawing.draw("sit.html", read, **around))
        page.status_code = status
        return page

    async def page(request: Request, visit: Visit) -> Response:
        return await ask(request, visit)

    async def sit(request: Request, visit: Visit) -> Response:
        code, now_ms, chosen = request.path_params["code"], centre.clock(), visit.form.getlist("service")
        take_over = number(visit.form, "take_over") if "take_over" in visit.form else None

        def sit_down(db: Connection) -> int:
            who = (code, visit.account.id, visit.session)
            return SitDown(*who, chosen, take_over, today(db, now_ms), now_ms)(db)

        try:
            await centre.database.write(sit_down)
        except Occupied:
            return await ask(request, visit, chosen, 409)
        except NothingTaken:
            return await ask(request, visit, chosen, 422, nothing=True)
        return RedirectResponse(f"/counters/{code}", 303)

    async def leave(request: Request, visit: Visit) -> Response:
        code, now_ms = request.path_params["code"], centre.clock()

        def rise_if_mine(db: Connection) -> None:
            sitting = held(db, code, visit.session)
            if sitting is not None:
                rise(db, sitting, Ending.LEFT, now_ms)

        await centre.database.write(rise_if_mine)
        return RedirectResponse("/counters", 303)

    return [
        doorway.route("/counters/{code}/sit", page),
        doorway.route("/counters/{code}/sit", sit, methods=["POST"]),
        doorway.route("/counters/{code}/leave", leave, methods=["POST"]),
    ]


def choices(db: Connection, counter: str, taken: set[str], english: bool) -> list[tuple[str, list[Choice]]]:
    """All services under the name of their department; the counter's own department first."""
    own = db.execute(select(counters.c.department).where(counters.c.code == counter)).scalar()
    found: dict[str, tuple[str, list[Choice]]] = {}
    rows = db.execute(select(departments.c.code, departments.c.body).order_by(departments.c.place_in_list)).all()
    for row in sorted(rows, key=lambda row: row.code != own):
        found[row.code] = (_name(row.body, english), [])
    for row in db.execute(select(services).order_by(services.c.place_in_list)):
        found[row.department][1].append(Choice(row.code, _name(row.body, english), row.code in taken))
    return [(name, choices) for name, choices in found.values() if choices]


def _name(body: str, english: bool) -> str:
    words = orjson.loads(body)
    return str((english and words["name_en"]) or words["name"])
