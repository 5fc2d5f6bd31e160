"""The pages for people: staff, the hall's big screen, and the phone of who holds a ticket. Drawn by the server, kept
live by a stream.
"""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from central.centre import Centre
from central.pages import (
    accounts,
    appointments,
    audit,
    counters,
    display,
    helping,
    lockers,
    notices,
    overview,
    password,
    ratings,
    signing,
    sitting,
    slip,
    terminals,
)

STATIC = Path(__file__).resolve().parent.parent / "static"


class _Kept(StaticFiles):
    """A browser keeps these files and asks whether they changed: the letters alone are two megabytes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def routes(centre: Centre) -> list[BaseRoute]:
    pages: list[BaseRoute] = [Mount("/static", _Kept(directory=STATIC))]
    for part in (
        signing,
        overview,
        sitting,
        counters,
        display,
        notices,
        helping,
        appointments,
        lockers,
        terminals,
        accounts,
        password,
        audit,
        ratings,
        slip,
    ):  # sitting before any deed
        pages += part.routes(centre)
    return pages
