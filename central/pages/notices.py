"""/notices: managers write the lines at the foot of the hall's displays, look at them first, and take them off
again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.clock import in_hall
from central.hall import read_hall
from central.notices import Draft, NoticeRefused, listed, remove, restore, write
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, respond
from central.pages.forms import Form, number
from central.refusals import NotUnderstood
from central.staff.roles import Role
from central.zones import bodies, zones


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: as typed, or for a new notice. `zone`: its name in either language; times as browsers
    write them: 2026-03-18T09:41.
    """

    text: str = ""
    text_en: str = ""
    zone: str = ""
    begins: str = ""
    ends: str = ""


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def show(
        request: Request,
        visit: Visit,
        typed: Typed | None = None,
        refused: NoticeRefused | None = None,
        *,
        preview: Draft | None = None,
    ) -> Response:
        drawing, now_ms = artist.drawing(request), centre.clock()

        def read(db: Connection) -> dict[str, Any]:
            now = in_hall(now_ms, read_hall(db).time_zone)
            every = zones(bodies(db), drawing.english)
            return {
                "notices": listed(db, now_ms),
                "zones": every,
                "zone_names": {zone.name: zone.shown for zone in every},
                "typed": typed or Typed(begins=f"{now:%Y-%m-%dT%H:%M}"),
            }

        around = {"here": "/notices", "visit": visit, "refused": refused, "preview": preview}
        page = respond(request, await drawing.draw("notices.html", read, **around))
        page.status_code = 200 if refused is None else 422
        return page

    async def page(request: Request, visit: Visit) -> Response:
        return await show(request, visit)

    async def look(request: Request, visit: Visit) -> Response:
        """The line as the display will show it; nothing is written yet."""
        typed = _typed(visit.form)
        try:
            draft = await centre.database.read(lambda db: _draft(db, typed))
        except NoticeRefused as refused:
            return await show(request, visit, typed, refused)
        return await show(request, visit, typed, preview=draft)

    async def publish(request: Request, visit: Visit) -> Response:
        typed, now_ms = _typed(visit.form), centre.clock()
        try:
            await centre.database.write(lambda db: write(db, _draft(db, typed), visit.account.id, now_ms))
        except NoticeRefused as refused:
            return await show(request, visit, typed, refused)
        return RedirectResponse("/notices", 303)

    async def take_off(request: Request, visit: Visit) -> Response:
        now_ms = centre.clock()
        return await on_notice(request, lambda db, notice: remove(db, notice, now_ms))

    async def bring_back(request: Request, visit: Visit) -> Response:
        return await on_notice(request, restore)

    async def on_notice(request: Request, change: Callable[[Connection, int], None]) -> Response:
        notice = number(dict(request.path_params), "notice")
        await centre.database.write(lambda db: change(db, notice))
        return RedirectResponse("/notices", 303)

    return [
        doorway.route("/notices", page, Role.MANAGER),
        doorway.route("/notices", publish, Role.MANAGER, methods=["POST"]),
        doorway.route("/notices/preview", look, Role.MANAGER, methods=["POST"]),
        doorway.route("/notices/{notice}/remove", take_off, Role.MANAGER, methods=["POST"]),
        doorway.route("/notices/{notice}/restore", bring_back, Role.MANAGER, methods=["POST"]),
    ]


def _typed(form: Form) -> Typed:
    return Typed(*(form.get(name, "") for name in ("text", "text_en", "zone", "begins", "ends")))


def _draft(db: Connection, typed: Typed) -> Draft:
    """Raises NoticeRefused, or NotUnderstood for a time that no browser writes."""
    zone = read_hall(db).time_zone
    begins_ms = _ms(typed.begins, zone)
    if begins_ms is None:
        raise NoticeRefused("请写明从什么时候开始", "Please say from when on")
    every = bodies(db)
    names = {known.shown: known.name for english in (True, False) for known in zones(every, english)}
    draft = Draft(typed.text, typed.text_en, names.get(typed.zone, typed.zone), begins_ms, _ms(typed.ends, zone))
    return draft.checked(set(names.values()))


def _ms(written: str, zone: str) -> int | None:
    """A local time of the hall; None for an empty one."""
    if not written:
        return None
    try:
        return int(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise NotUnderstood(f"the form's time is {written[:40]!r}; write it as 2026-03-18T09:41") from error
