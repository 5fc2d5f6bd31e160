"""Appointments out of files and over HTTP: every problem by its place, nothing half taken, nobody's number repeated."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from typer.testing import CliRunner

import main
from central.appointments.columns import APPOINTMENTS
from central.appointments.files import WishFile, wishes_of
from central.appointments.identity import id_number, masked
from central.database import Database
from central.importing.problems import NotTaken
from central.importing.reading import read_upload

NOW_MS = 1_773_792_000_000  # 2026-03-18 08:00 at Shanghai
HEADINGS = ["预约编号", "日期", "开始", "结束", "事项", "姓名", "身份证号", "预约码", "状态"]
RIGHT = ["YY-1", "2026-03-18", "09:00", "09:30", "social-card", "张小华", "110101194910010001", "", ""]
ID = "110101194910010001"


def workbook(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (HEADINGS, *rows):
        page.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(*rows: Sequence[Any]) -> WishFile:
    return wishes_of(read_upload("yy.xlsx", workbook(*rows), sheets=(APPOINTMENTS,)))


def changed(**cells: Any) -> list[Any]:
    """The right row, with other values in some columns."""
    keys = [column.key for column in APPOINTMENTS.columns]
    return [cells.get(key.rstrip("_"), value) for key, value in zip(keys, RIGHT, strict=True)]


def kept(database: Database) -> int:
    return int(database.read_now(lambda db: db.execute(text("SELECT count(*) FROM appointments")).scalar_one()))


def problems(database: Database, *rows: Sequence[Any]) -> list[str]:
    with pytest.raises(NotTaken) as error:
        database.write_now(lambda db: read(*rows).take(db, NOW_MS))
    assert kept(database) == 0
    return [str(problem) for problem in error.value.problems]


def test_a_workbook_is_taken_as_excel_saves_it(database: Database) -> None:
    typed = changed(date=date(2026, 3, 18), **{"from": time(9), "to": time(9, 30)})
    rows = [RIGHT, changed(reference="YY-2", date=datetime(2026, 3, 19), state="已取消"), typed[:0]]  # noqa: DTZ001
    taken = database.write_now(lambda db: read(*rows).take(db, NOW_MS))
    assert [(each.reference, each.outcome, len(each.code)) for each in taken] == [
        ("YY-1", "added", 16),
        ("YY-2", "added", 16),
    ]
    again = database.write_now(lambda db: read(typed).take(db, NOW_MS))
    assert [each.outcome for each in again] == ["unchanged"]


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"date": "2026-02-30"}, "row 2, column B (日期 date) = '2026-02-30'", "no such day"),
    ({"date": "2026-03-17"}, "row 2, column B (日期 date) = '2026-03-17'", "this day is over"),
    ({"date": "2062-03-18"}, "row 2, column B (日期 date)", "more than 366 days ahead"),
    ({"from": "25:00"}, "row 2, column C (开始 from) = '25:00'", "no time of day"),
    ({"to": 9.5}, "row 2, column D (结束 to) = 9.5", "no time of day"),
    ({"to": "08:59"}, "row 2", "it ends at 08:59, which is not after its beginning at 09:00"),
    ({"service": "social-crad"}, "row 2, column E (事项 service) = 'social-crad'", "no service has the code"),
    ({"service": ""}, "row 2, column E (事项 service)", "this cell is empty"),
    ({"name": None}, "row 2, column F (姓名 name)", "this cell is empty"),
    ({"id_number": ID[:-1] + "7"}, "row 2, column G (身份证号 id_number):", "the last place"),
    ({"id_number": "110101194913010001"}, "row 2, column G (身份证号 id_number):", "is no day"),
    ({"id_number": int(ID)}, "row 2, column G (身份证号 id_number):", "keeps only its first 15 places"),
    ({"code": "short"}, "row 2, column H (预约码 code):", "8 to 128"),
    ({"state": "arrived"}, "row 2, column I (状态 state) = 'arrived'", "neither booked nor cancelled"),
    ({"reference": 17}, "row 2, column A (预约编号 reference) = 17", "cut zeros off"),
]


def test_each_problem_is_named_by_row_and_column(database: Database) -> None:
    for cells, where, why in WRONG:
        (said,) = problems(database, changed(**cells))
        assert where in said
        assert why in said
        assert ID[:10] not in said
        assert "张小华" not in said


def test_all_problems_of_all_rows_come_at_once_and_nothing_is_taken(database: Database) -> None:
    said = problems(
        database,
        RIGHT,
        changed(reference="YY-2", date="x"),
        changed(reference="YY-1"),
        changed(reference="YY-3", service="none", code="ABCDEFGH"),
        changed(reference="YY-4", code="ABCDEFGH"),
    )
    assert [line.split(", ")[2] for line in said] == ["row 3", "row 4", "row 5", "row 6"]
    assert "stands there more than once" in said[1]
    assert "another appointment has this code" in said[3]


def test_a_column_that_is_missing_or_unknown_is_told(database: Database) -> None:
    file = "预约编号,日期,开始,结束,事项,姓名,手机\nYY-1,2026-03-18,09:00,09:30,pension,张三,1".encode()
    given_ = wishes_of(read_upload("a.csv", file, sheets=(APPOINTMENTS,)))
    with pytest.raises(NotTaken, match=r"column G \(heading\) = '手机': there is no such column"):
        database.write_now(lambda db: given_.take(db, NOW_MS))


cells_of_any_kind = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=10),
    st.sampled_from([*RIGHT, ID, "24:00", "2026-13-01", "1e9", "=1+1", "已取消"]),
)


@settings(max_examples=60)
@given(rows=st.lists(st.lists(cells_of_any_kind, min_size=9, max_size=9), max_size=2))
def test_whatever_stands_in_a_file_it_is_read_or_told(rows: list[list[str | None]]) -> None:
    lines = [HEADINGS, *([cell or "" for cell in row] for row in rows)]
    written = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    try:
        wishes = wishes_of(read_upload("fuzz.csv", written.encode(), sheets=(APPOINTMENTS,)))
    except NotTaken as error:
        said, wishes = str(error), None
    else:
        said = "\n".join(map(str, wishes.problems))
    for wish in wishes.wishes if wishes else ():
        assert wish.starts_ms("Asia/Shanghai") < wish.ends_ms("Asia/Shanghai")
    assert said.count(ID) <= sum(
        line.count(ID) for row in lines for line in [cell for place, cell in enumerate(row) if place not in (5, 6, 7)]
    )


@given(
    st.from_regex(r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])000", fullmatch=True), st.data()
)
def test_of_all_last_places_one_is_right_and_every_other_digit_shows(digits: str, data: Any) -> None:
    def is_right(number: str) -> bool:
        try:
            return id_number(number) == number
        except ValueError:
            return False

    (right,) = [digits + last for last in "0123456789X" if is_right(digits + last)]
    place = data.draw(st.sampled_from([14, 15, 16]))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != right[place]]))
    assert not is_right(right[:place] + other + right[place + 1 :])
    assert id_number(f" {right.lower()} ") == right


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小华", "张*华"),
        ("欧阳小华", "欧**华"),
        ("阿不都·热合曼", "阿*****曼"),
        ("Anna  Smith", "A*** S***"),
        ("王", "王"),
    ],
)
def test_of_a_name_the_ends_are_shown(name: str, shown: str) -> None:
    assert masked(name) == shown


# --- the command and the API -----------------------------------------------------------------------


def test_the_command_takes_a_file_and_makes_a_token(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    file = tmp_path / "yy.xlsx"
    catalogue = Path(__file__).resolve().parents[2] / "config/catalogue.toml"

    def run(*words: str) -> Any:
        return CliRunner().invoke(main.app, [*words, "--database", url])

    assert run("catalogue", "load", str(catalogue)).exit_code == 0
    today = datetime.now().astimezone().date()
    file.write_bytes(workbook(changed(date=today.replace(year=today.year + 1, day=1))))
    assert "1 added" in run("appointments", "load", str(file), "--check").stdout
    told = json.loads(run("appointments", "load", str(file), "--json").stdout)
    assert [each["outcome"] for each in told["appointments"]] == ["added"]
    file.write_bytes(workbook(changed(service="x")))
    refused = run("appointments", "load", str(file))
    assert (refused.exit_code, "no service has the code 'x'" in refused.stderr) == (2, True)
    assert len({json.loads(run("appointments", "token").stdout)["token"] for _ in range(2)}) == 2


@pytest.fixture
def send(server: Any) -> Any:
    from central.admin import operate
    from central.senders import APPOINTMENTS

    token = operate(server.database, APPOINTMENTS.renew_token)

    def post(body: Any, with_token: str = token) -> Any:
        return server.post("/api/v1/appointments", with_token, body)

    return post


def asked(server: Any, **more: Any) -> dict[str, Any]:
    day = server.client.get("/api/v1/health").json()["day"]
    fields = {"reference": "YY-1", "date": day, "from": "09:00", "to": "09:30", "service": "pension", "name": "张小华"}
    return fields | more


def test_a_list_over_http_is_taken_and_taken_again(server: Any, send: Any, database: Database) -> None:
    first = send([asked(server, id_number=ID), asked(server, reference="YY-2", code="ABCDEFGH")])
    assert first.status_code == 200
    told = first.json()["appointments"]
    assert [(each["reference"], each["outcome"], len(each["code"])) for each in told] == [
        ("YY-1", "added", 16),
        ("YY-2", "added", 0),
    ]
    again = send([asked(server, id_number=ID)]).json()["appointments"]
    assert again == [told[0] | {"outcome": "unchanged"}]
    assert kept(database) == 2


def test_what_is_wrong_over_http_is_named_and_nothing_taken(server: Any, send: Any, database: Database) -> None:
    wrong = [asked(server), asked(server, reference="YY-2", id_number=ID[:-1] + "9"), {"reference": "YY-3"}]
    answer = send(wrong)
    assert answer.status_code == 422
    named = [(each["place"], each["field"]) for each in answer.json()["problems"]]
    assert named[0] == (1, "id_number")
    assert {place for place, _ in named} == {1, 2}
    assert ID[:10] not in answer.text
    unknown = send([asked(server), asked(server, reference="YY-2", service="x")]).json()
    assert [(each["place"], each["field"]) for each in unknown["problems"]] == [(1, "service")]
    assert "nothing was taken: 1 problem" in unknown["detail"]
    assert kept(database) == 0


def test_only_the_newest_token_may_send(server: Any, send: Any, teller: Any) -> None:
    assert send([], "another").status_code == 401
    assert send([], teller.token).status_code == 401
    assert send(b"no json").status_code == 422
    assert send([]).json() == {"appointments": []}
