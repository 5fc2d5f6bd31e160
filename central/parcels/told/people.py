"""What a cabinet tells of people: wrong codes, staff who sign in and out, and what became of the centre's orders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from central.clock import business_day
from central.parcels.tables import cabinet_orders, once_passes, staff_visits
from central.parcels.told.heard import Heard
from central.staff.tables import staff
from kiosk.events import CommandEnded
from kiosk.lockers.events import CodeRefused, StaffAtCabinet


def _refused(heard: Heard, body: dict[str, Any]) -> None:
    day = business_day(heard.at_ms, heard.zone).isoformat()
    row = {"day": day, "way": body["way"].value, "why": body["why"], "visit": body["visit"], "at_ms": heard.at_ms}
    heard.notes.refusals.append(row)


def _staff(heard: Heard, body: dict[str, Any]) -> None:
    """A one-time code that was used is told to no cabinet any more. Where the terminal does not say which of the
    account's codes it was, all of them at this cabinet are used up.
    """
    row = {name: body[name] for name in ("account", "way", "there")}
    heard.db.execute(staff_visits.insert().values(row | {"terminal": heard.terminal, "at_ms": heard.at_ms}))
    if body["there"] and body["way"] == "once":
        whose = select(staff.c.id).where(staff.c.name == body["account"]).scalar_subquery()
        of = (once_passes.c.terminal == heard.terminal) & (once_passes.c.staff == whose)
        if which := body.get("once", ""):
            of &= func.substr(once_passes.c.code_hash, 1, len(which)) == which
        heard.db.execute(update(once_passes).where(of, once_passes.c.used_ms.is_(None)).values(used_ms=heard.at_ms))


def _order(heard: Heard, body: dict[str, Any]) -> None:
    of = (cabinet_orders.c.key == body["key"]) & (cabinet_orders.c.terminal == heard.terminal)
    became = {"outcome": body["outcome"], "detail": body.get("detail", "")}
    heard.db.execute(update(cabinet_orders).where(of).values(became))


HANDLERS = {CodeRefused.kind: _refused, StaffAtCabinet.kind: _staff, CommandEnded.kind: _order}
