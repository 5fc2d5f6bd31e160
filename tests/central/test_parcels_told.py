"""What cabinets tell, against a model: parcels are registered, put in, collected, reissued and cancelled in any order,
and the cabinet's word arrives late, after what staff did meanwhile. Nothing that it says is lost.
"""

from __future__ import annotations

import itertools
import secrets
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test
from sqlalchemy import func, select, text

from central.admin import add_terminal
from central.database import Database
from central.feed import read
from central.intake import Intake
from central.parcels import tables as t
from central.parcels.bulk import approve_bulk, ask_bulk
from central.parcels.by import By
from central.parcels.cabinet_rows import cabinet_words
from central.parcels.cabinets import CabinetWish, add_cabinet
from central.parcels.changing import cancel, reissue
from central.parcels.keys import Vault
from central.parcels.orders import open_cell
from central.parcels.post import choose_post
from central.parcels.registering import register
from central.parcels.settings import ParcelSettings
from central.parcels.tending import tend
from central.parcels.wish import ParcelWish
from central.refusals import NotAllowed, NotHere, UsedUp
from kiosk.wire import FIRST_HASH, canonical, event_hash

NOW_MS = 1_773_800_000_000
ZONE = "Asia/Shanghai"
SETTINGS = ParcelSettings(wrong_codes_a_day=3)
BY = By(NOW_MS, "anna")
CELLS = 4
_names = itertools.count(1)


class Cabinet:
    """A terminal as the centre hears it: what happened there goes up when its line is there."""

    def __init__(self, database: Database, token: str, name: str) -> None:
        self.database, self.token, self.terminal = database, token, name
        self.journal = secrets.token_hex(16)
        self.events: list[dict[str, Any]] = []
        self.heard = 0
        self.prev = FIRST_HASH

    def note(self, kind: str, **body: Any) -> None:
        event = {"seq": len(self.events) + 1, "kind": kind, "at": "2026-03-18T02:00:00.000+08:00", "boot": "b"}
        event |= {"monotonic_ms": 1, "body": body, "prev": self.prev}
        self.prev = event_hash(canonical(event))
        self.events.append(event)

    def tell(self) -> None:
        """Everything since the last time, and a little of what the centre has already."""
        first = max(0, self.heard - 2)
        body = canonical({"terminal": self.terminal, "first": first + 1, "events": self.events[first:]})
        if self.events[first:]:
            self.database.write_now(Intake(self.token, self.journal, body, 1000, NOW_MS, 0))
        self.heard = len(self.events)

    def told(self) -> dict[str, dict[str, Any]]:
        rows = self.database.read_now(lambda db: read(db, self.terminal, 0)).rows
        return {row.key: row.body for row in rows if row.kind == "parcel"}

    def one(self, query: Any) -> Any:
        return self.database.read_now(lambda db: db.execute(query).first())

    def count(self, table: Any) -> int:
        return int(self.one(select(func.count()).select_from(table))[0])


def new_cabinet(database: Database, url: str, folder: Path, name: str) -> Cabinet:
    token = add_terminal(url, name, "柜", "", f"{next(_names):X}"[:4])
    database.write_now(Vault(folder / "hall.keys").keys)
    database.write_now(lambda db: add_cabinet(db, name, CabinetWish(name="1 号柜"), BY))
    cabinet = Cabinet(database, token, name)
    cells = [
        {"number": n, "size": "m", "column": 0, "floor_mm": 300 * n, "height_mm": 300, "low": False}
        for n in range(1, CELLS + 1)
    ]
    cabinet.note("cabinet.fitted", cells=cells, screen_column=1, screen_floor_mm=0, screen_height_mm=900)
    cabinet.tell()
    return cabinet


@pytest.fixture
def cabinet(database: Database, catalogue_url: str, tmp_path: Path) -> Cabinet:
    return new_cabinet(database, catalogue_url, tmp_path, "locker-1")


def registered(cabinet: Cabinet, folder: Path, number: int, **more: Any) -> str:
    fields = {
        "case_number": f"{cabinet.terminal}-{number}",
        "title": "营业执照",
        "name": "王小明",
        "cabinet": cabinet.terminal,
    }
    wish = ParcelWish.model_validate({**fields, "phone": "13800005678", **more})
    keys = Vault(folder / "hall.keys")
    return str(cabinet.database.write_now(lambda db: register(db, keys.keys(db), [wish], BY, SETTINGS)[0].id))


