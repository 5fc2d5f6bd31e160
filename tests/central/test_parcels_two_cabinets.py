"""Parcels of two cabinets that hear of the centre and are heard late, against a model: they are registered, moved,
cancelled and get other codes while either line is down. At the end the centre knows where each one is, and at no time
is one cabinet told to open for a parcel that another one may open for too.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from central.database import Database
from central.migrate import migrate
from central.parcels import tables as t
from central.parcels.by import By
from central.parcels.cabinets import CabinetWish, change_cabinet
from central.parcels.changing import cancel, reissue
from central.parcels.moving import move
from central.refusals import NotHere, NotUnderstood, UsedUp
from central.settings import Settings
from central.staff import accounts
from central.staff.roles import Role
from tests.central.cabinet_journal import BY, CELLS, NOW_MS, SETTINGS, Cabinet, new_cabinet, registered

MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
WHICH = st.integers(0, 7)
MOST = 5  # parcels of one example: they meet more often
OFFICE, GONE = "office", "gone"


@cache
def template() -> tuple[tempfile.TemporaryDirectory[str], dict[str, str]]:
    """A database with two cabinets, and their terminals' tokens."""
    folder = tempfile.TemporaryDirectory(dir=MEMORY)
    url = f"sqlite:///{folder.name}/hall.db"
    database = Database(Settings(database=url))
    migrate(database)
    told = [new_cabinet(database, url, Path(folder.name), name) for name in ("east", "west")]
    database.close()
    return folder, {one.terminal: one.token for one in told}


