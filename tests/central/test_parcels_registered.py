"""Parcels are registered all or none, kept without what nobody needs, and get codes that a copy of the database does
not tell.
"""

from __future__ import annotations

import asyncio
import io
import json
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import select, text

from central.admin import add_terminal
from central.database import Database
from central.feed import Word, put, read, tell
from central.hall_key import hall_key
from central.importing.problems import NotTaken
from central.importing.reading import read_upload
from central.parcels import labels, s10
from central.parcels.by import By
from central.parcels.cabinets import CabinetWish, add_cabinet, reissue_all
from central.parcels.changing import cancel, reissue
from central.parcels.codes import give_codes, is_obvious, new_code
from central.parcels.columns import PARCELS
from central.parcels.drafting import Drafted, draft, read_ground
from central.parcels.files import parcels_of
from central.parcels.keys import Keys, KeysMissing, Vault
from central.parcels.post import advance, choose_post, set_waybill
from central.parcels.receiver import mobile_number, shown_receiver
from central.parcels.registering import Outcome, enter, register
from central.parcels.settings import ParcelSettings
from central.parcels.states import PostState
from central.parcels.tables import parcels
from central.parcels.wish import ParcelWish
from central.refusals import NotUnderstood, UsedUp
from central.wishes import Faulty
from kiosk.lockers.secret import code_hash
from kiosk.person import person_hash

NOW_MS = 1_773_792_000_000  # 2026-03-18 08:00 at Shanghai
BY = By(NOW_MS, "anna")
ID = "110101194910010001"
PHONE = "13800005678"
SETTINGS = ParcelSettings()


@dataclass
class Hall:
    database: Database
    vault: Vault

    @property
    def keys(self) -> Keys:
        return self.database.write_now(self.vault.keys)

    def register(self, *wishes: dict[str, Any], check: bool = False) -> list[Any]:
        keys = self.keys
        listed = [ParcelWish.model_validate(wish_of(**each)) for each in wishes]
        return self.database.write_now(lambda db: register(db, keys, listed, BY, SETTINGS, check=check))

    def drafted(self, wishes: Sequence[ParcelWish]) -> Drafted:
        keys = self.keys
        return draft(self.do(read_ground, keys), wishes, BY, SETTINGS)

    def give_codes(self) -> int:
        with ThreadPoolExecutor(2) as threads:
            return asyncio.run(give_codes(self.database, self.vault.path, SETTINGS, lambda: NOW_MS, threads))

    def do(self, work: Callable[..., Any], *given: Any) -> Any:
        return self.database.write_now(lambda db: work(db, *given))

    def row(self, reference: str) -> Any:
        query = select(parcels).where(parcels.c.reference == reference)
        return self.database.read_now(lambda db: db.execute(query).one())

    def told(self, terminal: str = "locker-1") -> dict[str, dict[str, Any]]:
        """What that terminal hears of parcels, by id."""
        rows = self.database.read_now(lambda db: read(db, terminal, 0)).rows
        return {row.key: row.body for row in rows if row.kind == "parcel"}


def wish_of(case_number: str = "BJ-1", **more: Any) -> dict[str, Any]:
    usual = {"title": "营业执照", "name": "王小明", "id_number": ID, "phone": PHONE, "cabinet": "locker-1"}
    return {"case_number": case_number, **usual, **more}


@pytest.fixture
def hall(catalogue_url: str, database: Database, tmp_path: Path) -> Iterator[Hall]:
    for series, code in enumerate(("locker-1", "locker-2"), 7):
        add_terminal(catalogue_url, code, f"{series} 号柜", "", str(series))
    made = Hall(database, Vault(tmp_path / "hall.keys"))
    made.do(add_cabinet, "locker-1", CabinetWish(name="1 号柜"), BY)
    made.do(add_cabinet, "locker-2", CabinetWish(name="2 号柜", code_digits=6, phone_tail=True), BY)
    return made


def test_nothing_of_a_person_rests_readable(hall: Hall, tmp_path: Path) -> None:
    hall.register({})
    hall.give_codes()
    row = hall.row("BJ-1")
    code = hall.keys.unseal(row.code, f"code of {row.id}")
    kept = hall.database.read_now(lambda db: [str(tuple(r)) for r in db.execute(text("SELECT * FROM parcels"))])
    kept += hall.database.read_now(lambda db: [str(tuple(r)) for r in db.execute(text("SELECT * FROM feed"))])
    for secret in (ID, PHONE, "王小明", code):
        assert not any(secret in each for each in kept)
    assert (row.receiver, row.phone_shown, len(row.person)) == ("王*明", "138****5678", 32)
    assert stat.S_IMODE((tmp_path / "hall.keys").stat().st_mode) == 0o600