class Parcels(RuleBasedStateMachine):
    """`lying` is what the cabinet knows; `at_centre` what the centre must know once everything was told."""

    database: Database
    url: str
    folder: Path

    parcels = Bundle("parcels")

    def __init__(self) -> None:
        super().__init__()
        self.cabinet = new_cabinet(self.database, self.url, self.folder, f"cab-{next(_names)}")
        self.lying: dict[int, str] = {}
        self.state: dict[str, str] = {}  # by the cabinet's own acts
        self.called_off: set[str] = set()
        self.count = 0

    def free(self) -> int | None:
        return next((cell for cell in range(1, CELLS + 1) if cell not in self.lying), None)

    def cell_of(self, parcel: str) -> int | None:
        return next((cell for cell, lies in self.lying.items() if lies == parcel), None)

    @rule(target=parcels)
    def register(self) -> str:
        self.count += 1
        parcel = registered(self.cabinet, self.folder, self.count)
        self.state[parcel] = "registered"
        return parcel

    @rule(parcel=parcels)
    def put_in(self, parcel: str) -> None:
        cell = self.free()
        if cell is None or self.state[parcel] != "registered":
            return
        self.lying[cell], self.state[parcel] = parcel, "inside"
        self.cabinet.note("parcel.deposited", parcel=parcel, cell=cell, by="anna", sensed=None)

    @rule(parcel=parcels, way=st.sampled_from(["code", "qr", "card"]))
    def collect(self, parcel: str, way: str) -> None:
        """Also one that was cancelled at the centre: the cabinet had not heard of that."""
        cell = self.cell_of(parcel)
        if cell is None:
            return
        intent = secrets.token_hex(16)
        self.cabinet.note("door.intent", intent=intent, cell=cell, for_what="pickup", way=way, parcel=parcel)
        self.cabinet.note("door.moved", cell=cell, state="open", cause="command", intent=intent)
        self.cabinet.note("door.ended", intent=intent, cell=cell, outcome="done")
        self.cabinet.note("door.moved", cell=cell, state="closed", cause="hand")
        self.cabinet.note("parcel.collected", parcel=parcel, cell=cell, way=way, intent=intent)
        del self.lying[cell]
        self.state[parcel] = "collected"

    @rule(parcel=parcels)
    def take_out(self, parcel: str) -> None:
        cell = self.cell_of(parcel)
        if cell is not None:
            self.cabinet.note("parcel.recovered", parcel=parcel, cell=cell, by="anna", intent="i" * 32)
            del self.lying[cell]
            self.state[parcel] = "recovered"

    @rule(parcel=parcels)
    def undo(self, parcel: str) -> None:
        cell = self.cell_of(parcel)
        if cell is not None:
            self.cabinet.note("deposit.undone", parcel=parcel, cell=cell, by="anna", why="wrong_cell")
            del self.lying[cell]
            self.state[parcel] = "registered"

    @rule(target=parcels)
    def leave(self) -> Any:
        cell = self.free()
        if cell is None:
            return multiple()
        parcel = secrets.token_hex(16)
        self.cabinet.note("parcel.left", parcel=parcel, cell=cell, department="social", receipt="R-1")
        self.lying[cell], self.state[parcel] = parcel, "inside"
        return parcel

    @rule(parcel=parcels)
    def cancel(self, parcel: str) -> None:
        self._at_centre(cancel, parcel, self.called_off)

    @rule(parcel=parcels)
    def reissue(self, parcel: str) -> None:
        self._at_centre(reissue, parcel, set())

    def _at_centre(self, deed: Any, parcel: str, done: set[str]) -> None:
        try:
            self.database.write_now(lambda db: deed(db, parcel, BY))
        except (UsedUp, NotHere):
            return
        done.add(parcel)

    @rule()
    def tell(self) -> None:
        self.cabinet.tell()
        rows = self.database.read_now(
            lambda db: db.execute(select(t.parcels).where(t.parcels.c.cabinet == self.cabinet.terminal)).all()
        )
        for row in rows:
            mine, called_off = self.state[row.id], row.id in self.called_off
            wanted = "cancelled" if mine == "registered" and called_off else mine
            assert row.state == wanted, (row.state, wanted)
            over = mine in ("collected", "recovered")
            assert row.standing == ("ended" if over else "cancelled" if called_off else "open")
            assert (row.cell == self.cell_of(row.id)) or over
            body = self.cabinet.told().get(row.id)
            if body is not None:
                assert (body["standing"], body["issue"] if not over else row.issue) == (row.standing, row.issue)
        lie = self.database.read_now(
            lambda db: db.execute(
                select(t.cabinet_cells.c.number, t.cabinet_cells.c.parcel).where(
                    t.cabinet_cells.c.terminal == self.cabinet.terminal, t.cabinet_cells.c.parcel != ""
                )
            ).all()
        )
        assert {row.number: row.parcel for row in lie} == self.lying

    @invariant()
    def nothing_contradicts(self) -> None:
        conflicts = select(t.parcel_conflicts.c.why).where(t.parcel_conflicts.c.terminal == self.cabinet.terminal)
        assert self.cabinet.one(conflicts) is None


def test_whatever_the_order_the_centre_ends_where_the_cabinet_is(
    database: Database, catalogue_url: str, tmp_path: Path
) -> None:
    machine = type("Machine", (Parcels,), {"database": database, "url": catalogue_url, "folder": tmp_path})
    few = settings(
        max_examples=20,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(machine, settings=few)


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
