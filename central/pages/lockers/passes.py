"""/cabinet-passes: how staff signs in at a cabinet. Everybody gets a once-code for themselves; managers say who may
work where and print badges. Codes and badges are shown once, on the answer that made them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, respond
from central.pages.forms import number
from central.pages.lockers.barcode import qr
from central.pages.lockers.cabinets import HERE
from central.pages.lockers.doing import by_whom
from central.pages.lockers.pass_list import read_passes, read_places
from central.pages.lockers.words import Pair
from central.parcels.badges import give_badge, revoke_badge
from central.parcels.cabinets import EVERYWHERE, allow, disallow
from central.parcels.once_codes import MINUTE_MS, give_once_code
from central.refusals import NotAllowed, UsedUp
from central.staff.roles import Role

PASSES = "/cabinet-passes"
NOT_THERE: Pair = (
    "您还不能在这个柜子工作，请主管先允许。",
    "You may not work at this cabinet yet; a manager can allow it.",
)
CHANGING: Pair = ("这个柜子的码正在更换，请再按一次。", "This cabinet's codes are being changed; press again.")


def routes(centre: Centre) -> list[Route]:
    artist, doorway, settings = Artist(centre), Doorway(centre), centre.settings.parcels

    async def show(request: Request, visit: Visit, status: int = 200, **more: Any) -> Response:
        now_ms, is_manager = centre.clock(), visit.may(Role.MANAGER)

        def read(db: Connection) -> dict[str, Any]:
            (mine,) = read_passes(db, now_ms, visit.account.id)
            lines = read_passes(db, now_ms) if is_manager else []
            return {"mine": mine, "lines": lines, "places": read_places(db)}

        around = {"here": HERE, "visit": visit, "once": None, "refused": None, "EVERYWHERE": EVERYWHERE} | more
        page = respond(request, await artist.drawing(request).draw("lockers/passes.html", read, **around))
        page.status_code = status
        return page

    async def page(request: Request, visit: Visit) -> Response:
        return await show(request, visit)

    async def once(request: Request, visit: Visit) -> Response:
        """For the one who asks, at one cabinet."""
        by, terminal = by_whom(request, visit, centre), visit.form.get("terminal", "")
        try:
            code = await give_once_code(centre.database, terminal, visit.account.id, by, settings)
        except NotAllowed:
            return await show(request, visit, 403, refused=NOT_THERE)
        except UsedUp:
            return await show(request, visit, 409, refused=CHANGING)
        until_ms = by.now_ms + settings.once_code_minutes * MINUTE_MS
        return await show(request, visit, once={"code": code, "terminal": terminal, "until_ms": until_ms})

    async def badge(request: Request, visit: Visit) -> Response:
        """The badge to print; the one before counts no more."""
        account, by = number(dict(request.path_params), "account"), by_whom(request, visit, centre)

        def work(db: Connection) -> str:
            return give_badge(db, centre.vault.keys(db), account, by, settings)

        text = await centre.database.write(work)

        def read(db: Connection) -> dict[str, Any]:
            return {"line": read_passes(db, by.now_ms, account)[0], "qr": qr(text)}

        around = {"here": HERE, "visit": visit}
        return respond(request, await artist.drawing(request).draw("lockers/badge.html", read, **around))

    async def revoked(request: Request, visit: Visit) -> Response:
        account, by = number(dict(request.path_params), "account"), by_whom(request, visit, centre)
        await centre.database.write(lambda db: revoke_badge(db, account, by))
        return RedirectResponse(PASSES, 303)

    async def may_work(request: Request, visit: Visit) -> Response:
        """Where an account may work: everywhere, or at the cabinets that were ticked."""
        account, by = number(dict(request.path_params), "account"), by_whom(request, visit, centre)
        wanted = set(visit.form.getlist("terminal"))

        def work(db: Connection) -> None:
            for terminal in (EVERYWHERE, *(place.terminal for place in read_places(db))):
                if terminal in wanted:
                    allow(db, terminal, account, by)
                else:
                    disallow(db, terminal, account, by)

        await centre.database.write(work)
        return RedirectResponse(PASSES, 303)

    return [
        doorway.route(PASSES, page),
        doorway.route(f"{PASSES}/once", once, methods=["POST"]),
        doorway.route(f"{PASSES}/{{account}}/badge", badge, Role.MANAGER, methods=["POST"]),
        doorway.route(f"{PASSES}/{{account}}/revoke", revoked, Role.MANAGER, methods=["POST"]),
        doorway.route(f"{PASSES}/{{account}}/places", may_work, Role.MANAGER, methods=["POST"]),
    ]
