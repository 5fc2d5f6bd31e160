"""The pages for people: staff, the hall's big screen, and the phone of who holds a ticket. Drawn by the server, kept
live by a stream.
"""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from central.centre import Centre
from central.pages import counters, display, overview, slip, terminals

STATIC = Path(__file__).resolve().parent.parent / "static"


def routes(centre: Centre) -> list[BaseRoute]:
    pages: list[BaseRoute] = [Mount("/static", StaticFiles(directory=STATIC))]
    for part in (overview, counters, display, terminals, slip):
        pages += part.routes(centre)
    return pages
