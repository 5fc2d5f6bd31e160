"""Where a ticket ranks that its terminal gave alone: a number of its lease or of its own series, told of afterwards.

The terminal's clock is believed only within what the centre knows: not before the journal had last told everything, not
after now. So people who came while the line was down keep their turn, and a clock that is days wrong gains its people
no more than the time since the centre last heard of them. See docs/decisions/0018.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select

from central.appointments.arrival import booked_as
from central.clock import told_ms
from central.hall import read_hall
from central.quick import Quick
from central.rank import rank_ms
from central.tables import appointments

CATCHING_UP = 12  # tickets in one batch: more are a backlog, of which there may be another batch to come
_SLACK_MS = 5_000
_HEARD = Quick("SELECT heard_ms FROM terminals WHERE code = :terminal")
_NOTE = Quick(
    "UPDATE terminals SET heard_ms = :now WHERE code = :terminal AND (heard_ms IS NULL OR heard_ms < :before)"
)


def ranks(db: Connection, terminal: str, given: Collection[dict[str, Any]], now_ms: int) -> dict[tuple[str, str], int]:
    """`given`: fields of events.TicketGiven. The rank of each, by key and number."""
    heard_ms = _HEARD.value(db, {"terminal": terminal})
    starts_ms, head_start = _starts(db, given), read_hall(db).rules.head_start
    return {
        (ticket["key"], ticket["number"]): rank_ms(
            came_ms(told_ms(ticket["issued_at"], now_ms), heard_ms, now_ms),
            ticket.get("green"),
            starts_ms.get(booked_as(ticket)),
            head_start,
        )
        for ticket in given
    }


def came_ms(told_at_ms: int, heard_ms: int | None, now_ms: int) -> int:
    """When the person came, as far as it is believed. `heard_ms`: None for a terminal that was never heard of."""
    return now_ms if heard_ms is None else min(max(told_at_ms, heard_ms), now_ms)


def note_heard(db: Connection, terminal: str, tickets: int, now_ms: int) -> None:
    """A batch has come; nothing is outstanding but where it is part of a backlog."""
    if tickets <= CATCHING_UP:
        _NOTE.count(db, {"terminal": terminal, "now": now_ms, "before": now_ms - _SLACK_MS})


def _starts(db: Connection, given: Collection[dict[str, Any]]) -> dict[int | None, int]:
    asked = {number for ticket in given if (number := booked_as(ticket)) is not None}
    if not asked:
        return {}
    rows = db.execute(select(appointments.c.id, appointments.c.starts_ms).where(appointments.c.id.in_(asked)))
    return {row.id: row.starts_ms for row in rows}
