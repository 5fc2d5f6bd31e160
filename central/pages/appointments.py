"""/appointments: a day's appointments; managers add and cancel one, and hand out its QR."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.appointments.codes import qr_svg
from central.appointments.roll import Standing, cancel, read_card, read_roll
from central.appointments.taking import take_wishes
from central.appointments.wish import Wish
from central.centre import Centre
from central.pages.appointment_form import Entered, Wrong, wrong_of
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.pages.forms import number
from central.queue import today
from central.refusals import NotUnderstood
from central.staff.roles import Role
from central.tables import appointments, departments, services
from central.wishes import Faulty

_HERE = "/appointments"


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def draw(
        drawing: Drawing,
        visit: Visit,
        template: str,
        day: date | None,
        entered: Entered | None = None,
        wrong: Wrong | None = None,
    ) -> str:
        now_ms = centre.clock()

        def read(db: Connection) -> dict[str, Any]:
            return {"roll": read_roll(db, day, now_ms, drawing.english), "offered": _offered(db, drawing.english)}

        around = {"here": _HERE, "visit": visit, "may_change": visit.may(Role.MANAGER), "standings": tuple(Standing)}
        return await drawing.draw(template, read, **around, entered=entered, wrong=wrong, a_day=timedelta(days=1))

    async def page(request: Request, visit: Visit) -> Response:
        return respond(request, await draw(artist.drawing(request), visit, "appointments.html", _day(request)))

    async def live(request: Request, visit: Visit) -> Response:
        drawing, day = artist.drawing(request), _day(request)
        return doorway.live(
            drawing, visit, f"appointments {day}", lambda: draw(drawing, visit, "part/appointments.html", day)
        )

    async def add(request: Request, visit: Visit) -> Response:
        now_ms, entered = centre.clock(), Entered.of(visit.form)

        def work(db: Connection) -> int:
            reference = f"H{today(db, now_ms).replace('-', '')}-{secrets.token_hex(4).upper()}"
            take_wishes(db, [Wish.model_validate(entered.wish(reference))], now_ms)
            return int(db.execute(select(appointments.c.id).where(appointments.c.reference == reference)).scalar_one())

        try:
            added = await centre.database.write(work)
        except (Faulty, ValidationError) as error:
            drawing = artist.drawing(request)
            html = await draw(drawing, visit, "appointments.html", entered.day, entered, wrong_of(error))
            refused = respond(request, html)
            refused.status_code = 422
            return refused
        return RedirectResponse(f"{_HERE}/{added}", 303)

    async def card(request: Request, visit: Visit) -> Response:
        drawing, now_ms = artist.drawing(request), centre.clock()
        which = number(dict(request.path_params), "appointment")

        def read(db: Connection) -> dict[str, Any]:
            found = read_card(db, which, now_ms, drawing.english)
            return {"card": found, "qr": None if found.code is None else qr_svg(found.code)}

        cancelling = "cancel" in request.query_params
        around = {"here": _HERE, "visit": visit, "cancelling": cancelling}
        return respond(request, await drawing.draw("appointment.html", read, **around))

    async def cancelled(request: Request, visit: Visit) -> Response:
        which, now_ms = number(dict(request.path_params), "appointment"), centre.clock()

        def work(db: Connection) -> str:
            cancel(db, which, now_ms)
            return str(db.execute(select(appointments.c.day).where(appointments.c.id == which)).scalar_one())

        return RedirectResponse(f"{_HERE}?day={await centre.database.write(work)}", 303)

    return [
        doorway.route(_HERE, page),
        doorway.route(_HERE, add, Role.MANAGER, methods=["POST"]),
        doorway.route(f"{_HERE}/live", live),
        doorway.route(f"{_HERE}/{{appointment}}", card, Role.MANAGER),
        doorway.route(f"{_HERE}/{{appointment}}/cancel", cancelled, Role.MANAGER, methods=["POST"]),
    ]


def _day(request: Request) -> date | None:
    """None: today. Raises NotUnderstood."""
    asked = request.query_params.get("day", "")
    try:
        return date.fromisoformat(asked) if asked else None
    except ValueError as error:
        raise NotUnderstood(f"day={asked[:40]!r}: write one like 2026-03-18") from error


def _offered(db: Connection, english: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """Codes and names of all services under the name of their department."""
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for row in db.execute(select(departments.c.code, departments.c.body).order_by(departments.c.place_in_list)):
        found[row.code] = (_name(row.body, english), [])
    for row in db.execute(select(services).order_by(services.c.place_in_list)):
        found[row.department][1].append((row.code, _name(row.body, english)))
    return [group for group in found.values() if group[1]]


def _name(body: str, english: bool) -> str:
    words = orjson.loads(body)
    return str((english and words["name_en"]) or words["name"])
