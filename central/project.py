"""Write what terminals told into the hall's tables: tickets, devices, requests for staff.

Last step of the journal's way in, in the transaction that also keeps the events and moves the cursor. A whole batch is a
handful of statements, however many tickets it tells of.
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select, text, update

from central.bulk import Row, insert_rows
from central.clock import told_ms
from central.numbers import position_of
from central.states import TicketState
from central.tables import assistance, departments, services, terminals, tickets
from central.told import Told
from kiosk.events import NumberSource

_COLUMNS = (
    *("day", "number", "copy", "department", "service", "state", "source"),
    *("terminal", "key", "token", "issued_ms", "known_ms"),
)
_BY_KEYS = select(tickets.c.id, tickets.c.key, tickets.c.number, tickets.c.day).where(
    tickets.c.terminal == bindparam("terminal"), tickets.c.key.in_(bindparam("keys", expanding=True))
)
_COPIES = (
    select(tickets.c.day, tickets.c.number, tickets.c.copy)
    .where(tickets.c.day.in_(bindparam("days", expanding=True)))
    .where(tickets.c.number.in_(bindparam("numbers", expanding=True)))
)
_CONFIRM = (
    update(tickets)
    .where(tickets.c.id.in_(bindparam("ids", expanding=True)), tickets.c.state == TicketState.RESERVED)
    .values(state=TicketState.WAITING)
)
_VOID = (
    update(tickets)
    .where(tickets.c.id.in_(bindparam("ids", expanding=True)))
    .where(tickets.c.state.in_([TicketState.RESERVED, TicketState.CALLED, TicketState.RECALLED]))
    .values(state=TicketState.VOID, ended_ms=bindparam("now"))
)
_RAISE = text(
    "INSERT INTO number_counts (day, prefix, span, given) VALUES (:day, :prefix, :span, :given) "
    "ON CONFLICT (day, prefix, span) DO UPDATE SET given = "
    "CASE WHEN number_counts.given < excluded.given THEN excluded.given ELSE number_counts.given END"
)
_ABANDON = text(
    "INSERT INTO requests (terminal, key, abandoned) VALUES (:terminal, :key, TRUE) "
    "ON CONFLICT (terminal, key) DO UPDATE SET abandoned = TRUE"
)
_DEVICE = text(
    "INSERT INTO devices (terminal, device, changed_ms, body) VALUES (:terminal, :device, :now, :body) "
    "ON CONFLICT (terminal, device) DO UPDATE SET changed_ms = excluded.changed_ms, body = excluded.body"
)


def apply(db: Connection, terminal: str, told: Told, now_ms: int) -> None:
    if told.given:
        _give(db, terminal, told.given, now_ms)
    if told.abandoned:
        _abandon(db, terminal, told.abandoned, now_ms)
    if told.prints:
        parameters = [
            {"of_terminal": terminal, "of_key": key, "outcome": outcome} for key, outcome in told.prints.items()
        ]
        db.execute(_PRINTED, parameters)
    for device, body in told.devices.items():
        plain = orjson.dumps(body).decode()
        db.execute(_DEVICE, {"terminal": terminal, "device": device, "now": now_ms, "body": plain})
    if told.assistance:
        asked = [
            {"terminal": terminal, "asked_ms": now_ms, "reason": body["reason"], "ticket_key": body["key"]}
            for body in told.assistance
        ]
        db.execute(assistance.insert(), asked)
    if changed := _terminal_changes(told, now_ms):
        db.execute(terminals.update().where(terminals.c.code == terminal).values(changed))


_PRINTED = (
    update(tickets)
    .where(tickets.c.terminal == bindparam("of_terminal"), tickets.c.key == bindparam("of_key"))
    .values(print=bindparam("outcome"))
)


def _give(db: Connection, terminal: str, given: list[dict[str, Any]], now_ms: int) -> None:
    keys = {ticket["key"] for ticket in given}
    known = db.execute(_BY_KEYS, {"terminal": terminal, "keys": list(keys)}).all()
    ids = {(row.key, row.number, row.day): row.id for row in known}
    fresh = {
        identity: ticket
        for ticket in given
        if (identity := (ticket["key"], ticket["number"], ticket["day"].isoformat())) not in ids
    }
    told = {(ticket["key"], ticket["number"], ticket["day"].isoformat()) for ticket in given}
    if confirmed := [row_id for identity, row_id in ids.items() if identity in told]:
        db.execute(_CONFIRM, {"ids": confirmed})
    if given_up := [row_id for identity, row_id in ids.items() if identity not in told]:
        db.execute(_VOID, {"ids": given_up, "now": now_ms})
    if fresh:
        insert_rows(db, tickets, _COLUMNS, _rows(db, terminal, list(fresh.values()), now_ms))
        _raise_counts(db, fresh.values())


def _rows(db: Connection, terminal: str, fresh: list[dict[str, Any]], now_ms: int) -> list[Row]:
    of_service, of_prefix = _departments(db)
    copies = _copies(db, fresh)
    rows: list[Row] = []
    for ticket in fresh:
        day, number = ticket["day"].isoformat(), ticket["number"]
        copy = copies[day, number] = copies.get((day, number), -1) + 1
        department = of_service.get(ticket["service"]) or of_prefix.get(ticket["prefix"], "")
        queue = (department, ticket["service"], TicketState.WAITING.value, ticket["source"].value)
        owner = (terminal, ticket["key"], ticket["token"], told_ms(ticket["issued_at"], now_ms), now_ms)
        rows.append((day, number, copy, *queue, *owner))
    return rows


def _departments(db: Connection) -> tuple[dict[str, str], dict[str, str]]:
    of_service = {row.code: row.department for row in db.execute(select(services.c.code, services.c.department))}
    of_prefix = {row.prefix: row.code for row in db.execute(select(departments.c.prefix, departments.c.code))}
    return of_service, of_prefix


def _copies(db: Connection, fresh: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """The highest copy of each number that is on a ticket already: such a ticket is kept all the same, and shown as a copy."""
    days = {ticket["day"].isoformat() for ticket in fresh}
    rows = db.execute(_COPIES, {"days": list(days), "numbers": [ticket["number"] for ticket in fresh]})
    copies: dict[tuple[str, str], int] = {}
    for day, number, copy in rows:
        copies[day, number] = max(copy, copies.get((day, number), -1))
    return copies


def _raise_counts(db: Connection, fresh: Any) -> None:
    """A number that we gave before this database was restored from an older copy is not given again."""
    highest: dict[tuple[str, str, str], int] = {}
    for ticket in fresh:
        place = None if ticket["source"] is NumberSource.OWN else position_of(ticket["number"])
        if place is not None:
            where = (ticket["day"].isoformat(), place[0], place[1].value)
            highest[where] = max(highest.get(where, 0), place[2])
    for (day, prefix, span), position in highest.items():
        db.execute(_RAISE, {"day": day, "prefix": prefix, "span": span, "given": position})


def _abandon(db: Connection, terminal: str, keys: set[str], now_ms: int) -> None:
    db.execute(_ABANDON, [{"terminal": terminal, "key": key} for key in keys])
    ids = [row.id for row in db.execute(_BY_KEYS, {"terminal": terminal, "keys": list(keys)})]
    if ids:
        db.execute(_VOID, {"ids": ids, "now": now_ms})


def _terminal_changes(told: Told, now_ms: int) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if told.software is not None:
        changes |= {"software": told.software, "started_ms": now_ms}
    if told.started is not None:
        changes |= {"stopped_ms": None if told.started else now_ms, "stop_reason": told.stop_reason}
    if told.face_reason is not None:
        changes |= {"face_replaced_ms": now_ms, "face_reason": told.face_reason}
    return changes
