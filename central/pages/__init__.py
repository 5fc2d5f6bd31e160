"""The pages for people: staff, the hall's big screen, and the phone of who holds a ticket. Drawn by the server, kept
live by a stream.
"""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from central.centre import Centre
from central.pages import accounts, counters, display, overview, signing, sitting, slip, terminals

STATIC = Path(__file__).resolve().parent.parent / "static"


def routes(centre: Centre) -> list[BaseRoute]:
    pages: list[BaseRoute] = [Mount("/static", StaticFiles(directory=STATIC))]
    for part in (signing, overview, sitting, counters, display, terminals, accounts, slip):  # sitting before any deed
        pages += part.routes(centre)
    return pages
