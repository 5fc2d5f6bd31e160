"""/audit: for administrators. Who signed in, was refused, or changed an account, and when; by person and by day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.hall import read_hall
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, respond
from central.pages.forms import number
from central.refusals import NotUnderstood
from central.staff.accounts import every
from central.staff.audit_pages import Question, read_audit
from central.staff.roles import Role


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def page(request: Request, visit: Visit) -> Response:
        asked = request.query_params
        account = number(asked, "account") if asked.get("account") else None
        before = number(asked, "before") if asked.get("before") else None
        day = _day(asked.get("day", ""))

        def read(db: Connection) -> dict[str, Any]:
            from_ms, until_ms = (None, None) if day is None else _of_day(day, read_hall(db).time_zone)
            lines, older = read_audit(db, Question(account, from_ms, until_ms, before))
            kept = {"account": account or "", "day": asked.get("day", "")}
            further = None if older is None else urlencode(kept | {"before": older})
            return {"lines": lines, "older": further, "accounts": every(db), "account": account, "day": kept["day"]}

        around = {"here": "/accounts", "visit": visit, "newer": before is not None}
        return respond(request, await artist.drawing(request).draw("audit.html", read, **around))

    return [doorway.route("/audit", page, Role.ADMINISTRATOR)]


def _day(written: str) -> date | None:
    """Raises NotUnderstood."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise NotUnderstood(f"the day is {written[:40]!r}; write it as 2026-03-18") from error


def _of_day(day: date, zone: str) -> tuple[int, int]:
    """Its beginning and its end in the hall's time, in milliseconds since 1970."""
    begins = datetime.combine(day, time(), ZoneInfo(zone))
    ends = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return int(begins.timestamp() * 1000), int(ends.timestamp() * 1000)
