"""/password: change one's own password. The old one is asked for; whoever else is signed in with it is out."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import Doorway, Visit, address_of
from central.pages.drawing import Artist, respond
from central.staff import changes
from central.staff.accounts import AccountRefused, check_password
from central.staff.attempts import count_attempt, forgive
from central.staff.audit import What, note
from central.staff.changes import By
from central.staff.passwords import Passwords
from central.staff.tables import staff

WRONG = AccountRefused("the old password is wrong", "原来的密码不对")
DIFFERENT = AccountRefused("the two new passwords differ", "两次输入的新密码不一样")


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)
    settings = centre.settings.staff
    passwords = Passwords(settings)

    async def show(
        request: Request, visit: Visit, refused: AccountRefused | None = None, *, done: bool = False
    ) -> Response:
        around = {"here": "/password", "visit": visit, "refused": refused, "done": done}
        around |= {"shortest": settings.password_shortest}
        page = respond(request, await artist.drawing(request).draw("password.html", lambda db: {}, **around))
        page.status_code = 200 if refused is None else 422
        return page

    async def page(request: Request, visit: Visit) -> Response:
        return await show(request, visit)

    async def change(request: Request, visit: Visit) -> Response:
        old, new, again = (visit.form.get(field, "") for field in ("old", "new", "again"))
        try:
            check_password(new, visit.account.name, settings)
            if new != again:
                raise DIFFERENT
            await change_checked(request, visit, old[: settings.password_longest + 1], new)
        except AccountRefused as refused:
            return await show(request, visit, refused)
        return await show(request, visit, done=True)

    async def change_checked(request: Request, visit: Visit, old: str, new: str) -> None:
        """Raises AccountRefused. A wrong old password counts like one at the sign-in, pauses included."""
        account, address, now_ms = visit.account, address_of(request), centre.clock()

        def knock(db: Connection) -> str:
            wait_ms = count_attempt(db, account.name, address, now_ms, settings)
            if wait_ms:
                seconds = -(-wait_ms // 1000)
                raise AccountRefused(
                    f"too many wrong passwords; try again in {seconds} s", f"错误太多次，请等 {seconds} 秒再试"
                )
            return str(db.execute(select(staff.c.password).where(staff.c.id == account.id)).scalar_one())

        stored = await centre.database.write(knock)
        if not await asyncio.to_thread(passwords.fits, stored, old):
            await centre.database.write(lambda db: note(db, now_ms, What.REFUSED, account.id, address, account.id))
            raise WRONG
        hashed, by = await asyncio.to_thread(passwords.hashed, new), By(now_ms, address, account.id)

        def work(db: Connection) -> None:
            if not changes.change_own_password(db, account.id, stored, hashed, visit.session, by):
                raise WRONG  # an administrator gave it another one meanwhile
            forgive(db, account.name, address)

        await centre.database.write(work)

    return [doorway.route("/password", page), doorway.route("/password", change, methods=["POST"])]
