"""A ticket's layout: data and fields in, a document out; every mistake named."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import SettingsError
from drivers.layout import TicketFields, load
from drivers.paper import Align, Columns, Cut, Document, QrCode, Rule, Text

QUEUE = Path(__file__).resolve().parents[2] / "config/tickets/queue.toml"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Text)]


def test_the_queue_ticket_says_everything_it_knows(ticket: Document) -> None:
    said = texts(ticket)
    assert said[0] == "德州市政务服务中心"
    assert Text("A023", Align.CENTRE, 8, bold=True, shrink=True) in ticket.blocks
    assert "请到 2 楼 B 区" in said
    assert "05–09 号窗口" in said
    assert "前面还有 5 人" in said
    assert Columns("2026-03-18 09:42", "1 号机") in ticket.blocks
    assert [block.text for block in ticket.blocks if isinstance(block, QrCode)] == [
        "https://hall.example/t/3f9Kq2Zx7LmN"
    ]
    assert "叫到后请在 3 分钟内到窗口。" in said
    assert isinstance(ticket.blocks[-1], Cut)


def test_what_is_not_known_is_left_out() -> None:
    document = load(QUEUE).document(TicketFields(number="A001"))
    assert texts(document) == ["A001", "叫号后请及时到窗口；过号请到咨询台，当天有效。"]
    assert not any(isinstance(block, QrCode) for block in document.blocks)
    assert Rule(dashed=True) not in document.blocks
    assert not any("{" in repr(block) for block in document.blocks)


def test_nobody_ahead_is_said_too() -> None:
    assert "前面还有 0 人" in texts(load(QUEUE).document(TicketFields(number="A001", ahead=0)))


@given(st.text(), st.text(), st.lists(st.text(), max_size=4))
def test_fields_are_never_read_as_layout(number: str, service: str, notes: list[str]) -> None:
    document = load(QUEUE).document(TicketFields(number=number, service=service, notes=tuple(notes)))
    for value in (number, service, *notes):
        assert not value or value in texts(document)


def test_the_time_is_the_halls_own() -> None:
    fields = TicketFields(number="A001", issued_at=datetime(2026, 3, 18, 9, 5), unit="1 号机")  # noqa: DTZ001
    assert Columns("2026-03-18 09:05", "1 号机") in load(QUEUE).document(fields).blocks


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ('[[block]]\nkind = "text"\ntext = "{numbr}"', "block 1: text = '{numbr}'"),
        ('[[block]]\nkind = "text"\ntext = "{number.__class__}"', "block 1: text = '{number.__class__}'"),
        ('[[block]]\nkind = "text"\ntext = "{number!r}"', "block 1: text"),
        ('[[block]]\nkind = "text"\ntext = "{"', "block 1: text"),
        ('[[block]]\nkind = "text"\ntext = "A"\nsize = 9', "block 1: size = 9"),
        ('[[block]]\nkind = "text"\ntext = "A"\nsize = "2"', "block 1: size = '2'"),
        ('[[block]]\nkind = "rule"\n[[block]]\nkind = "text"\ntext = "A"\ncolour = "red"', "block 2: colour = 'red'"),
        ('[[block]]\nkind = "picture"', "block 1: kind"),
        ('[[block]]\nkind = "rule"\nwhen = "rain"', "block 1: when = 'rain'"),
        ("[blocks]", "blocks"),
        ("", "block is missing"),
        ("= 3", "no TOML"),
    ],
)
def test_a_mistake_is_named_with_file_key_and_value(tmp_path: Path, layout: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(layout, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load(path)
    assert str(path) in str(refused.value)
    assert said in str(refused.value)


def test_a_missing_layout_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml"):
        load(tmp_path / "none.toml")
