"""The staff's page of appointments: clerks read, managers add, hand out the QR, and cancel after a question."""

from __future__ import annotations

import re
from typing import Any

from central.staff.roles import Role


def day(server: Any) -> str:
    return str(server.client.get("/api/v1/health").json()["day"])


def entered(server: Any, **more: str) -> dict[str, str]:
    fields = {
        "service": "id-card",
        "date": day(server),
        "from": "00:00",
        "to": "24:00",
        "name": "王小明",
        "id_number": "",
    }
    return fields | more


def test_one_that_is_added_is_shown_with_its_qr(server: Any) -> None:
    answer = server.press("/appointments", **entered(server))
    assert answer.status_code == 303
    card = server.client.get(answer.headers["location"]).text
    assert "居民身份证办理" in card
    assert "王*明" in card
    assert "王小明" not in card
    assert re.search(r'<svg [^>]*class="segno"', card)
    assert "data-print" in card
    listed = server.client.get("/appointments").text
    assert "王*明" in listed
    assert "00:00–00:00" in listed


def test_cancelling_asks_first_and_then_shows_it(server: Any) -> None:
    path = server.press("/appointments", **entered(server)).headers["location"]
    asked = server.client.get(f"{path}?cancel=1").text
    assert "要取消 王*明 的这个预约吗" in asked
    assert "segno" not in asked
    assert server.press(f"{path}/cancel").status_code == 303
    listed = server.client.get("/appointments").text
    assert "已取消" in listed
    assert f'href="{path}' not in listed, "nothing more to do with it"
    assert server.press("/appointments/999/cancel").status_code == 404


WRONG: list[tuple[dict[str, str], str]] = [
    ({"from": "10:00", "to": "09:30"}, "结束时间要晚于开始时间"),
    ({"service": "nothing"}, "请选择目录里的事项"),
    ({"date": "2020-01-01"}, "请选择今天或以后一年内的日期"),
    ({"date": "soon"}, "请选择今天或以后一年内的日期"),
    ({"from": "", "to": ""}, "请填写开始时间"),
    ({"name": " "}, "请填写姓名"),
    ({"id_number": "110101194910010002"}, "身份证号不对"),
]


def test_what_is_wrong_is_said_and_what_was_typed_stays(server: Any) -> None:
    for wrong, words in WRONG:
        answer = server.press("/appointments", **entered(server, **wrong))
        assert answer.status_code == 422
        assert words in answer.text
        assert "110101194910010002" not in answer.text
        assert "name" in wrong or 'value="王小明"' in answer.text


def test_a_slot_that_is_full_asks_for_another_time(server: Any) -> None:
    for _ in range(6):
        assert server.press("/appointments", **entered(server, service="marry")).status_code == 303
    refused = server.press("/appointments?lang=en", **entered(server, service="marry"))
    assert refused.status_code == 422
    assert "This slot is full" in refused.text


def test_clerks_read_and_do_not_change(server: Any) -> None:
    path = server.press("/appointments", **entered(server)).headers["location"]
    with server.person("li") as li:
        page = li.get("/appointments").text
        assert "王*明" in page
        assert "添加预约" not in page
        assert path not in page
        assert li.get(path).status_code == 403
        assert server.press(f"{path}/cancel", li).status_code == 403
        assert server.press("/appointments", li, **entered(server)).status_code == 403
    with server.person("zhao", Role.MANAGER) as zhao:
        assert server.press(f"{path}/cancel", zhao).status_code == 303
    server.client.cookies.clear()
    assert server.client.get("/appointments").headers["location"].startswith("/sign-in")


def test_other_days_are_a_button_away_and_a_day_that_is_none_is_told(server: Any) -> None:
    page = server.client.get("/appointments?day=2026-03-18&lang=en").text
    assert "Appointments of 2026-03-18" in page
    assert "There are no appointments on this day" in page
    assert 'href="/appointments?day=2026-03-17"' in page
    assert server.client.get("/appointments?day=someday").status_code == 422


def test_the_list_is_live(server: Any) -> None:
    server.press("/appointments", **entered(server))
    with server.client.stream("GET", "/appointments/live") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: page"
        assert any("王*明" in line for _, line in zip(range(60), lines, strict=False))
