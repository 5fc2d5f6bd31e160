"""/parcels: all parcels with a search, filters and their counts."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, Drawing, respond
from central.pages.forms import number
from central.pages.lockers.cabinets import HERE
from central.pages.lockers.parcel_words import EMPTY, FILTERS, sign_of
from central.pages.lockers.words import KINDS
from central.parcels.roll import Filter, Question, read_parcels

LONGEST_SEARCH = 64


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def draw(drawing: Drawing, visit: Visit, asked: Question, template: str) -> str:
        now_ms = centre.clock()
        around = {
            "here": HERE,
            "visit": visit,
            "asked": asked,
            "address": partial(address, asked, drawing.english),
            "filters": FILTERS,
            "empty": EMPTY[asked.only],
            "kinds": KINDS,
            "sign_of": sign_of,
        }
        return await drawing.draw(template, lambda db: {"roll": read_parcels(db, asked, now_ms)}, **around)

    async def page(request: Request, visit: Visit) -> Response:
        drawing = artist.drawing(request)
        return respond(request, await draw(drawing, visit, question(request), "lockers/parcels.html"))

    async def live(request: Request, visit: Visit) -> Response:
        drawing, asked = artist.drawing(request), question(request)
        paint = partial(draw, drawing, visit, asked, "lockers/part/parcels.html")
        return doorway.live(drawing, visit, f"parcels {asked}", paint)

    return [doorway.route("/parcels", page), doorway.route("/parcels/live", live)]


def question(request: Request) -> Question:
    """Of the address. Raises NotUnderstood for a page that is no number."""
    asked = request.query_params
    only = asked.get("only", "")
    return Question(
        text=asked.get("text", "").strip()[:LONGEST_SEARCH],
        only=Filter(only) if only in set(Filter) else Filter.ALL,
        cabinet=asked.get("cabinet", "")[:LONGEST_SEARCH],
        page=number(asked, "page") if asked.get("page") else 0,
    )


def address(asked: Question, english: bool, path: str = "/parcels", **other: Any) -> str:
    """The same question at `path`, with what is to be another."""
    said = {"text": asked.text, "only": asked.only.value, "cabinet": asked.cabinet, "page": asked.page or ""} | other
    said = {name: value for name, value in said.items() if value not in ("", Filter.ALL.value)}
    if english:
        said["lang"] = "en"
    return f"{path}?{urlencode(said)}" if said else path
