"""Notices at the foot of the displays: written, looked at, shown where and when they belong, taken off and back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from central.board import read_board
from central.database import Database
from central.notices import Draft, NoticeRefused, listed, remove, restore, shown, write
from central.staff.roles import Role
from central.zones import around, bodies, zones

NOW_MS = 1_773_800_000_000
HOUR_MS = 3_600_000


def draft(text: str = "今天系统升级", zone: str = "", from_ms: int = NOW_MS, until_ms: int | None = None) -> Draft:
    return Draft(text, f"English of {text}", zone, from_ms, until_ms)


def put(database: Database, *drafts: Draft) -> None:
    for each in drafts:
        database.write_now(lambda db, each=each: write(db, each, 1, NOW_MS))


def at(database: Database, zone: str, now_ms: int = NOW_MS, *, english: bool = False) -> tuple[str, ...]:
    return database.read_now(lambda db: shown(db, around(bodies(db), zone), now_ms, english))


def test_a_notice_is_shown_from_then_until_then(database: Database) -> None:
    put(database, draft("一小时后", from_ms=NOW_MS + HOUR_MS, until_ms=NOW_MS + 2 * HOUR_MS), draft("一直"))
    assert at(database, "") == ("一直",)
    assert at(database, "", NOW_MS + HOUR_MS) == ("一小时后", "一直")
    assert at(database, "", NOW_MS + 2 * HOUR_MS) == ("一直",)
    assert at(database, "", english=True) == ("English of 一直",)


def test_a_zones_notice_is_shown_there_only_and_a_floors_in_all_its_places(database: Database) -> None:
    put(database, draft("全厅"), draft("二楼", "2 楼"), draft("B 区", "2 楼 B 区"))
    assert at(database, "") == ("全厅",)
    assert at(database, "2 楼") == ("全厅", "二楼")
    assert at(database, "2F") == ("全厅", "二楼")
    assert at(database, "2 楼 B 区") == ("全厅", "二楼", "B 区")
    assert at(database, "2F, area C") == ("全厅", "二楼")
    assert at(database, "3 楼 A 区") == ("全厅",)


def test_taken_off_and_brought_back_on_every_display(database: Database) -> None:
    put(database, draft("通知"))
    (notice,) = database.read_now(lambda db: listed(db, NOW_MS))
    database.write_now(lambda db: remove(db, notice.id, NOW_MS))
    assert at(database, "") == ()
    board = database.read_now(lambda db: read_board(db, "", NOW_MS, False))
    assert board.notices == ("叫到后请在 3 分钟内到窗口。老年人、孕妇、残障人士可走绿色通道，请到咨询台。",)
    database.write_now(lambda db: restore(db, notice.id))
    assert database.read_now(lambda db: read_board(db, "", NOW_MS, False)).notices == ("通知",)


@pytest.mark.parametrize(
    "wrong",
    [
        Draft(" ", "English", "", NOW_MS, None),
        Draft("中文", "", "", NOW_MS, None),
        Draft("中" * 121, "English", "", NOW_MS, None),
        Draft("中文", "English", "9 楼", NOW_MS, None),
        Draft("中文", "English", "", NOW_MS, NOW_MS),
    ],
)
def test_what_cannot_be_shown_is_refused_in_both_languages(wrong: Draft) -> None:
    with pytest.raises(NoticeRefused) as refused:
        wrong.checked({"2 楼"})
    assert re.search(r"[\u4e00-\u9fff]", refused.value.chinese)
    assert not re.search(r"[\u4e00-\u9fff]", refused.value.english)


def test_texts_are_kept_on_one_line() -> None:
    assert Draft(" 一\n行 ", "one\tline", "", NOW_MS, None).checked(()).text == "一 行"


def test_zones_are_floors_and_places_in_both_languages(database: Database) -> None:
    every = database.read_now(bodies)
    chinese, english = zones(every, False), zones(every, True)
    assert [zone.name for zone in chinese] == [zone.name for zone in english]
    assert chinese[0].is_floor
    assert chinese[0].shown == "1 楼"
    assert not re.search(r"[\u4e00-\u9fff]", "".join(zone.shown + "".join(zone.departments) for zone in english))


def test_a_manager_previews_publishes_removes_and_undoes(server: Any, wait_until: Any) -> None:
    def shows(text: str) -> bool:
        """A display is drawn once for all, so a change is there a moment later."""
        return text in server.client.get("/display?zone=2 楼 B 区&lang=zh").text

    typed = {"text": "<b>午间不休息</b>", "text_en": "Open at noon", "zone": "2F", "begins": "2020-01-01T08:00"}
    with server.person("wang", Role.MANAGER) as wang:
        preview = server.press("/notices/preview?lang=en", wang, **typed, ends="")
        assert "&lt;b&gt;午间不休息&lt;/b&gt;" in preview.text
        assert "Open at noon" not in server.client.get("/display?lang=en&zone=2F").text
        assert server.press("/notices", wang, **typed, ends="").status_code == 303
        wait_until(lambda: shows("&lt;b&gt;午间不休息&lt;/b&gt;"))
        deed = re.search(r'action="(/notices/\d+/remove)', wang.get("/notices").text)
        assert deed is not None
        server.press(deed[1], wang)
        wait_until(lambda: not shows("午间不休息"))
        server.press(deed[1].replace("remove", "restore"), wang)
        wait_until(lambda: shows("午间不休息"))


def test_a_wrong_form_keeps_what_was_typed(server: Any) -> None:
    late = {"begins": "2026-03-18T09:41", "ends": "2026-03-18T09:00"}
    page = server.press("/notices", text="中文一句", text_en="One sentence", zone="", **late)
    assert page.status_code == 422
    assert "结束时间要晚于开始时间" in page.text
    assert 'value="中文一句"' in page.text
    assert server.press("/notices", text="中", text_en="E", zone="", begins="soon", ends="").status_code == 422


def test_a_clerk_writes_no_notices(server: Any) -> None:
    with server.person("li") as li:
        assert li.get("/notices").status_code == 403
        assert server.press("/notices/1/remove", li).status_code == 403
