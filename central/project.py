"""Write what terminals told into the hall's tables: tickets, devices, requests for staff, ratings.

Last step of the journal's way in, in the transaction that also keeps the events and moves the cursor. A whole batch
is a handful of statements, however many tickets it tells of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, func, select, text, update

from central.appointments.arrival import booked_as, free_arrivals, note_arrivals
from central.bulk import Row, as_list, insert_new_rows, with_list
from central.clock import told_ms
from central.late_rank import note_heard, ranks
from central.numbers import position_of
from central.parcels.told import tell_cabinet
from central.ratings import rate_told
from central.states import TicketState
from central.tables import assistance, departments, terminals, tickets
from central.told import Told
from kiosk.events import NumberSource

Given = dict[str, Any]  # the fields of events.TicketGiven
Identity = tuple[str, str, str]  # key, number, day

_COLUMNS = (
    *("day", "number", "department", "service", "state", "source"),
    *("terminal", "key", "token", "issued_ms", "known_ms", "print"),
    *("rank_ms", "visit", "person", "green", "appointment"),
)
_BY_KEYS = "SELECT id, key, number, day FROM tickets WHERE terminal = :terminal AND key IN {list}"
_OF_SERVICES = "SELECT code, department FROM services WHERE code IN {list}"
_WAITING = TicketState.WAITING.value
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
_PRINTED = (
    update(tickets)
    .where(tickets.c.terminal == bindparam("of_terminal"), tickets.c.key == bindparam("of_key"))
    .values(print=bindparam("outcome"))
)
_COPY = select(func.coalesce(func.max(tickets.c.copy), -1) + 1)
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
    prints = dict(told.prints)
    if told.given:
        _give(db, terminal, told.given, prints, now_ms)
    note_heard(db, terminal, len(told.given), now_ms)
    if told.abandoned:
        _abandon(db, terminal, told.abandoned, now_ms)
    if prints:
        outcomes = [{"of_terminal": terminal, "of_key": key, "outcome": outcome} for key, outcome in prints.items()]
        db.execute(_PRINTED, outcomes)
    for device, body in told.devices.items():
        plain = orjson.dumps(body).decode()
        db.execute(_DEVICE, {"terminal": terminal, "device": device, "now": now_ms, "body": plain})
    if told.assistance:
        asked = [
            {"terminal": terminal, "asked_ms": now_ms, "reason": body["reason"], "ticket_key": body["key"]}
            for body in told.assistance
        ]
        db.execute(assistance.insert(), asked)
    rate_told(db, told.ratings, now_ms)
    if changed := _terminal_changes(told, now_ms):
        db.execute(terminals.update().where(terminals.c.code == terminal).values(changed))
    if told.cabinet:
        tell_cabinet(db, terminal, told.cabinet, now_ms)


def _give(db: Connection, terminal: str, given: list[Given], prints: dict[str, str], now_ms: int) -> None:
    """`prints` of tickets that are new here are taken out of it: they are written with their ticket."""
    ids = _known(db, terminal, given)
    told = {_identity(ticket): ticket for ticket in given}
    if confirmed := [row_id for identity, row_id in ids.items() if identity in told]:
        db.execute(_CONFIRM, {"ids": confirmed})
    if given_up := [row_id for identity, row_id in ids.items() if identity not in told]:
        _void(db, given_up, now_ms)
    fresh = {identity: ticket for identity, ticket in told.items() if identity not in ids}
    if not fresh:
        return
    rows = _rows(db, terminal, fresh, prints, now_ms)
    if insert_new_rows(db, tickets, _COLUMNS, rows) < len(rows):
        _keep_copies(db, terminal, fresh, rows)
    _raise_counts(db, fresh.values())
    if arrived := {number for ticket in fresh.values() if (number := booked_as(ticket))}:
        note_arrivals(db, sorted(arrived), now_ms)


def _void(db: Connection, ids: list[int], now_ms: int) -> None:
    db.execute(_VOID, {"ids": ids, "now": now_ms})
    free_arrivals(db, ids, now_ms)


def _identity(ticket: Given) -> Identity:
    return ticket["key"], ticket["number"], ticket["day"].isoformat()


def _known(db: Connection, terminal: str, given: Iterable[Given]) -> dict[Identity, int]:
    """The tickets that we have under the same keys, by what a terminal can say of them."""
    keys = as_list({ticket["key"] for ticket in given})
    rows = db.execute(with_list(db, _BY_KEYS), {"terminal": terminal, "list": keys})
    return {(row.key, row.number, row.day): row.id for row in rows}


def _rows(
    db: Connection, terminal: str, fresh: dict[Identity, Given], prints: dict[str, str], now_ms: int
) -> list[Row]:
    departments_of = _departments(db, {(ticket["service"], ticket["prefix"]) for ticket in fresh.values()})
    ranked = ranks(db, terminal, fresh.values(), now_ms)
    rows: list[Row] = []
    for (key, number, day), ticket in fresh.items():
        department = departments_of[ticket["service"], ticket["prefix"]]
        queue = (department, ticket["service"], _WAITING, ticket["source"].value)
        times = (told_ms(ticket["issued_at"], now_ms), now_ms)
        green = ticket.get("green")
        who = (ticket["visit"], ticket.get("person", ""), green.value if green else "", booked_as(ticket))
        rows.append(
            (
                day,
                number,
                *queue,
                terminal,
                key,
                ticket["token"],
                *times,
                prints.pop(key, None),
                ranked[key, number],
                *who,
            )
        )
    return rows


def _departments(db: Connection, asked: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The department of each (service, prefix): by its prefix where the service has left the catalogue since."""
    listed = as_list({service for service, _ in asked})
    of_service = {row.code: row.department for row in db.execute(with_list(db, _OF_SERVICES), {"list": listed})}
    of_prefix: dict[str, str] = {}
    if any(service not in of_service for service, _ in asked):
        of_prefix = {row.prefix: row.code for row in db.execute(select(departments.c.prefix, departments.c.code))}
    return {(service, prefix): of_service.get(service, of_prefix.get(prefix, "")) for service, prefix in asked}


def _keep_copies(db: Connection, terminal: str, fresh: dict[Identity, Given], rows: list[Row]) -> None:
    """Some number is on another ticket of its day already. The ticket is kept all the same, and shown as a copy."""
    kept = _known(db, terminal, fresh.values())
    for identity, row in zip(fresh, rows, strict=True):
        if identity not in kept:
            values = dict(zip(_COLUMNS, row, strict=True))
            taken = (tickets.c.day == values["day"]) & (tickets.c.number == values["number"])
            copy = _COPY.where(taken).scalar_subquery()
            db.execute(tickets.insert().values(**values, copy=copy))


def _raise_counts(db: Connection, fresh: Iterable[Given]) -> None:
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
    rows = db.execute(with_list(db, _BY_KEYS), {"terminal": terminal, "list": as_list(keys)})
    if ids := [row.id for row in rows]:
        _void(db, ids, now_ms)


def _terminal_changes(told: Told, now_ms: int) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if told.software is not None:
        changes |= {"software": told.software, "started_ms": now_ms}
    if told.started is not None:
        changes |= {"stopped_ms": None if told.started else now_ms, "stop_reason": told.stop_reason}
    if told.face_reason is not None:
        changes |= {"face_replaced_ms": now_ms, "face_reason": told.face_reason}
    return changes
