"""What one cabinet tells: words that fit and words that do not, orders and their ends, guessing, what is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from central.database import Database
from central.feed import read
from central.parcels import tables as t
from central.parcels.bulk import approve_bulk, ask_bulk
from central.parcels.by import By
from central.parcels.cabinet_rows import cabinet_words
from central.parcels.orders import open_cell
from central.parcels.post import choose_post
from central.parcels.settings import ParcelSettings
from central.parcels.tending import tend
from central.refusals import NotAllowed, NotHere, UsedUp
from tests.central.cabinet_journal import BY, NOW_MS, SETTINGS, Cabinet, new_cabinet, registered

ZONE = "Asia/Shanghai"


@pytest.fixture
def cabinet(database: Database, catalogue_url: str, tmp_path: Path) -> Cabinet:
    return new_cabinet(database, catalogue_url, tmp_path, "locker-1")


def test_words_that_do_not_fit_are_taken_and_noted(cabinet: Cabinet, tmp_path: Path) -> None:
    """A lost journal, a parcel that nobody registered, a cell that no cabinet has, names that are none."""
    one, two = registered(cabinet, tmp_path, 1), registered(cabinet, tmp_path, 2)
    cabinet.note("parcel.collected", parcel=one, cell=2, way="code", intent="i1")
    cabinet.note("parcel.collected", parcel=one, cell=2, way="code", intent="i1")  # reopened: no conflict
    cabinet.note("parcel.recovered", parcel=one, cell=2, by="anna", intent="i2")
    cabinet.note("parcel.deposited", parcel="f" * 32, cell=1, by="anna")
    cabinet.note("parcel.deposited", parcel=two, cell=1, by="anna")
    cabinet.note("door.moved", cell=2**40, state="open", cause="hand")
    cabinet.note("parcel.left", parcel="x", cell=3, department="d", receipt="r")
    cabinet.note("parcel.left", parcel="y" * 32, cell=3, department="d", receipt="r", person="not a hash")
    cabinet.note("door.ended", intent="never", cell=1, outcome="done")
    cabinet.note("parcel.disputed", parcel=two, cell=1, problem="empty", history=[{"cell": 1}])
    cabinet.tell()
    query = select(t.parcel_conflicts.c.why).order_by(t.parcel_conflicts.c.id)
    why = cabinet.database.read_now(lambda db: list(db.execute(query).scalars()))
    assert why == [
        "never_put_in",
        "out_already",
        "unknown_parcel",
        "cell_taken",
        "no_such_cell",
        "not_a_name",
        "unknown_intent",
    ]
    row = cabinet.one(select(t.parcels).where(t.parcels.c.id == one))
    assert (row.state, row.standing, row.way) == ("collected", "ended", "code")
    assert cabinet.one(select(t.cabinet_cells.c.parcel).where(t.cabinet_cells.c.number == 1)).parcel == two
    assert cabinet.count(t.parcel_disputes) == 1


def test_a_parcel_that_turned_up_elsewhere_gets_another_code_and_the_first_cabinet_forgets_it(
    cabinet: Cabinet, catalogue_url: str, tmp_path: Path
) -> None:
    other = new_cabinet(cabinet.database, catalogue_url, tmp_path, "locker-2")
    parcel = registered(cabinet, tmp_path, 1)
    other.note("parcel.deposited", parcel=parcel, cell=1, by="anna")
    other.tell()
    assert cabinet.told()[parcel]["standing"] == "ended"
    assert (other.told()[parcel]["standing"], other.told()[parcel]["issue"]) == ("open", 2)


def test_what_goes_by_post_while_it_lies_there_is_taken_out_by_staff_first(cabinet: Cabinet, tmp_path: Path) -> None:
    parcel = registered(cabinet, tmp_path, 1)
    cabinet.note("parcel.deposited", parcel=parcel, cell=1, by="anna")
    cabinet.tell()
    cabinet.database.write_now(lambda db: choose_post(db, parcel, BY))
    assert cabinet.told()[parcel]["standing"] == "cancelled"
    cabinet.note("parcel.recovered", parcel=parcel, cell=1, by="anna", intent="i")
    cabinet.tell()
    row = cabinet.one(select(t.parcels).where(t.parcels.c.id == parcel))
    assert (row.state, row.post_state, cabinet.told()[parcel]["standing"]) == ("posted", "registered", "ended")


def test_guessing_over_the_hall_stops_codes_until_midnight(cabinet: Cabinet) -> None:
    def stopped() -> str:
        words = cabinet.database.read_now(lambda db: cabinet_words(db, SETTINGS, ZONE, NOW_MS))
        return str(words[0].body["codes_stopped_until"])

    for way, why in (
        ("code", "unknown"),
        ("staff", "unknown"),
        ("code", "paused"),
        ("qr", "stale"),
        ("card", "not_here"),
    ):
        cabinet.note("code.refused", way=way, why=why, visit="v", today=1)
    cabinet.tell()
    assert stopped() == ""
    cabinet.note("code.refused", way="code", why="unknown", visit="v", today=2)
    cabinet.tell()
    assert stopped() == "2026-03-19T00:00:00+08:00"


def test_an_order_is_told_once_expires_and_is_answered(cabinet: Cabinet, tmp_path: Path) -> None:
    key = cabinet.database.write_now(
        lambda db: open_cell(db, "locker-1", 2, "卡住", BY, ParcelSettings(open_order_seconds=900))
    )
    (row,) = (row for row in cabinet.database.read_now(lambda db: read(db, "locker-1", 0)).rows if row.key == key)
    assert (row.kind, row.expires_at) == ("command.open", "2026-03-18T10:14:20.000+08:00")
    assert row.body == {"cell": 2, "parcel": "", "by": "anna", "second": "", "why": "卡住"}
    with pytest.raises(NotHere):
        cabinet.database.write_now(lambda db: open_cell(db, "locker-1", 77, "", BY, SETTINGS))
    cabinet.note("command.ended", command="command.open", key=key, outcome="done")
    cabinet.tell()
    assert cabinet.one(select(t.cabinet_orders.c.outcome)).outcome == "done"
    cabinet.database.write_now(lambda db: tend(db, SETTINGS, NOW_MS + 61_000))
    assert not [r for r in cabinet.database.read_now(lambda db: read(db, "locker-1", 0)).rows if r.key == key]


def test_a_bulk_opening_needs_two_within_two_minutes(cabinet: Cabinet) -> None:
    def ask() -> int:
        return int(cabinet.database.write_now(lambda db: ask_bulk(db, "locker-1", [1, 2, 2], "火警演练", BY, SETTINGS)))

    def approve(bulk: int, name: str, after_ms: int = 0) -> Any:
        return cabinet.database.write_now(lambda db: approve_bulk(db, bulk, By(NOW_MS + after_ms, name), SETTINGS))

    bulk = ask()
    with pytest.raises(NotAllowed):
        approve(bulk, "anna")
    assert cabinet.count(t.cabinet_orders) == 0
    assert len(approve(bulk, "boss")) == 2
    with pytest.raises(UsedUp):
        approve(bulk, "boss")
    orders = cabinet.database.read_now(lambda db: db.execute(select(t.cabinet_orders)).all())
    assert {(order.cell, order.by, order.second) for order in orders} == {(1, "anna", "boss"), (2, "anna", "boss")}
    with pytest.raises(UsedUp):
        approve(ask(), "boss", 120_001)


def test_rows_of_what_is_over_go_once_the_terminal_has_heard_them(cabinet: Cabinet, tmp_path: Path) -> None:
    parcel = registered(cabinet, tmp_path, 1)
    cabinet.note("parcel.deposited", parcel=parcel, cell=1, by="anna")
    cabinet.note("parcel.collected", parcel=parcel, cell=1, way="code", intent="i")
    cabinet.tell()
    later_ms = NOW_MS + 31 * 86_400_000
    cabinet.database.write_now(lambda db: tend(db, SETTINGS, later_ms))
    assert cabinet.told()[parcel]["standing"] == "ended"
    through = cabinet.database.read_now(lambda db: read(db, "locker-1", 0)).through
    heard = text("UPDATE cabinets SET heard_n = :n")
    cabinet.database.write_now(lambda db: db.execute(heard, {"n": through}))
    cabinet.database.write_now(lambda db: tend(db, SETTINGS, later_ms))
    assert cabinet.told() == {}
    row = cabinet.one(select(t.parcels).where(t.parcels.c.id == parcel))
    assert (row.receiver, row.phone, row.token_sha256, row.forgotten_ms) == ("", None, None, later_ms)


def test_what_doors_did_long_ago_is_forgotten_and_the_rest_is_not(cabinet: Cabinet) -> None:
    tables = (t.door_intents, t.door_movements, t.code_refusals, t.staff_visits)
    day_ms = 86_400_000

    def happens(intent: str) -> None:
        cabinet.note("door.intent", intent=intent, cell=1, for_what="pickup", way="code")
        cabinet.note("door.moved", cell=1, state="open", cause="command", intent=intent)
        cabinet.note("code.refused", way="code", why="unknown", visit="v", today=1)
        cabinet.note("staff.at_cabinet", account="anna", way="badge", there=True)

    cabinet.clock_ms = NOW_MS - 20 * day_ms
    happens("long-ago")
    cabinet.clock_ms = NOW_MS - day_ms
    happens("yesterday")
    cabinet.tell()
    cabinet.database.write_now(lambda db: tend(db, SETTINGS, NOW_MS))
    assert [cabinet.count(table) for table in tables] == [2, 2, 2, 2]
    cabinet.database.write_now(lambda db: tend(db, ParcelSettings(door_history_days=10), NOW_MS))
    assert [cabinet.count(table) for table in tables] == [1, 1, 1, 1]
    assert cabinet.one(select(t.door_intents.c.intent)).intent == "yesterday"
