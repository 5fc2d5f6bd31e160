"""The way into every page of the staff: who comes, may they, and does the form come from their own page. No handler
runs before that.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.drawing import Drawing
from central.pages.forms import Form, read_form
from central.pages.uploads import Upload, read_upload_form
from central.refusals import NotAllowed, SignInFirst
from central.staff import sessions
from central.staff.accounts import Account
from central.staff.roles import Role
from central.tokens import token_hash

COOKIE = "hall_session"
FORM_TOKEN = "form_token"  # noqa: S105 (a field's name)


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person's request. `form`: empty for one that changes nothing. `upload`: the file of one that has."""

    account: Account
    session: str  # its key
    form_token: str
    form: Form
    upload: Upload | None = None

    def may(self, role: Role) -> bool:
        return self.account.role.covers(role)


Page = Callable[[Request, Visit], Awaitable[Response]]


class Doorway:
    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._settings = centre.settings.staff

    def route(
        self,
        path: str,
        page: Page,
        role: Role = Role.CLERK,
        methods: Sequence[str] = ("GET",),
        *,
        upload_bytes: int | None = None,
    ) -> Route:
        """`page` is asked only for accounts that `role` covers; a POST only with the form token of its session.

        `upload_bytes`: its form brings a file, and is this large at most.
        """

        async def enter(request: Request) -> Response:
            return await page(request, await self.visit(request, role, upload_bytes))

        return Route(path, enter, methods=list(methods), name=path)

    async def visit(self, request: Request, role: Role, upload_bytes: int | None = None) -> Visit:
        """Raises SignInFirst or NotAllowed."""
        token = request.cookies.get(COOKIE, "")
        session = await self._session(token, alive=not request.url.path.endswith("/live"))
        if session is None:
            raise SignInFirst("nobody is signed in here; sign in and press again")
        if not session.account.role.covers(role):
            raise NotAllowed(f"this needs the role {role}; ask an administrator of the hall")
        expected, form, upload = sessions.form_token(token), Form(), None
        if request.method != "GET":
            settings = self._centre.settings
            if upload_bytes is None:
                form = await read_form(request, settings)
            else:
                form, upload = await read_upload_form(request, settings, upload_bytes)
            if not hmac.compare_digest(form.get(FORM_TOKEN, "").encode(), expected.encode()):
                raise NotAllowed("this form is not of your present session; open its page and press again")
        return Visit(session.account, session.key, expected, form, upload)

    def live(self, drawing: Drawing, visit: Visit, page: str, paint: Callable[[], Awaitable[str]]) -> Response:
        """The page's stream, for as long as the session lasts; then it says that it is over."""
        key, settings, database = visit.session, self._settings, self._centre.database

        async def paint_for_signed_in() -> str:
            now_ms = self._centre.clock()
            if await database.read(lambda db: sessions.find(db, key, now_ms, settings)) is None:
                return await drawing.draw("part/signed-out.html", lambda db: {})
            return await paint()

        return self._centre.live.response(f"{page} {drawing.english} {key}", paint_for_signed_in)

    async def _session(self, token: str, alive: bool) -> sessions.Session | None:
        """`alive`: its person does something, which is noted now and then; a stream is nobody's doing."""
        if not token:
            return None
        key, now_ms = token_hash(token), self._centre.clock()

        def look(db: Connection) -> sessions.Session | None:
            return sessions.find(db, key, now_ms, self._settings)

        session = await self._centre.database.read(look)
        if session is not None and alive and abs(now_ms - session.seen_ms) >= self._settings.session_seen_every_ms:
            await self._centre.database.write(lambda db: sessions.see(db, key, now_ms))
        return session


def is_https(request: Request) -> bool:
    """Also behind a proxy on this machine that says so (X-Forwarded-Proto)."""
    return request.url.scheme == "https"


def remember(response: Response, token: str, request: Request) -> Response:
    """Until the browser is closed; how long it counts, the database knows."""
    response.set_cookie(COOKIE, token, path="/", secure=is_https(request), httponly=True, samesite="lax")
    return response


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""
