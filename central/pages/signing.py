"""/sign-in and /sign-out. The only pages of the staff that are open to everybody."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import COOKIE, Doorway, Visit, address_of, remember
from central.pages.drawing import Artist, respond
from central.pages.forms import read_form
from central.staff import sessions
from central.staff.accounts import any_account
from central.staff.audit import What, note
from central.staff.links import follow
from central.staff.sign_in import SignIn, SignInRefused
from central.staff.sittings import Ending
from central.tokens import token_hash

_OUR_PATH = re.compile(r"/(?:[\w.-][\w./-]*)?", re.ASCII)  # no other server's, and no script


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)
    signing = SignIn(centre.database, centre.settings.staff, centre.clock)

    async def ask(
        request: Request, after: str, refused: SignInRefused | None = None, *, used: bool = False
    ) -> Response:
        def read(db: Connection) -> dict[str, Any]:
            return {"nobody": not any_account(db)}

        around = {"after": after, "refused": refused, "used": used, "visit": None, "here": ""}
        page = respond(request, await artist.drawing(request).draw("sign-in.html", read, **around))
        if refused is not None:
            page.status_code = 429 if refused.wait_seconds else 401
            if refused.wait_seconds:
                page.headers["Retry-After"] = str(refused.wait_seconds)
        return page

    async def page(request: Request) -> Response:
        return await ask(request, _after(request.query_params.get("next", "")))

    async def sign_in(request: Request) -> Response:
        form = await read_form(request, centre.settings)
        after = _after(form.get("next", ""))
        try:
            token = await signing(form.get("name", ""), form.get("password", ""), address_of(request))
        except SignInRefused as refused:
            return await ask(request, after, refused)
        await end_former(request)
        return remember(RedirectResponse(after, 303), token, request)

    async def by_link(request: Request) -> Response:
        """A link that works once, see central/staff/links.py."""
        link, address, now_ms = request.path_params["token"], address_of(request), centre.clock()
        token = await centre.database.write(lambda db: follow(db, link, address, now_ms))
        if token is None:
            return await ask(request, "/", used=True)
        await end_former(request)
        return remember(RedirectResponse("/", 303), token, request)

    async def end_former(request: Request) -> None:
        """Whoever was signed in at this browser before is out."""
        if former := request.cookies.get(COOKIE):
            now_ms = centre.clock()
            await centre.database.write(lambda db: sessions.end(db, token_hash(former), Ending.SIGNED_OUT, now_ms))

    async def sign_out(request: Request, visit: Visit) -> Response:
        now_ms, address = centre.clock(), address_of(request)

        def end(db: Connection) -> None:
            sessions.end(db, visit.session, Ending.SIGNED_OUT, now_ms)
            note(db, now_ms, What.SIGNED_OUT, visit.account.id, address)

        await centre.database.write(end)
        gone = RedirectResponse("/sign-in", 303)
        gone.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
        return gone

    return [
        Route("/sign-in", page),
        Route("/sign-in", sign_in, methods=["POST"]),
        Route("/sign-in/link/{token}", by_link),
        doorway.route("/sign-out", sign_out, methods=["POST"]),
    ]


def _after(path: str) -> str:
    """Where to go after signing in: a page of ours."""
    return path if _OUR_PATH.fullmatch(path) else "/"