def test_a_code_opens_by_its_slow_hash_and_its_terminal_hears_only_that(hall: Hall) -> None:
    hall.register({}, {"case_number": "BJ-2", "cabinet": "locker-2"})
    assert hall.give_codes() == 2
    for reference, cabinet, digits, tail in (("BJ-1", "locker-1", 8, ""), ("BJ-2", "locker-2", 6, "5678")):
        row = hall.row(reference)
        code = hall.keys.unseal(row.code, f"code of {row.id}")
        salt, cost = hall.database.read_now(
            lambda db, of=cabinet: db.execute(
                text("SELECT salt, cost FROM cabinets WHERE terminal = :of"), {"of": of}
            ).one()
        )
        assert len(code) == digits
        assert hall.told(cabinet)[row.id]["code"] == row.code_hash == code_hash(salt, cost, code + tail)
        assert hall.told(cabinet)[row.id]["person"] == row.person
    assert hall.give_codes() == 0


def test_an_old_code_is_useless_before_there_is_a_new_one(hall: Hall) -> None:
    hall.register({})
    hall.give_codes()
    before = hall.row("BJ-1")
    hall.do(reissue, before.id, BY)
    between = hall.told()[before.id]
    assert (between["code"], between["issue"]) == ("", before.issue + 1)
    hall.give_codes()
    after = hall.row("BJ-1")
    assert after.code_hash not in ("", before.code_hash)
    salt = text("SELECT salt FROM cabinets WHERE terminal = 'locker-1'")
    old_salt = hall.database.read_now(lambda db: db.execute(salt).scalar())
    assert hall.do(reissue_all, "locker-1", BY) == 1
    assert hall.told()[before.id]["code"] == ""
    assert hall.database.read_now(lambda db: db.execute(salt).scalar()) != old_salt


