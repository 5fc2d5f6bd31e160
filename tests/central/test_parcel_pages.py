"""The pages of parcels: registering, finding, changing, importing; and the public page on the receiver's phone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import insert, select, update

from central.clock import wall_clock
from central.database import Database
from central.parcels.keys import Keys, Vault, known_public_key
from central.parcels.settings import ParcelSettings
from central.parcels.tables import cabinets, door_intents, messages, parcel_steps, parcels
from central.settings import Settings
from central.staff.roles import Role
from tests.central.cabinet_told import DAY_MS, PARCEL, TERMINAL, fill
from tests.central.cabinet_told import parcel as parcel_row

BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
TYPED = {
    "case_number": "2026-EX-0100",
    "title": "不动产权证书",
    "name": "王小明",
    "id_number": "110101194910010002",  # its last place is wrong
    "phone": "138000",
    "kind": "pickup",
    "cabinet": TERMINAL,
    "size": "m",
}
RIGHT = TYPED | {"id_number": "", "phone": "13800005678"}
STEPS = [
    ("registered", "api", ""),
    ("undone", "boss", "wrong_cell"),
    ("deposited", "boss", "3"),
    ("disputed", "", "did_not_open"),
    ("collected", "", "3"),
]
ROWS = """办件编号,名称,领取人,手机号,柜机,大小
A-1,营业执照,张三,13800001111,{cabinet},中
A-2,,李四,,{cabinet},特大
A-3,证,王五,138,{cabinet},
"""


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))  # both where a page's questions to the database differ


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "hall.keys")


@pytest.fixture
def hall(catalogue_url: str, database: Database, start_server: Any, vault: Vault) -> Iterator[Any]:
    def prepare(db: Any) -> None:
        fill(db, wall_clock())
        vault.keys(db)

    database.write_now(prepare)
    settings = Settings(database=catalogue_url, parcels=ParcelSettings(keys=str(vault.path)), phone_unknown_free=3)
    with start_server(settings) as server:
        yield server


def of(database: Database, case_number: str) -> Any:
    return database.read_now(lambda db: db.execute(select(parcels).where(parcels.c.case_number == case_number)).one())


def change(database: Database, parcel: str, **values: Any) -> None:
    database.write_now(lambda db: db.execute(update(parcels).where(parcels.c.id == parcel).values(**values)))


def shown(page: str) -> list[str]:
    return re.findall(r">(2026-EX-\d+)</a>", page)


@BOTH
def test_every_page_opens_in_both_languages(hall: Any, database: Database) -> None:
    paths = ["/parcels", "/parcels?only=overdue", "/parcels?only=supplement", "/parcels/new", "/parcels/import"]
    paths += [f"/parcels/{PARCEL(n)}" for n in range(1, 8)] + ["/parcels/labels", "/parcels/labels?sheet=1"]
    paths += [f"/parcels/{PARCEL(2)}?ask={ask}" for ask in ("reissue", "post", "expiry", "cancel")]
    for path in paths:
        for language in ("zh", "en"):
            query = {**dict(httpx.QueryParams(path.partition("?")[2])), "lang": language}
            page = hall.client.get(path.partition("?")[0], params=query)
            assert page.status_code == 200, path
            names = r"<title>.*?</title>|<a class=\"language\".*?</a>|张\*华|李\*|王\*"
            body = re.sub(names, "", page.text, flags=re.DOTALL)
            assert language == "zh" or re.findall(r"[\u4e00-\u9fff]+", body) == [], path


@BOTH
def test_search_and_filters_find_what_they_say(hall: Any) -> None:
    page = hall.client.get("/parcels").text
    assert shown(page) == [f"2026-EX-000{n}" for n in range(1, 8)]
    counts = dict(re.findall(r">([^<>]+) <span class=\"fig\">(\d+)</span></a>", page))
    expected = {"全部": 7, "待存": 1, "在柜": 4, "逾期": 1, "已取出": 1, "已取消": 1, "补件": 0, "邮寄": 1}
    assert counts == {word: str(count) for word, count in expected.items()}
    assert shown(hall.client.get("/parcels?only=overdue").text) == ["2026-EX-0003"]
    assert shown(hall.client.get("/parcels?text=ex-0002").text) == ["2026-EX-0002"]
    assert shown(hall.client.get("/parcels?text=K260000006").text) == ["2026-EX-0006"]
    assert len(shown(hall.client.get("/parcels?text=5678").text)) == 7, "the phone's last four"
    assert shown(hall.client.get("/parcels?text=%25").text) == []
    assert "没有找到" in hall.client.get("/parcels?text=nothing").text
    assert "没有群众留下的材料" in hall.client.get("/parcels?only=supplement").text


def test_a_long_list_has_pages(hall: Any, database: Database) -> None:
    now_ms = wall_clock()
    many = [parcel_row(n, now_ms, registered_ms=now_ms - n * 1000) for n in range(100, 160)]
    database.write_now(lambda db: db.execute(insert(parcels), many))
    first = hall.client.get("/parcels?only=registered")
    assert len(shown(first.text)) == 50
    assert "找到 61 件 · 第 1 / 2 页" in re.sub(r"<[^>]+>", "", first.text)
    (following,) = re.findall(r'href="([^"]+)">下一页', first.text)
    second = hall.client.get(following.replace("&amp;", "&")).text
    assert len(shown(second)) == 11
    assert "上一页" in second
    assert hall.client.get("/parcels?page=soon").status_code == 422


def test_the_story_has_steps_openings_and_messages_in_one_order(hall: Any, database: Database) -> None:
    now_ms, steps = wall_clock(), []
    for minute, (step, by, detail) in enumerate(STEPS):
        steps.append({"parcel": PARCEL(2), "at_ms": now_ms + 60_000 * minute, "step": step, "by": by, "detail": detail})
    opened = {"terminal": TERMINAL, "intent": "2" * 32, "cell": 3, "for_what": "pickup", "way": "code", "pulse": 2}
    opened |= {"parcel": PARCEL(2), "at_ms": now_ms + 150_000, "outcome": "failed"}

    def tell(db: Any) -> None:
        db.execute(insert(parcel_steps), steps)
        db.execute(insert(door_intents).values(opened))

    database.write_now(tell)
    page = hall.client.get(f"/parcels/{PARCEL(2)}").text
    told = re.findall(
        r"<b>([^<]+)</b>(?: <span class=\"icon\"[^>]*>.</span>)?<span class=\"soft\">([^<]*)</span>", page
    )
    assert told == [
        ("登记", "业务系统"),
        ("没有放成", "boss · 放错了门"),
        ("放进柜子", "boss · 3 号门"),
        ("3 号门：没开", "第二次开锁 · 取件 · 取件码"),
        ("群众反映问题", "群众说门没开"),
        ("取走了", "3 号门"),
    ]


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(hall: Any, database: Database) -> None:
    answer = hall.press("/parcels/new", **TYPED)
    assert answer.status_code == 422
    for name, words in (("id_number", "身份证号不对"), ("phone", "请填写 11 位手机号")):
        assert re.search(rf'name="{name}"[^>]*aria-invalid="true"[^>]*><span class="wrong".*?{words}', answer.text)
    for value in ("2026-EX-0100", "不动产权证书", "王小明", "138000"):
        assert f'value="{value}"' in answer.text
    added = hall.press("/parcels/new", **RIGHT)
    card = hall.client.get(added.headers["location"]).text
    assert "王*明" in card
    assert "王小明" not in card
    assert "138****5678" in card
    assert of(database, "2026-EX-0100").cabinet == TERMINAL
    again = hall.press("/parcels/new", **RIGHT)
    assert "以前登记过" in hall.client.get(again.headers["location"]).text


def test_a_code_is_replaced_and_shown_to_managers_only(
    hall: Any, database: Database, wait_until: Callable[..., Any]
) -> None:
    hall.press("/parcels/new", **RIGHT)
    parcel = of(database, "2026-EX-0100").id
    wait_until(lambda: of(database, "2026-EX-0100").code_hash)  # made by the server within a second
    page = f"/parcels/{parcel}"
    with hall.person("li") as li:
        assert "旧的取件码和二维码马上作废" in li.get(f"{page}?ask=reissue").text
        assert "ask=code" not in li.get(page).text
        assert hall.press(f"{page}/code", li).status_code == 403
        before = of(database, "2026-EX-0100").code_hash
        hall.press(f"{page}/reissue", li)
    wait_until(lambda: of(database, "2026-EX-0100").code_hash not in ("", before))
    assert of(database, "2026-EX-0100").issue == 2
    with hall.person("zhao", Role.MANAGER) as zhao:
        told = hall.press(f"{page}/code", zhao).text
        assert re.search(r'class="fig told-code">\d{8}<', told)
        assert "told-code" not in zhao.get(page).text
    assert "主管看过取件码" in hall.client.get(page).text
    assert "看过取件码" in hall.client.get("/audit").text


def test_what_can_no_longer_be_done_says_so(hall: Any, database: Database) -> None:
    page = f"/parcels/{PARCEL(2)}"
    change(database, PARCEL(2), state="collected", standing="ended")
    refused = hall.press(f"{page}/cancel")
    assert refused.status_code == 409
    assert "没有做成：这一件的情况刚刚变了" in refused.text
    assert "ask=" not in hall.client.get(page).text
    assert hall.client.get("/parcels/nothing").status_code == 404


def test_a_parcel_goes_by_post_with_a_waybill_that_is_right(hall: Any, database: Database) -> None:
    page = f"/parcels/{PARCEL(1)}"
    hall.press(f"{page}/post")
    for typed, words in (("EA12345", "两个字母、九位数字、两个字母"), ("EA473124828CN", "校验位不对")):
        refused = hall.press(f"{page}/waybill", waybill=typed)
        assert refused.status_code == 422
        assert words in refused.text
        assert f'value="{typed}"' in refused.text
    hall.press(f"{page}/waybill", waybill="ea 473124829 cn")
    assert "EA473124829CN" in hall.client.get(f"/parcels/labels?parcel={PARCEL(1)}").text
    hall.press(f"{page}/post-state", state="handed_over")
    hall.press(f"{page}/post-state", state="delivered")
    card = hall.client.get(page).text
    assert "已送到" in card
    assert "交给快递" in card
    assert "post-state" not in card
    assert hall.press(f"{page}/post-state", state="lost").status_code == 422


def test_a_parcel_is_carried_to_another_cabinet(hall: Any, database: Database) -> None:
    assert "ask=move" not in hall.client.get(f"/parcels/{PARCEL(1)}").text  # there is one cabinet
    second = select(cabinets).where(cabinets.c.terminal == TERMINAL)

    def add(db: Any) -> None:
        row = dict(db.execute(second).one()._mapping) | {"terminal": "cabinet-2", "name": "西门柜", "phone_tail": True}
        db.execute(insert(cabinets).values(row))

    database.write_now(add)
    assert "西门柜" in hall.client.get(f"/parcels/{PARCEL(1)}?ask=move").text
    refused = hall.press(f"/parcels/{PARCEL(1)}/move", cabinet="cabinet-2")
    assert (refused.status_code, "没有手机号" in refused.text) == (422, True)
    database.write_now(lambda db: db.execute(update(cabinets).values(phone_tail=False)))
    assert hall.press(f"/parcels/{PARCEL(1)}/move", cabinet="cabinet-2").status_code in (200, 303)
    assert of(database, "2026-EX-0001").cabinet == "cabinet-2"
    assert "改放别的柜" in hall.client.get(f"/parcels/{PARCEL(1)}").text
    assert hall.press(f"/parcels/{PARCEL(2)}/move", cabinet="cabinet-2").status_code == 409  # it lies in a cell


def test_a_message_that_failed_is_sent_again_and_a_day_is_changed(hall: Any, database: Database) -> None:
    page, now_ms = f"/parcels/{PARCEL(2)}", wall_clock()
    failed = {"id": "m" * 32, "parcel": PARCEL(2), "kind": "code", "issue": 1, "state": "failed", "tries": 6}
    failed |= {"made_ms": now_ms, "due_ms": now_ms, "changed_ms": now_ms, "error": "HTTP 500"}
    database.write_now(lambda db: db.execute(insert(messages).values(failed)))
    assert "短信没发出" in hall.client.get("/parcels").text
    assert "没发出去" in hall.client.get(page).text
    assert "再发一次" not in hall.press(f"{page}/messages/{failed['id']}/again").text
    assert "请选择今天或以后" in hall.press(f"{page}/expiry", day="2020-01-01").text
    assert hall.press(f"{page}/expiry", day="soon").status_code == 422
    hall.press(f"{page}/expiry", day=_day(20))
    assert of(database, "2026-EX-0002").expires_ms > now_ms + 18 * DAY_MS


def _day(ahead: int) -> str:
    return datetime.fromtimestamp(wall_clock() / 1000 + ahead * 86_400, UTC).date().isoformat()


def upload(hall: Any, name: str, content: bytes) -> httpx.Response:
    page = hall.client.get("/parcels/import").text
    (token,) = set(re.findall(r'name="form_token" value="([^"]+)"', page))
    files, origin = {"file": (name, content)}, {"Origin": hall.url}
    return hall.client.post("/parcels/import", data={"form_token": token}, files=files, headers=origin)


def test_a_list_is_imported_whole_or_every_mistake_is_named(hall: Any, database: Database) -> None:
    wrong = upload(hall, "取件.csv", ROWS.format(cabinet=TERMINAL).encode())
    assert wrong.status_code == 422
    rows = re.findall(r'<tr><td><span class="fig">(\d+)</span></td><td><b>(\w)</b> ([^<]+)</td>', wrong.text)
    assert rows == [("3", "B", "名称"), ("3", "F", "大小"), ("4", "D", "手机号")]
    assert "一件也没有登记：有 3 处要改" in wrong.text
    assert "A-1" not in hall.client.get("/parcels").text
    assert "请先选择一个" in upload(hall, "", b"").text
    assert "这个文件或这张表读不了" in upload(hall, "x.xlsx", b"\r\n--no workbook").text
    template = openpyxl.load_workbook(io.BytesIO(hall.client.get("/parcels/import/template.xlsx").content))
    sheet = template.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    values = {"办件编号": "A-1", "名称": "营业执照", "领取人": "张三", "手机号": "13800001111", "柜机": TERMINAL}
    sheet.append([values.get(str(heading).split(" ")[0]) for heading in headings])
    filled = io.BytesIO()
    template.save(filled)
    assert "登记了 1 件" in upload(hall, "取件.xlsx", filled.getvalue()).text
    assert of(database, "A-1").receiver == "张*"
    assert "另有 1 件以前登记过" in upload(hall, "取件.xlsx", filled.getvalue()).text
    forged = hall.client.post("/parcels/import", files={"file": ("a.csv", b"x")}, headers={"Origin": hall.url})
    assert forged.status_code == 403


def token_of(database: Database, keys: Keys, parcel: str) -> str:
    sealed = database.read_now(lambda db: db.execute(select(parcels.c.token).where(parcels.c.id == parcel)).scalar())
    return keys.unseal(bytes(sealed), f"token of {parcel}")


@BOTH
def test_the_receivers_phone_shows_what_to_do_now(hall: Any, database: Database, vault: Vault) -> None:
    hall.press("/parcels/new", **RIGHT)
    parcel = of(database, "2026-EX-0100").id
    keys = database.write_now(vault.keys)
    assert database.read_now(known_public_key)
    phone = httpx.Client(base_url=hall.url, verify=False)
    with phone:
        path = f"/p/{token_of(database, keys, parcel)}"
        early = phone.get(path).text
        assert "还没有放进取件柜" in early
        assert "qr-code" not in early
        change(database, parcel, state="inside", cell=12)
        ready = phone.get(path).text
        assert "可以取件了" in ready
        assert 'class="qr-code"' in ready
        assert "大厅东门外 24 小时区" in ready
        assert "王*明" in ready
        assert "<script" not in ready
        assert "输入短信里的取件码" in ready
        change(database, parcel, expires_ms=wall_clock() - 1)
        assert "已过期限，仍可取件" in phone.get(path).text
        change(database, parcel, state="collected", standing="ended", out_ms=wall_clock())
        gone = phone.get(f"{path}?lang=en").text
        assert "Collected at" in gone
        assert "qr-code" not in gone
        change(database, parcel, state="recovered")
        assert "It can no longer be collected" in phone.get(path).text
        change(database, parcel, kind="post", state="posted", post_state="under_way", waybill="EA473124829CN")
        assert "EA473124829CN" in phone.get(path).text


def test_who_tries_addresses_is_slowed_and_known_ones_are_not(hall: Any, database: Database, vault: Vault) -> None:
    hall.press("/parcels/new", **RIGHT)
    parcel = of(database, "2026-EX-0100").id
    known = f"/p/{token_of(database, database.write_now(vault.keys), parcel)}"
    assert hall.client.get(known).status_code == 200
    for n in range(3):
        unknown = hall.client.get(f"/p/unknown-{n}")
        assert unknown.status_code == 404
        assert "没有找到这个取件页面" in unknown.text
    slowed = hall.client.get("/p/unknown-9")
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) > 0
    assert hall.client.get(known).status_code == 200


def test_cabinets_without_any_terminal_leave_the_post(hall: Any, database: Database) -> None:
    database.write_now(lambda db: db.execute(cabinets.delete()))
    assert "还没有取件柜，只能邮寄" in hall.client.get("/parcels/new").text
    assert "请选择一个取件柜" in hall.press("/parcels/new", **RIGHT).text
    assert hall.press("/parcels/new", **(RIGHT | {"kind": "post"})).status_code == 303
