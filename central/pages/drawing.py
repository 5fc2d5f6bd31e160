"""Make HTML of what was read: the templates, the two languages, and the hall's time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse

from central.centre import Centre
from central.clock import in_hall
from central.hall import Hall, read_hall
from central.icons import ICONS

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_WEEKDAYS = "一二三四五六日"
_YEAR_SECONDS = 365 * 86_400


def environment() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a server is started anew with its templates; looking for changes costs at every page
    )
    templates.globals["icons"] = ICONS
    return templates


@dataclass(frozen=True, slots=True)
class Now:
    """The moment of the drawing, in the hall's time."""

    ms: int
    at: datetime

    @property
    def zone_minutes(self) -> int:
        offset = self.at.utcoffset()
        return int(offset.total_seconds() // 60) if offset else 0

    @property
    def time(self) -> str:
        return f"{self.at:%H:%M}"

    @property
    def date(self) -> str:
        return f"{self.at.year}年{self.date_short}"

    @property
    def date_short(self) -> str:
        return f"{self.at.month}月{self.at.day}日 周{_WEEKDAYS[self.at.weekday()]}"

    @property
    def date_en(self) -> str:
        return f"{self.at:%a} {self.at.day} {self.at:%b}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws the pages of one server in one language."""

    centre: Centre
    templates: Environment
    english: bool

    def html(self, template: str, hall: Hall, **values: Any) -> str:
        now_ms = self.centre.clock()
        now = Now(now_ms, in_hall(now_ms, hall.time_zone))
        settings = self.centre.settings
        return self.templates.get_template(template).render(
            t=self.choose,
            english=self.english,
            query="?lang=en" if self.english else "",
            hall=hall,
            now=now,
            clock=lambda at_ms: f"{in_hall(at_ms, hall.time_zone):%H:%M}",
            moment=_moment(now, hall.time_zone),
            stale_seconds=f"{settings.stale_seconds:g}",
            busy_from=settings.busy_from,
            **values,
        )

    def choose(self, chinese: str, english: str) -> str:
        return english if self.english else chinese

    async def draw(self, template: str, read: Callable[[Connection], dict[str, Any]], **around: Any) -> str:
        """Read and draw on a thread of the database: a page takes milliseconds that the event loop does not have."""
        return await self.centre.database.read(lambda db: self.html(template, read_hall(db), **around, **read(db)))


def _moment(now: Now, zone: str) -> Callable[[int | None], str]:
    """A time of today as 09:41, an older one with its date, none as a dash."""

    def moment(at_ms: int | None) -> str:
        if at_ms is None:
            return "–"
        at = in_hall(at_ms, zone)
        return f"{at:%H:%M}" if at.date() == now.at.date() else f"{at:%m-%d %H:%M}"

    return moment


class Artist:
    """Hands out the drawing in the language that a request asks for: `?lang=`, else what the browser chose before."""

    def __init__(self, centre: Centre) -> None:
        templates = environment()
        self._chinese = Drawing(centre, templates, False)
        self._english = Drawing(centre, templates, True)

    def drawing(self, request: Request) -> Drawing:
        wanted = request.query_params.get("lang") or request.cookies.get("lang") or "zh"
        return self._english if wanted.startswith("en") else self._chinese


def respond(request: Request, html: str) -> HTMLResponse:
    """The page; remembers a language that was chosen on it."""
    page = HTMLResponse(html)
    if (wanted := request.query_params.get("lang")) in ("zh", "en"):
        page.set_cookie("lang", wanted, max_age=_YEAR_SECONDS, httponly=True, samesite="lax")
    return page