def test_two_live_parcels_never_share_a_code(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three that draw the same digits one has them; the others draw again."""
    drawn = iter(["55110077"] * 4)
    monkeypatch.setattr("central.parcels.codes.new_code", lambda digits: next(drawn, None) or new_code(digits))
    hall.register(*({"case_number": f"BJ-{n}"} for n in range(3)))
    assert [hall.give_codes(), hall.give_codes(), hall.give_codes()] == [1, 1, 1]
    hashes = [hall.row(f"BJ-{n}").code_hash for n in range(3)]
    assert all(hashes)
    assert len(set(hashes)) == 3


def test_a_list_is_taken_whole_or_not_at_all(hall: Hall) -> None:
    with pytest.raises(Faulty) as faulty:
        hall.register(
            {},
            {"case_number": "BJ-2", "cabinet": "locker-9"},
            {"case_number": "BJ-3", "cabinet": "locker-2", "phone": ""},
            {"case_number": "BJ-1"},
            {"case_number": "BJ-4", "kind": "post"},
            {"case_number": "BJ-5", "expires": "2026-03-17"},
        )
    wrong = [(fault.place, fault.key) for fault in faulty.value.faults]
    assert wrong == [(1, "cabinet"), (2, "phone"), (3, "case_number"), (4, "cabinet"), (5, "expires")]
    assert hall.told() == {}
    assert [each.outcome for each in hall.register({}, check=True)] == [Outcome.ADDED]
    assert hall.told() == {}
    (first,) = hall.register({})
    (again,) = hall.register({"title": "又一份"})
    assert (again.outcome, again.id, again.label) == (Outcome.KNOWN, first.id, first.label)
    assert hall.row("BJ-1").title == "营业执照"


def test_a_label_that_another_parcel_got_meanwhile_is_made_anew(hall: Hall) -> None:
    drafted = hall.drafted([ParcelWish.model_validate(wish_of())])
    taken = drafted.drafts[0].row["label"]
    hall.register(wish_of("BJ-2", label=taken))
    (registered,) = hall.do(enter, drafted, BY, SETTINGS)
    assert registered.label == hall.row("BJ-1").label == hall.told()[registered.id]["label"] != taken


def test_a_draft_from_before_the_halls_key_was_renewed_is_made_anew(hall: Hall) -> None:
    drafted = hall.drafted([ParcelWish.model_validate(wish_of())])
    renew = text("UPDATE secrets SET value = :v WHERE name = 'person'")
    hall.do(lambda db: db.execute(renew, {"v": "00" * 32}))
    hall.do(enter, drafted, BY, SETTINGS)
    renewed = hall.do(hall_key)
    assert hall.row("BJ-1").person == person_hash(renewed, ID) != drafted.drafts[0].row["person"]


def test_what_is_cancelled_has_no_code_and_what_goes_by_post_leaves_the_cabinet(hall: Hall) -> None:
    one, two = hall.register({}, {"case_number": "BJ-2"})
    hall.give_codes()
    hall.do(cancel, one.id, BY)
    assert (hall.told()[one.id]["standing"], hall.told()[one.id]["code"]) == ("cancelled", "")
    with pytest.raises(UsedUp):
        hall.do(reissue, one.id, BY)
    hall.do(choose_post, two.id, BY)
    assert hall.told()[two.id]["standing"] == "ended"
    with pytest.raises(UsedUp):
        hall.do(advance, two.id, PostState.HANDED_OVER, BY)
    with pytest.raises(NotUnderstood):
        hall.do(set_waybill, two.id, "RA473124828DK", BY)
    assert hall.do(set_waybill, two.id, "ra 4731 24829 dk", BY) == "RA473124829DK"
    for state in (PostState.HANDED_OVER, PostState.UNDER_WAY, PostState.DELIVERED):
        hall.do(advance, two.id, state, BY)
    with pytest.raises(UsedUp):
        hall.do(advance, two.id, PostState.RETURNED, BY)


def test_another_halls_keys_are_refused(hall: Hall, tmp_path: Path) -> None:
    sealed = hall.keys.seal("13800005678", "phone of a")
    with pytest.raises(KeysMissing, match="sealed with other keys"):
        hall.keys.unseal(sealed, "phone of b")
    (tmp_path / "other.keys").write_text(json.dumps({"seal": "00" * 32, "sign": "11" * 32}), encoding="ascii")
    with pytest.raises(KeysMissing, match="another hall"):
        hall.do(Vault(tmp_path / "other.keys").keys)
    (tmp_path / "hall.keys").unlink()
    with pytest.raises(KeysMissing, match="kept copy"):
        hall.do(hall.vault.keys)


def test_a_file_names_every_error_by_row_and_column_and_repeats_no_name(hall: Hall) -> None:
    heads = [column.heading for column in PARCELS.columns]
    right = ["BJ-1", "", "营业执照", "", "王小明", ID, PHONE, "locker-1", "自取", "小", "否", "2026-03-25", ""]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (heads, right, [*right[:5], "110101194910010002", *right[6:]], ["BJ-3", *right[1:7], "locker-9"]):
        page.append(row)
    content = io.BytesIO()
    book.save(content)
    file = parcels_of(read_upload("dj.xlsx", content.getvalue(), sheets=(PARCELS,)))
    with pytest.raises(NotTaken) as refused:
        hall.do(file.take, hall.drafted(file.wishes), BY, SETTINGS)
    said = [str(problem) for problem in refused.value.problems]
    assert len(said) == 2
    assert "row 3, column F" in said[0]
    assert "row 4, column H" in said[1]
    assert "locker-9" in said[1]
    assert not any(secret in line for line in said for secret in ("王小明", "11010119491001", PHONE))
    assert hall.told() == {}


def test_a_publish_does_not_read_the_parcels(database: Database) -> None:
    words = [Word("", "hall", "", {"name": "x"})]

    def published() -> str:
        plan = "EXPLAIN " + ("QUERY PLAN " if database.sqlite else "")
        query = "SELECT * FROM feed WHERE audience IN ('', 'locker-1') AND kind IN ('hall', 'terminal')"
        return database.read_now(lambda db: str(db.execute(text(plan + query)).all()))

    rows = [Word("locker-1", "parcel", f"parcel-{n}", {"id": str(n)}) for n in range(3_000)]
    database.write_now(lambda db: put(db, rows, NOW_MS))
    if not database.sqlite:
        database.write_now(lambda db: db.execute(text("ANALYZE feed")))
    assert "index" in published().lower()
    assert database.write_now(lambda db: tell(db, words, NOW_MS)) == 1
    heard, after = 0, 0
    while rows_ := (answer := database.read_now(lambda db, n=after: read(db, "locker-1", n))).rows:
        heard, after = heard + len(rows_), answer.through
    assert heard == 3_001


@given(st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_a_waybills_check_digit_finds_one_mistyped_digit(serial: str) -> None:
    number = f"EA{serial}{s10.check_digit(serial)}CN"
    assert s10.waybill_number(number.lower()) == number
    for place in range(2, 10):
        wrong = f"{number[:place]}{(int(number[place]) + 1) % 10}{number[place + 1 :]}"
        if s10.check_digit(wrong[2:10]) != int(number[10]):
            with pytest.raises(ValueError, match="check digit"):
                s10.waybill_number(wrong)


def test_numbers_as_the_facts_give_them() -> None:
    assert (s10.check_digit("47312482"), s10.check_digit("28704377")) == (9, 5)
    assert labels.check_digit("690123456789") == "2"
    assert all(labels.is_label(labels.new_label()) for _ in range(50))
    assert [is_obvious(code) for code in ("00000000", "12345678", "98765432", "89012345", "11223344")] == [
        *[True] * 4,
        False,
    ]
    assert len(new_code(6)) == 6


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王*明"),
        ("欧阳娜娜", "欧**娜"),
        ("德州某某食品有限公司", "德州某某食品有限公司"),
        ("A. Smith", "A*** S***"),
    ],
)
def test_people_are_masked_and_organisations_are_not(name: str, shown: str) -> None:
    assert shown_receiver(name) == shown


def test_a_phone_is_a_mobile_and_a_wrong_one_is_not_repeated() -> None:
    assert mobile_number("+86 138-0000-5678") == PHONE
    with pytest.raises(ValidationError) as wrong:
        ParcelWish.model_validate(wish_of(phone="1234567"))
    assert "1234567" not in str(wrong.value)
