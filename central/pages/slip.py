"""/t/{token}: a ticket on its holder's phone. Public; whoever has the address has the ticket, and the page says no
more than it. It works without scripts too: forms post, and the page asks again by itself.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import address_of
from central.pages.drawing import Artist, Drawing, respond
from central.pages.forms import number, read_form
from central.phones.giving_up import give_up
from central.phones.place import Place
from central.phones.strangers import Strangers
from central.ratings import rate
from central.refusals import NotHere, NotUnderstood
from central.slip import Slip, read_slip
from central.states import TicketState
from kiosk.events import RatingWay
from kiosk.reasons import BEST, WORST
from kiosk.reasons import load as load_reasons

_TOKEN = re.compile(r"[\w-]{8,64}", re.ASCII)
NOT_YET_SECONDS = 3  # the centre has heard of it a moment ago: asked again soon
DONE_SECONDS = 30  # the rating may come from the counter's pad


def routes(centre: Centre) -> list[Route]:
    artist, settings, reasons = Artist(centre), centre.settings, load_reasons()
    strangers = Strangers(settings.phone_unknown_free, settings.phone_unknown_forget_seconds)

    async def known(request: Request) -> str:
        """The path's token. Raises NotHere for one that no ticket has, TooBusy for who tries many."""
        token, address = str(request.path_params["token"]), address_of(request)
        if await centre.phones.place(token) is not None:
            return token
        strangers.check(address)
        now_ms = centre.clock()
        if _TOKEN.fullmatch(token):
            slip = await centre.database.read(lambda db: read_slip(db, token, now_ms, False))
            if slip is not None:
                return token
        strangers.missed(address)
        raise NotHere("no ticket has this address (yet)")

    async def draw(drawing: Drawing, token: str, template: str, missing: int | None = None) -> str:
        """`missing`: the level of a bad rating that came without a reason."""
        now_ms = centre.clock()

        def read(db: Connection) -> dict[str, Any]:
            slip = read_slip(db, token, now_ms, drawing.english)
            if slip is None:
                raise NotHere("no ticket has this address (yet)")
            return {"slip": slip, "place": _place_of(slip)}

        around = {"path": f"/t/{token}", "reasons": reasons, "missing": missing}
        return await drawing.draw(template, read, **around)

    async def page(request: Request) -> Response:
        return respond(request, await draw(artist.drawing(request), await known(request), "slip.html"))

    async def part(request: Request) -> Response:
        return HTMLResponse(await draw(artist.drawing(request), await known(request), "part/slip.html"))

    async def state(request: Request) -> Response:
        """Where the ticket stands, as JSON; with `?wait=` and the ETag that the phone has, once that has changed."""
        token, version = request.path_params["token"], request.headers.get("if-none-match", "")
        place = await centre.phones.news(token, version, _seconds(request.query_params.get("wait", "0")))
        if place is None:
            token, now_ms = await known(request), centre.clock()
            slip = await centre.database.read(lambda db: read_slip(db, token, now_ms, False))
            if slip is None:
                raise NotHere("no ticket has this address (yet)")
            place = _place_of(slip)
            if not slip.is_over:
                place = replace(place, again_seconds=NOT_YET_SECONDS)
        headers = {"ETag": place.version, "Cache-Control": "no-store"}
        if version == place.version:
            return Response(status_code=304, headers=headers)
        return Response(place.body, headers=headers, media_type="application/json")

    async def gives_up(request: Request) -> Response:
        token, now_ms = await known(request), centre.clock()
        await centre.database.write(lambda db: give_up(db, token, now_ms))  # too late or twice: the page says how it is
        return _back(request)

    async def rates(request: Request) -> Response:
        """A bad rating names a reason; the first rating of a ticket counts."""
        token, now_ms = await known(request), centre.clock()
        form = await read_form(request, settings)
        level = number(form, "level") if "level" in form else 0
        if not WORST <= level <= BEST:
            raise NotUnderstood(f"the form's level is {level}; open the page and choose one of {WORST} to {BEST}")
        offered = {reason.code for reason in reasons.of(level).options}
        options = [code for code in form.getlist("option") if code in offered]
        if reasons.of(level).bad and not options:
            return HTMLResponse(await draw(artist.drawing(request), token, "slip.html", level), 422)

        def work(db: Connection) -> None:
            slip = read_slip(db, token, now_ms, False)
            if slip is not None and slip.may_be_rated:
                rate(db, slip.id, level, options, RatingWay.PHONE, now_ms)

        await centre.database.write(work)
        return _back(request)

    return [
        Route("/t/{token}", page),
        Route("/t/{token}/part", part),
        Route("/t/{token}/state", state),
        Route("/t/{token}/give-up", gives_up, methods=["POST"]),
        Route("/t/{token}/rate", rates, methods=["POST"]),
    ]


def _place_of(slip: Slip) -> Place:
    """As all phones are told it, from the ticket alone."""
    if not slip.of_today or slip.state in (TicketState.GIVEN_UP, TicketState.VOID):
        return Place(slip.state, counter=slip.counter, again_seconds=None)
    if slip.is_over:
        return Place(slip.state, counter=slip.counter, again_seconds=DONE_SECONDS, rated=slip.rated is not None)
    ahead = slip.ahead if slip.waits else None
    counter = "" if slip.waits else slip.counter
    minutes = slip.minutes if slip.waits else None
    return Place(slip.state, ahead, counter, slip.called_ms, minutes=minutes)


def _back(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/t/{request.path_params['token']}{query}", 303)


def _seconds(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,3}", text, re.ASCII) else 0.0
