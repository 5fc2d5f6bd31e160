"""What staff presses on a parcel's page: each is one function of central/parcels, and a page that says how it went."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.hall import read_hall
from central.pages.doorway import Doorway, Visit
from central.pages.forms import number
from central.pages.lockers.doing import by_whom
from central.pages.lockers.parcel import ParcelPage
from central.pages.lockers.parcel_deeds import ROLES, Ask
from central.pages.lockers.words import Pair
from central.parcels.by import By
from central.parcels.changing import cancel, reissue, set_expiry
from central.parcels.code_shown import show_code
from central.parcels.moving import move
from central.parcels.outbox import send_again
from central.parcels.post import advance, choose_post, set_waybill
from central.parcels.seen import Noted, see
from central.parcels.states import PostState
from central.parcels.wish import end_of_day_ms
from central.refusals import NotUnderstood, UsedUp

CHANGED: Pair = (
    "没有做成：这一件的情况刚刚变了，请先看下面。",
    "Not done: something has happened to this parcel meanwhile; look below first.",
)
NO_WAYBILL: Pair = (
    "运单号是两个字母、九位数字、两个字母，比如 EA123456785CN。",
    "A waybill number has two letters, nine digits and two letters, such as EA123456785CN.",
)
MISTYPED: Pair = (
    "运单号的校验位不对，有一位打错了，请再核对或扫条码。",
    "The check digit does not fit: one digit is mistyped. Compare it, or scan the barcode.",
)
NO_DAY: Pair = ("请选择今天或以后的一天，一年以内。", "Choose today or a later day, within a year.")
NO_PHONE: Pair = (
    "那个柜的取件码要加手机号后四位，这一件没有手机号，不能放到那里。",
    "Codes of that cabinet end with the phone's last four digits, and this parcel has no phone number.",
)
_WAYBILL = re.compile(r"[A-Za-z]{2}[0-9]{9}[A-Za-z]{2}", re.ASCII)
_DAYS_AHEAD = 366

Change = Callable[[Connection, str, By], object]


def routes(centre: Centre) -> list[Route]:
    pages, doorway, settings = ParcelPage(centre), Doorway(centre), centre.settings.parcels

    async def change(request: Request, visit: Visit, work: Change) -> Response:
        """Done, and back to the page; or the page with what stood in the way."""
        parcel, by = request.path_params["parcel"], by_whom(request, visit, centre)
        try:
            await centre.database.write(lambda db: work(db, parcel, by))
        except UsedUp:
            return await pages.respond(request, visit, 409, refused=CHANGED)
        if "x-part" in request.headers:
            return HTMLResponse(await pages.draw(pages.artist.drawing(request), visit, parcel))
        return RedirectResponse(f"/parcels/{parcel}", 303)

    async def reissued(request: Request, visit: Visit) -> Response:
        return await change(request, visit, reissue)

    async def cancelled(request: Request, visit: Visit) -> Response:
        return await change(request, visit, cancel)

    async def for_post(request: Request, visit: Visit) -> Response:
        return await change(request, visit, choose_post)

    async def shown(request: Request, visit: Visit) -> Response:
        """The code, once, on this answer only; the audit says who asked."""
        parcel, by = request.path_params["parcel"], by_whom(request, visit, centre)
        try:
            code = await centre.database.write(lambda db: show_code(db, centre.vault.keys(db), parcel, by))
        except UsedUp:
            return await pages.respond(request, visit, 409, refused=CHANGED)
        return await pages.respond(request, visit, told_code=code)

    async def waybill(request: Request, visit: Visit) -> Response:
        typed = visit.form.get("waybill", "").strip()
        try:
            return await change(request, visit, lambda db, parcel, by: set_waybill(db, parcel, typed, by))
        except NotUnderstood:
            why = MISTYPED if _WAYBILL.fullmatch(re.sub(r"[\s-]", "", typed)) else NO_WAYBILL
            return await pages.respond(request, visit, 422, asked=Ask.WAYBILL, refused=why, typed=typed)

    async def posted(request: Request, visit: Visit) -> Response:
        wanted = visit.form.get("state", "")
        if wanted not in set(PostState):
            raise NotUnderstood(f"the form's state is {wanted[:40]!r}; open the page and press again")
        return await change(request, visit, lambda db, parcel, by: advance(db, parcel, PostState(wanted), by))

    async def expiry(request: Request, visit: Visit) -> Response:
        typed = visit.form.get("day", "")

        def work(db: Connection, parcel: str, by: By) -> None:
            until_ms = end_of_day_ms(date.fromisoformat(typed), read_hall(db).time_zone)
            if not by.now_ms < until_ms <= by.now_ms + _DAYS_AHEAD * 86_400_000:
                raise ValueError("over, or too far ahead")
            set_expiry(db, parcel, until_ms, by)

        try:
            return await change(request, visit, work)
        except ValueError:
            return await pages.respond(request, visit, 422, asked=Ask.EXPIRY, refused=NO_DAY, typed=typed)

    async def moved(request: Request, visit: Visit) -> Response:
        cabinet = visit.form.get("cabinet", "")
        try:
            return await change(request, visit, lambda db, parcel, by: move(db, parcel, cabinet, by, settings))
        except NotUnderstood:
            return await pages.respond(request, visit, 422, asked=Ask.MOVE, refused=NO_PHONE, typed=cabinet)

    async def again(request: Request, visit: Visit) -> Response:
        message = request.path_params["message"]
        return await change(request, visit, lambda db, _, by: send_again(db, message, by.now_ms))

    async def seen(request: Request, visit: Visit) -> Response:
        what, row = visit.form.get("what", ""), number(visit.form, "row")
        if what not in (Noted.DISPUTE, Noted.CONFLICT):
            raise NotUnderstood(f"the form's word is {what[:40]!r}; open the page and press again")
        return await change(request, visit, lambda db, _, by: see(db, Noted(what), row, by))

    here = "/parcels/{parcel}"
    asked = {
        Ask.REISSUE: reissued,
        Ask.CANCEL: cancelled,
        Ask.POST: for_post,
        Ask.CODE: shown,
        Ask.WAYBILL: waybill,
        Ask.EXPIRY: expiry,
        Ask.MOVE: moved,
    }
    return [
        *(doorway.route(f"{here}/{ask}", page, ROLES[ask], methods=["POST"]) for ask, page in asked.items()),
        doorway.route(f"{here}/post-state", posted, methods=["POST"]),
        doorway.route(f"{here}/messages/{{message}}/again", again, methods=["POST"]),
        doorway.route(f"{here}/seen", seen, methods=["POST"]),
    ]