class Parcels(RuleBasedStateMachine):
    """`where`: a parcel's real place, OFFICE, GONE, or (cabinet, cell). `known`: what each cabinet has heard of."""

    @initialize()
    def open(self) -> None:
        source, tokens = template()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        for name in ("hall.db", "hall.keys"):
            shutil.copy(f"{source.name}/{name}", f"{self.folder.name}/{name}")
        self.database = Database(Settings(database=f"sqlite:///{self.folder.name}/hall.db", readers=1))
        self.cabinets = [Cabinet(self.database, token, name) for name, token in tokens.items()]
        self.where: dict[str, Any] = {}
        self.known: list[set[str]] = [set(), set()]
        self.is_up = [True, True]
        self.clock_ms = NOW_MS - 8 * 3_600_000

    def teardown(self) -> None:
        if not hasattr(self, "database"):
            return
        try:
            self.everything_is_known_in_the_end()
        finally:
            self.database.close()
            self.folder.cleanup()

    # --- at the centre ---

    @precondition(lambda self: len(self.where) < MOST)
    @rule(which=WHICH)
    def register(self, which: int) -> None:
        parcel = registered(self.cabinets[which % 2], Path(self.folder.name), len(self.where) + 1)
        self.where[parcel] = OFFICE

    @precondition(lambda self: self.where)
    @rule(which=WHICH, deed=st.sampled_from(["move", "move", "cancel", "reissue"]), side=WHICH)
    def change(self, which: int, deed: str, side: int) -> None:
        parcel, to = list(self.where)[which % len(self.where)], self.cabinets[side % 2].terminal
        deeds = {
            "move": lambda db: move(db, parcel, to, BY, SETTINGS),
            "cancel": lambda db: cancel(db, parcel, BY),
            "reissue": lambda db: reissue(db, parcel, BY),
        }
        with contextlib.suppress(UsedUp, NotHere):
            self.database.write_now(deeds[deed])

    @rule(side=st.integers(0, 1))
    def line_goes_or_comes(self, side: int) -> None:
        self.is_up[side] = not self.is_up[side]

    @invariant()
    def who_can_speak_does(self) -> None:
        for side in (0, 1):
            if self.is_up[side]:
                self.speak(side)

    def speak(self, side: int) -> None:
        """It tells everything, and hears everything."""
        self.cabinets[side].tell()
        opens = [{p for p, body in each.told().items() if body["standing"] == "open"} for each in self.cabinets]
        self.known[side] = opens[side]
        assert not opens[0] & opens[1]

    # --- at the cabinets ---

    def free(self, side: int) -> int | None:
        return next((cell for cell in range(1, CELLS + 1) if (side, cell) not in self.where.values()), None)

    def note(self, side: int, kind: str, **body: Any) -> None:
        self.clock_ms += 1000
        self.cabinets[side].clock_ms = self.clock_ms
        self.cabinets[side].note(kind, **body)

    @precondition(lambda self: OFFICE in self.where.values())
    @rule(which=WHICH, side=WHICH)
    def put_in(self, which: int, side: int) -> None:
        side %= 2
        cell, waits = self.free(side), [p for p, at in self.where.items() if at == OFFICE and p in self.known[side]]
        if cell is not None and waits:
            parcel = waits[which % len(waits)]
            self.where[parcel] = (side, cell)
            self.note(side, "parcel.deposited", parcel=parcel, cell=cell, by="anna", sensed=None)

    @precondition(lambda self: any(isinstance(at, tuple) for at in self.where.values()))
    @rule(which=WHICH, deed=st.sampled_from(["collected", "recovered", "undone"]))
    def take_out(self, which: int, deed: str) -> None:
        """Also what was cancelled at the centre: the cabinet had not heard of that."""
        lie = [parcel for parcel, at in self.where.items() if isinstance(at, tuple)]
        parcel = lie[which % len(lie)]
        side, cell = self.where[parcel]
        self.where[parcel] = GONE if deed == "collected" else OFFICE
        self.known[side].discard(parcel)  # it knows as well that this one was here
        if deed == "collected":
            self.note(side, "parcel.collected", parcel=parcel, cell=cell, way="code", intent="i" * 32)
        elif deed == "recovered":
            self.note(side, "parcel.recovered", parcel=parcel, cell=cell, by="anna", intent="i" * 32)
        else:
            self.note(side, "deposit.undone", parcel=parcel, cell=cell, by="anna", why="wrong_cell")

    def everything_is_known_in_the_end(self) -> None:
        for side in (0, 1, 0, 1):
            self.speak(side)
        rows = self.database.read_now(lambda db: {row.id: row for row in db.execute(select(t.parcels))})
        for parcel, at in self.where.items():
            row = rows[parcel]
            if isinstance(at, tuple):
                assert (row.state, row.cabinet, row.cell) == ("inside", self.cabinets[at[0]].terminal, at[1])
            elif at == GONE:
                assert (row.state, row.standing) == ("collected", "ended")
            else:
                assert row.state in ("registered", "recovered", "cancelled")
        lies = select(t.cabinet_cells).where(t.cabinet_cells.c.parcel != "")
        told = self.database.read_now(lambda db: {row.parcel: (row.terminal, row.number) for row in db.execute(lies)})
        inside = {parcel: at for parcel, at in self.where.items() if isinstance(at, tuple)}
        assert told == {parcel: (self.cabinets[side].terminal, cell) for parcel, (side, cell) in inside.items()}


