"""/accounts: for administrators. List, add, another role, disable, enable, new password; passwords are made here and
shown once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import Doorway, Visit, address_of
from central.pages.drawing import Artist, respond
from central.pages.forms import number
from central.refusals import NotAllowed, NotHere, NotUnderstood
from central.staff import changes
from central.staff.accounts import Account, AccountRefused, account, every
from central.staff.changes import By
from central.staff.passwords import Passwords, random_password
from central.staff.roles import Role
from central.staff.tables import staff


@dataclass(frozen=True, slots=True)
class Given:
    """A password that was made a moment ago; this page is the only place where it can be read."""

    name: str
    password: str


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)
    passwords = Passwords(centre.settings.staff)

    async def show(
        request: Request, visit: Visit, given: Given | None = None, refused: AccountRefused | None = None
    ) -> Response:
        around = {"here": "/accounts", "visit": visit, "roles": tuple(Role), "given": given, "refused": refused}
        html = await artist.drawing(request).draw("accounts.html", lambda db: {"accounts": every(db)}, **around)
        page = respond(request, html)
        page.status_code = 200 if refused is None else 422
        return page

    async def page(request: Request, visit: Visit) -> Response:
        return await show(request, visit)

    async def add(request: Request, visit: Visit) -> Response:
        name, shown, role = (visit.form.get(field, "") for field in ("name", "shown", "role"))
        if role not in set(Role):
            raise NotUnderstood(f"the form's role is {role[:40]!r}; open the page and choose one")
        password = random_password()
        hashed = await asyncio.to_thread(passwords.hashed, password)
        by = _by(centre, request, visit)
        try:
            added = await centre.database.write(lambda db: changes.add(db, name, shown, Role(role), hashed, by))
        except AccountRefused as refused:
            return await show(request, visit, refused=refused)
        return await show(request, visit, Given(added.name, password))

    async def new_password(request: Request, visit: Visit) -> Response:
        password = random_password()
        hashed = await asyncio.to_thread(passwords.hashed, password)
        by = _by(centre, request, visit)
        changed = await on_account(request, visit, lambda db, whose: changes.change_password(db, whose, hashed, by))
        return await show(request, visit, Given(changed.name, password))

    async def role(request: Request, visit: Visit) -> Response:
        wanted, by = visit.form.get("role", ""), _by(centre, request, visit)
        if wanted not in set(Role):
            raise NotUnderstood(f"the form's role is {wanted[:40]!r}; open the page and choose one")
        try:
            await on_account(request, visit, lambda db, whose: changes.change_role(db, whose, Role(wanted), by))
        except AccountRefused as refused:
            return await show(request, visit, refused=refused)
        return RedirectResponse("/accounts", 303)

    async def disable(request: Request, visit: Visit) -> Response:
        by = _by(centre, request, visit)
        await on_account(request, visit, lambda db, whose: changes.disable(db, whose, by))
        return RedirectResponse("/accounts", 303)

    async def enable(request: Request, visit: Visit) -> Response:
        by = _by(centre, request, visit)
        await on_account(request, visit, lambda db, whose: changes.enable(db, whose, by))
        return RedirectResponse("/accounts", 303)

    async def on_account(request: Request, visit: Visit, change: Callable[[Connection, int], None]) -> Account:
        """The account that the path names, changed. Raises NotAllowed for one's own: nobody locks himself out."""
        whose = number(dict(request.path_params), "account")
        if whose == visit.account.id:
            raise NotAllowed("one's own account is changed by another administrator, or with `main.py staff`")

        def work(db: Connection) -> Account:
            row: Any = db.execute(select(staff).where(staff.c.id == whose)).first()
            if row is None:
                raise NotHere(f"there is no account {whose}")
            change(db, whose)
            return account(row)

        return await centre.database.write(work)

    deeds = {"password": new_password, "role": role, "disable": disable, "enable": enable}
    return [
        doorway.route("/accounts", page, Role.ADMINISTRATOR),
        doorway.route("/accounts", add, Role.ADMINISTRATOR, methods=["POST"]),
        *(
            doorway.route(f"/accounts/{{account}}/{name}", deed, Role.ADMINISTRATOR, methods=["POST"])
            for name, deed in deeds.items()
        ),
    ]


def _by(centre: Centre, request: Request, visit: Visit) -> By:
    return By(centre.clock(), address_of(request), visit.account.id)
