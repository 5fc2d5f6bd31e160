"""The pages of cabinets: what they show of every kind of cell, and what staff can do from there, alone and by two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, select, update

from central.clock import wall_clock
from central.database import Database
from central.parcels.settings import ParcelSettings
from central.parcels.tables import (
    bulk_openings,
    cabinet_cells,
    cabinet_orders,
    cabinets,
    parcel_conflicts,
    parcel_disputes,
)
from central.settings import Settings
from central.staff.roles import Role
from central.tables import terminals
from tests.central.cabinet_told import HOUR_MS, PARCEL, TERMINAL, fill

PAGES = ["/cabinets", f"/cabinets/{TERMINAL}", f"/cabinets/{TERMINAL}/bulk", "/cabinet-passes"] + [
    f"/cabinets/{TERMINAL}?cell={cell}" for cell in ("3", "5", "7", "9&ask=open", "11&ask=enable", "13&ask=disable")
]


BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))  # both where a page's questions to the database differ


@pytest.fixture
def hall(catalogue_url: str, database: Database, start_server: Any, tmp_path: Path) -> Iterator[Any]:
    database.write_now(lambda db: fill(db, wall_clock()))
    settings = Settings(database=catalogue_url, parcels=ParcelSettings(keys=str(tmp_path / "hall.keys")))
    with start_server(settings) as server:
        yield server


def orders(database: Database) -> list[Any]:
    return database.read_now(lambda db: list(db.execute(select(cabinet_orders).order_by(cabinet_orders.c.cell))))


def without_chinese(page: str) -> list[str]:
    """What is left of it in a page in English; but for names of people and what they wrote."""
    body = re.sub(r"<title>.*?</title>|<a class=\"language\".*?</a>|张\*华|李\*|王\*|锁坏了", "", page, flags=re.DOTALL)
    return re.findall(r"[\u4e00-\u9fff]+", body)


@BOTH
def test_every_page_opens_in_both_languages(hall: Any) -> None:
    for path in PAGES:
        for language in ("zh", "en"):
            page = hall.client.get(path, params={**dict(httpx.QueryParams(path.partition("?")[2])), "lang": language})
            assert page.status_code == 200, path
            assert language == "zh" or without_chinese(page.text) == [], path


def test_every_kind_of_cell_has_its_sign_its_word_and_its_count(hall: Any) -> None:
    page = hall.client.get(f"/cabinets/{TERMINAL}?cell=9").text
    said = dict(re.findall(r'aria-label="(\d+) 号门：([^"]+)"', page))
    assert said == {str(cell): "空" for cell in range(1, 21)} | {
        "3": "有件",
        "5": "逾期",
        "7": "已取消",
        "9": "门开着",
        "11": "停用",
        "13": "不清楚",
    }
    counts = dict(re.findall(r"</i>([^<]+?) <b>(\d+)</b>", page))
    assert counts == {"空": "14", "有件": "1", "逾期": "1", "已取消": "1", "门开着": "1", "停用": "1", "不清楚": "1"}
    assert "1 号取件柜 · 9 号门：门被打开，但没有人取件" in re.sub(r"<[^>]+>", "", page)
    assert "开门（存件）：开了" in page
    assert "工作人员 · boss" in page


def test_a_silent_cabinet_says_how_old_the_picture_is(hall: Any, database: Database) -> None:
    three_hours_ago = wall_clock() - 3 * HOUR_MS - 60_000
    seen = update(terminals).where(terminals.c.code == TERMINAL)
    database.write_now(lambda db: db.execute(seen.values(seen_ms=three_hours_ago)))
    assert "已经 3 小时 没有联系，下面是那时的情况" in hall.client.get("/cabinets").text
    assert "Last heard 3 h ago; what you see is as of then" in hall.client.get("/cabinets?lang=en").text
    database.write_now(lambda db: db.execute(seen.values(seen_ms=None)))
    assert "这个柜子还没有连上过" in hall.client.get(f"/cabinets/{TERMINAL}?lang=zh").text


def test_without_a_cabinet_the_page_says_what_to_do(hall: Any, database: Database) -> None:
    database.write_now(lambda db: db.execute(delete(cabinets)))
    assert "main.py cabinet add" in hall.client.get("/cabinets").text
    assert hall.client.get(f"/cabinets/{TERMINAL}").status_code == 404
    assert hall.client.get(f"/cabinets/{TERMINAL}?cell=soon").status_code == 422


def test_an_alarm_is_taken_once_and_says_by_whom(hall: Any) -> None:
    with hall.person("li") as li:
        (alarm,) = re.findall(r"/cabinets/noted/alarm/(\d+)/seen", li.get("/cabinets").text)
        part = hall.press(f"/cabinets/noted/alarm/{alarm}/seen", li, here=TERMINAL, cell=9).text
        assert "li 在处理" in part
        assert "这扇门的经过" in part, "the door that was looked at stays open"
    hall.press(f"/cabinets/noted/alarm/{alarm}/seen")
    page = hall.client.get("/cabinets").text
    assert "li 在处理" in page
    assert "/seen" not in page


@BOTH
def test_what_a_citizen_or_a_cabinet_says_waits_until_somebody_has_looked(hall: Any, database: Database) -> None:
    now_ms = wall_clock()
    empty = {"parcel": PARCEL(2), "terminal": TERMINAL, "cell": 3, "problem": "empty", "history": "[]", "at_ms": now_ms}
    strange = {"parcel": "e" * 32, "terminal": TERMINAL, "cell": 4, "event": "parcel.deposited", "body": "{}"}
    strange |= {"why": "unknown_parcel", "at_ms": now_ms}

    def tell(db: Any) -> None:
        db.execute(parcel_disputes.insert().values(empty))
        db.execute(parcel_conflicts.insert().values(strange))

    database.write_now(tell)
    page = hall.client.get("/cabinets").text
    assert "3 号门：群众说里面是空的" in page
    assert f'<a href="/parcels/{PARCEL(2)}">2026-EX-0002</a>' in page
    assert "4 号门：里面的东西没有登记过" in page
    for path in re.findall(r"/cabinets/noted/(?:dispute|conflict)/\d+/seen", page):
        hall.press(path, here=TERMINAL)
    assert "群众说里面是空的" not in hall.client.get(f"/cabinets/{TERMINAL}").text
    assert hall.press("/cabinets/noted/nothing/1/seen").status_code == 404


@BOTH
def test_a_cell_is_opened_after_a_question_for_somebody_who_stands_there(hall: Any, database: Database) -> None:
    asked = hall.client.get(f"/cabinets/{TERMINAL}?cell=3&ask=open").text
    assert "必须有工作人员站在柜子前。指令只在 45 秒内有效" in asked
    path = f"/cabinets/{TERMINAL}/cells/3/open"
    assert "请写明为什么" in hall.press(path, why=" ", parcel=PARCEL(2)).text
    changed = hall.press(path, why="群众取不出", parcel=PARCEL(3))
    assert changed.status_code == 409
    assert "里面的东西刚刚变了" in changed.text
    assert 'value="群众取不出"' in changed.text
    assert orders(database) == []
    with hall.person("li") as li:
        assert hall.press(path, li, why="x", parcel=PARCEL(2)).status_code == 403
        assert "ask=open" not in li.get(f"/cabinets/{TERMINAL}?cell=3").text
    assert hall.press(path, why="群众取不出", parcel=PARCEL(2)).status_code == 303
    (order,) = orders(database)
    assert (order.cell, order.parcel, order.why) == (3, PARCEL(2), "群众取不出")
    assert order.by.startswith("administrator")
    assert 0 < order.expires_ms - order.asked_ms <= 60_000
    assert re.search(
        rf'已发给柜子.*data-until="{order.expires_ms}"', hall.client.get(f"/cabinets/{TERMINAL}?cell=3").text
    )


def test_a_cell_goes_out_of_use_with_a_reason_and_back(hall: Any, database: Database) -> None:
    path = f"/cabinets/{TERMINAL}/cells"
    assert hall.press(f"{path}/4/disable", reason="").status_code == 422
    assert hall.press(f"{path}/4/disable", reason="门变形").status_code == 303
    assert hall.press(f"{path}/11/enable").status_code == 303
    out, back = orders(database)
    assert (out.cell, out.command, out.why) == (4, "command.cell", "门变形")
    assert (back.cell, back.command, back.why) == (11, "command.cell", "")
    assert hall.press(f"{path}/99/enable").status_code == 404


@BOTH
def test_many_cells_are_opened_by_two(hall: Any, database: Database) -> None:
    page = hall.client.get(f"/cabinets/{TERMINAL}/bulk").text
    assert re.findall(r'name="cell" value="(\d+)" checked', page) == ["5", "7"], "overdue and cancelled first"
    assert hall.press(f"/cabinets/{TERMINAL}/bulk", cell=["5"], why="").status_code == 422
    with hall.person("zhao", Role.MANAGER) as zhao, hall.person("qian", Role.MANAGER) as qian:
        assert hall.press(f"/cabinets/{TERMINAL}/bulk", zhao, cell=["5", "7"], why="清理逾期").status_code == 303
        assert "请另一位主管登录后打开这个页面" in zhao.get(f"/cabinets/{TERMINAL}").text
        (path,) = re.findall(r'action="(/cabinets/[^"]+/approve)', qian.get(f"/cabinets/{TERMINAL}").text)
        assert hall.press(path, zhao).status_code == 403
        assert hall.press(path, qian).status_code == 303
        assert "已经同意过了" in hall.press(path, qian).text
    assert [(order.cell, order.by, order.second) for order in orders(database)] == [
        (5, "zhao", "qian"),
        (7, "zhao", "qian"),
    ]


def test_a_bulk_opening_that_nobody_approved_in_time_opens_nothing(hall: Any, database: Database) -> None:
    hall.press(f"/cabinets/{TERMINAL}/bulk", cell=["5"], why="清理")
    (bulk,) = database.read_now(lambda db: list(db.execute(select(bulk_openings.c.id, bulk_openings.c.asked_ms))))
    earlier = update(bulk_openings).values(asked_ms=bulk.asked_ms - 121_000)
    database.write_now(lambda db: db.execute(earlier))
    with hall.person("qian", Role.MANAGER) as qian:
        assert "成批开门：要第二个人同意" not in qian.get(f"/cabinets/{TERMINAL}").text
        assert hall.press(f"/cabinets/{TERMINAL}/bulk/{bulk.id}/approve", qian).status_code == 409
    assert orders(database) == []


@BOTH
def test_staff_passes(hall: Any) -> None:
    with hall.person("li") as li:
        page = li.get("/cabinet-passes").text
        assert "您还不能在任何取件柜工作" in page
        assert "谁可以在柜前工作" not in page
        assert "请主管先允许" in hall.press("/cabinet-passes/once", li, terminal=TERMINAL).text
        listed = hall.client.get("/cabinet-passes").text
        (account,) = re.findall(r"<b>li</b>.*?/cabinet-passes/(\d+)/badge", listed, flags=re.DOTALL)
        assert hall.press(f"/cabinet-passes/{account}/places", terminal=[TERMINAL]).status_code == 303
        given = hall.press("/cabinet-passes/once", li, terminal=TERMINAL).text
        assert re.search(r'class="fig once">\d{8}<', given)
        assert "data-until" in given
        assert not re.search(r'class="fig once"', li.get("/cabinet-passes").text), "shown once"
        assert hall.press(f"/cabinet-passes/{account}/badge", li).status_code == 403
    badge = hall.press(f"/cabinet-passes/{account}/badge").text
    assert 'class="qr-code"' in badge
    assert "No. 1" in badge
    assert "No. 2" in hall.press(f"/cabinet-passes/{account}/badge").text
    assert hall.press(f"/cabinet-passes/{account}/revoke").status_code == 303
    assert "已作废" in hall.client.get("/cabinet-passes").text


def test_the_picture_is_live(hall: Any, database: Database) -> None:
    with hall.client.stream("GET", f"/cabinets/{TERMINAL}/live?cell=3") as stream:
        lines = stream.iter_lines()
        assert any("3 号门：有件" in line for _, line in zip(range(200), lines, strict=False))
        emptied = update(cabinet_cells).where(cabinet_cells.c.number == 3).values(parcel="")
        database.write_now(lambda db: db.execute(emptied))
        assert any("3 号门：空" in line for _, line in zip(range(2_000), lines, strict=False))