@pytest.mark.timeout(360)  # a failure is made small within five minutes; cut off before, it could not be shown
def test_wherever_a_parcel_is_carried_the_centre_knows_it_in_the_end() -> None:
    few = settings(
        max_examples=20,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(Parcels, settings=few)


@pytest.fixture
def sides(database: Database, catalogue_url: str, tmp_path: Path) -> tuple[Cabinet, Cabinet]:
    east, west = (new_cabinet(database, catalogue_url, tmp_path, name) for name in ("east", "west"))
    return east, west


def row_of(cabinet: Cabinet, parcel: str) -> Any:
    return cabinet.one(select(t.parcels).where(t.parcels.c.id == parcel))


def moved(cabinet: Cabinet, parcel: str, to: str, now_ms: int = NOW_MS) -> None:
    cabinet.database.write_now(lambda db: move(db, parcel, to, By(now_ms, "anna"), SETTINGS))


def test_what_staff_took_out_lies_elsewhere_with_a_code_of_that_cabinet_and_one_notice(
    sides: tuple[Cabinet, Cabinet], tmp_path: Path
) -> None:
    east, west = sides
    parcel = registered(east, tmp_path, 1)
    east.note("parcel.deposited", parcel=parcel, cell=1, by="anna")
    east.tell()
    with pytest.raises(UsedUp):
        moved(east, parcel, "west")  # it lies there
    east.note("parcel.recovered", parcel=parcel, cell=1, by="anna", intent="i")
    east.tell()
    later_ms = NOW_MS + 30 * 86_400_000
    with pytest.raises(UsedUp):
        moved(east, parcel, "east")
    with pytest.raises(NotHere):
        moved(east, parcel, "nowhere")
    moved(east, parcel, "west", later_ms)
    row = row_of(east, parcel)
    assert (row.cabinet, row.state, row.standing, row.issue) == ("west", "registered", "open", 2)
    assert (row.code_hash, row.cell, row.expires_ms > later_ms) == ("", None, True)
    assert (east.told()[parcel]["standing"], west.told()[parcel]["standing"]) == ("ended", "open")
    notices = select(t.messages).where(t.messages.c.parcel == parcel, t.messages.c.issue == 2)
    assert west.one(notices) is None
    west.note("parcel.deposited", parcel=parcel, cell=3, by="anna")
    west.tell()
    assert (west.one(notices).kind, west.one(notices).state) == ("code", "queued")


def test_a_cabinet_that_needs_the_phones_digits_takes_nothing_without_a_phone(
    sides: tuple[Cabinet, Cabinet], tmp_path: Path
) -> None:
    east, west = sides
    change = CabinetWish(name="西柜", code_digits=6, phone_tail=True)
    west.database.write_now(lambda db: change_cabinet(db, "west", change, BY))
    parcel = registered(east, tmp_path, 1, phone="")
    with pytest.raises(NotUnderstood):
        moved(east, parcel, "west")
    assert row_of(east, parcel).cabinet == "east"


def test_late_words_of_the_cabinet_before_change_nothing_and_are_noted(
    sides: tuple[Cabinet, Cabinet], tmp_path: Path
) -> None:
    """Put in and taken out again while its line was down; meanwhile it lies in the other one, in the same cell."""
    east, west = sides
    one, two = (registered(east, tmp_path, number) for number in (1, 2))
    east.note("parcel.deposited", parcel=one, cell=1, by="anna")
    east.note("parcel.recovered", parcel=one, cell=1, by="anna", intent="i")
    east.note("parcel.deposited", parcel=two, cell=2, by="anna")
    east.note("deposit.undone", parcel=two, cell=2, by="anna", why="wrong_cell")
    for parcel, cell in ((one, 1), (two, 2)):
        moved(east, parcel, "west")
        west.clock_ms = NOW_MS - 1000
        west.note("parcel.deposited", parcel=parcel, cell=cell, by="anna")
    west.tell()
    east.tell()
    for parcel, cell in ((one, 1), (two, 2)):
        row = row_of(west, parcel)
        assert (row.cabinet, row.state, row.standing, row.cell) == ("west", "inside", "open", cell)
    why = select(t.parcel_conflicts.c.why).where(t.parcel_conflicts.c.parcel == one)
    assert {row.why for row in east.database.read_now(lambda db: db.execute(why).all())} == {"other_cabinet"}


def test_a_used_once_code_leaves_the_accounts_others(sides: tuple[Cabinet, Cabinet]) -> None:
    east, _ = sides

    def enter(db: Any) -> None:
        anna = accounts.add(db, "anna", "Anna", Role.CLERK, "no password", NOW_MS).id
        for code in ("ab" * 16, "cd" * 16):
            row = {"terminal": "east", "staff": anna, "code_hash": code, "until_ms": NOW_MS + 1}
            db.execute(t.once_passes.insert().values(row))

    def used() -> list[bool]:
        rows = select(t.once_passes.c.used_ms).order_by(t.once_passes.c.id)
        return [at_ms is not None for at_ms in east.database.read_now(lambda db: db.execute(rows).scalars().all())]

    east.database.write_now(enter)
    east.note("staff.at_cabinet", account="anna", way="once", there=True, once="cdcdcdcd")
    east.tell()
    assert used() == [False, True]
    east.note("staff.at_cabinet", account="anna", way="once", there=True)  # a terminal that does not say which
    east.tell()
    assert used() == [True, True]
