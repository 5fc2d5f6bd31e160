"""From a file to the database: all or nothing, what changes, people who wait, and out again."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

import main
from central.admin import AdminError, export_catalogue, load_catalogue
from central.catalogue import Catalogue, read_toml
from central.database import Database
from central.importing.export import workbook_of
from central.importing.problems import NotTaken
from central.importing.reading import read_upload
from central.importing.storing import read_catalogue
from central.importing.taking import take, what_changes
from central.queue import today
from central.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "config/catalogue.toml"
NOW_MS = 1_773_797_000_000  # 2026-03-18 09:23 at Shanghai
HEADINGS = ["编码", "部门", "名称", "英文名称"]


def stored(database: Database) -> Catalogue:
    return database.read_now(read_catalogue)


def services_csv(catalogue: Catalogue, *more: str) -> bytes:
    """The services of the catalogue, by name only, and more."""
    rows = [f"{each.code},{each.department},{each.name},{each.name_en}" for each in catalogue.services]
    return "\n".join([",".join(HEADINGS), *rows, *more]).encode()


def changed(content: bytes, sheet: str, change: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book[sheet])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_what_is_exported_and_imported_again_changes_nothing(database: Database) -> None:
    before = stored(database)
    given = read_upload("hall.xlsx", workbook_of(before))
    assert database.write_now(lambda db: take(db, given, NOW_MS)).tables == {}
    assert given.upon(Catalogue(hall=before.hall, terminals=before.terminals)) == before == stored(database)


def test_the_shipped_file_is_stored_as_it_is(catalogue_url: str, database: Database) -> None:
    load_catalogue(catalogue_url, CATALOGUE)
    shipped = read_toml(CATALOGUE)
    assert stored(database) == shipped
    assert len(shipped.hours) >= 6


def test_the_exported_workbook_is_made_to_be_worked_on(database: Database) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(stored(database))))
    assert book.sheetnames == ["部门 departments", "事项 services", "窗口 counters", "时间 hours", "说明 explanation"]
    for page in book.worksheets:
        assert page.freeze_panes == "A2"
        assert all(page.column_dimensions[cell.column_letter].width >= 12 for cell in page[1])
        assert all(" " in cell.value and cell.font.bold for cell in page[1] if page.title != "说明 explanation")
    counters = book["窗口 counters"]
    assert (counters["A2"].value, counters["A2"].number_format) == ("01", "@")
    explained = {(row[0].value, row[1].value) for row in book["说明 explanation"].iter_rows(min_row=2)}
    assert explained >= {(page.title, cell.value) for page in book.worksheets[:4] for cell in page[1]}


def test_a_name_that_looks_like_a_formula_stays_a_name(database: Database) -> None:
    hall = stored(database)
    services = [hall.services[0].model_copy(update={"name": "=1+1"}), *hall.services[1:]]
    given = read_upload("hall.xlsx", workbook_of(hall.model_copy(update={"services": services})))
    assert given.parts["services"][0].name == "=1+1"


def test_changes_are_told_by_table_and_code(database: Database) -> None:
    def edit(page: Any) -> None:
        page["C2"] = "新名称"
        page.delete_rows(page.max_row)
        page.append(["new-one", "tax", "新事项", "New"])

    last = stored(database).services[-1].code
    given = read_upload("hall.xlsx", changed(workbook_of(stored(database)), "事项 services", edit))
    changes = database.write_now(lambda db: take(db, given, NOW_MS))
    services = changes.tables["services"]
    assert (services.added, services.removed) == (("new-one",), (last,))
    assert [(each.code, dict(each.fields)) for each in services.changed] == [
        ("social-card", {"name": ("社保卡补办、换领", "新名称")})
    ]
    # counters that serve all of their department follow
    assert {each.code for each in changes.tables["counters"].changed} >= {"20", "24"}
    assert "services: 1 added: new-one" in str(changes)
    assert json.dumps(changes.as_json())


def test_a_dry_run_writes_nothing(database: Database) -> None:
    before = stored(database)
    given = read_upload("services.csv", services_csv(before, "a,tax,甲,A"))
    changes = database.read_now(lambda db: what_changes(db, given, NOW_MS))
    assert changes.tables["services"].added == ("a",)
    assert stored(database) == before


def test_a_table_that_the_file_does_not_have_stays(database: Database) -> None:
    before = stored(database)
    given = read_upload("counters.csv", "编码,部门\n05,general\n".encode())
    assert set(database.write_now(lambda db: take(db, given, NOW_MS)).tables) == {"counters"}
    after = stored(database)
    assert [counter.code for counter in after.counters] == ["05"]
    assert after.model_copy(update={"counters": before.counters}) == before


def test_what_stays_must_still_fit(catalogue_url: str, database: Database) -> None:
    load_catalogue(catalogue_url, CATALOGUE)
    before = stored(database)
    given = read_upload("counters.csv", "编码,部门\n01,general\n".encode())
    with pytest.raises(NotTaken, match=r"the stored hours\[\d\]\.code = '05': no counter has this code"):
        database.write_now(lambda db: take(db, given, NOW_MS))
    assert stored(database) == before


def test_every_problem_is_told_and_nothing_is_taken(database: Database) -> None:
    before = stored(database)

    def edit(page: Any) -> None:
        page["B2"] = "nowhere"
        page["E3"] = "soon"
        page["A4"] = 7
        page["A6"] = "pension"
        page["D7"] = None

    given = read_upload("hall.xlsx", changed(workbook_of(before), "事项 services", edit))
    with pytest.raises(NotTaken) as refusal:
        database.write_now(lambda db: take(db, given, NOW_MS))
    lines = str(refusal.value).splitlines()
    where = "hall.xlsx, sheet 事项 services, row"
    assert [line for line in lines if f"{where} 2, column B (部门 department) = 'nowhere': no department" in line]
    assert [
        line for line in lines if f"{where} 3, column E (办理分钟 minutes) = 'soon': this is no whole number" in line
    ]
    assert [line for line in lines if f"{where} 4, column A (编码 code) = 7: this is a number" in line]
    assert [line for line in lines if f"{where} 7, column D (英文名称 name_en): this cell is empty" in line]
    assert stored(database) == before


def test_a_service_with_people_waiting_is_not_removed(server: Any, teller: Any) -> None:
    answer = server.post(
        "/api/v1/tickets", teller.token, {"key": "key-00001", "service": "pension", "token": "token-0001"}
    )
    assert answer.status_code == 200
    database = Database(Settings(database=server.database))
    try:
        only = [each for each in stored(database).services if each.code not in ("pension", "chronic")]
        fewer = stored(database).model_copy(update={"services": only})
        given = read_upload("hall.xlsx", workbook_of(fewer))
        now_ms = database.read_now(lambda db: db.execute(text("SELECT known_ms FROM tickets")).scalar_one())
        with pytest.raises(NotTaken, match=r"service 'pension'.*but 1 with its tickets are still here"):
            database.write_now(lambda db: take(db, given, now_ms))
        for state in ("serving", "held"):
            there = text("UPDATE tickets SET state = :state, counter = '05'")
            database.write_now(lambda db, there=there, state=state: db.execute(there, {"state": state}))  # type: ignore[misc]
            with pytest.raises(NotTaken, match="but 1 with its tickets are still here"):
                database.write_now(lambda db: take(db, given, now_ms))
        assert len(stored(database).services) == len(only) + 2
        tomorrow_ms = now_ms + 86_400_000
        assert database.read_now(lambda db: today(db, tomorrow_ms)) > database.read_now(lambda db: today(db, now_ms))
        removed = database.write_now(lambda db: take(db, given, tomorrow_ms)).tables["services"].removed
        assert removed == ("pension", "chronic")
    finally:
        database.close()


def test_an_export_does_not_write_over_a_file(catalogue_url: str, tmp_path: Path) -> None:
    file = tmp_path / "hall.xlsx"
    export_catalogue(catalogue_url, file)
    with pytest.raises(AdminError, match=r"hall\.xlsx: cannot be written: File exists"):
        export_catalogue(catalogue_url, file)
    assert load_catalogue(catalogue_url, file, check=True).tables == {}


def test_the_commands_say_what_changes_and_exit_2_for_a_problem(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"

    def run(*words: str) -> Any:
        return CliRunner().invoke(main.app, ["catalogue", *words, "--database", url])

    loaded = run("load", str(CATALOGUE), "--json")
    assert loaded.exit_code == 0, loaded.stderr
    assert len(json.loads(loaded.stdout)["services"]["added"]) >= 60
    assert run("export", str(tmp_path / "out.xlsx")).exit_code == 0
    (tmp_path / "services.csv").write_bytes(services_csv(read_toml(CATALOGUE), "a,nowhere,甲,A"))
    refused = run("load", str(tmp_path / "services.csv"), "--check")
    assert refused.exit_code == 2
    assert "services.csv, sheet services, row 77, column B (部门 department) = 'nowhere'" in refused.stderr
    assert run("load", str(tmp_path / "out.xlsx")).stdout.strip() == "nothing changes"
