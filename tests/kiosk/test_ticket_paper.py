"""What stands on the paper: the appointment, the green mark, the wait, the copy's mark, the visit's second number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from drivers import layout
from drivers.paper import Columns, Document, QrCode, Text
from kiosk.flows.state import Chosen, Ticket
from kiosk.person import Green
from kiosk.prints import ticket_document
from kiosk.settings.tables import LAYOUT
from kiosk.wire import Booked
from tests.kiosk.flow_rig import PERSON, booked, given, hall_with

HALL = hall_with()
FOUND = HALL.chosen("offers")
assert FOUND is not None
CHOSEN = Chosen(*FOUND)
BOOKED = Booked.model_validate(booked(1, "10:00"))


def lines(document: Document) -> list[str]:
    said = [block.text for block in document.blocks if isinstance(block, Text)]
    return said + [
        each for block in document.blocks if isinstance(block, Columns) for each in (block.left, block.right)
    ]


def paper(**more: Any) -> Document:
    number = replace(given(), **{name: more.pop(name) for name in ("minutes", "green", "reprint") if name in more})
    return ticket_document(layout.load(LAYOUT), Ticket(number, CHOSEN, **more), HALL)


def test_an_ordinary_ticket_says_nothing_of_what_it_is_not() -> None:
    said = " ".join(lines(paper()))
    assert "A001" in said
    assert not any(word in said for word in ("预约", "绿色通道", "补打", "约 ", "第 "))


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"minutes": (10, 15)}, "约 10–15 分钟"),
        ({"appointment": BOOKED}, "预约 10:00–10:30"),
        ({"green": Green.DISABLED}, "绿色通道"),
        ({"reprint": True}, "补打 · 与原号相同，无须再排"),
        ({"nth": 2}, "这是您本次的第 2 个号，请分别等候叫号。"),
    ],
)
def test_each_mark_is_one_line_more(more: dict[str, Any], line: str) -> None:
    plain, marked = lines(paper()), lines(paper(**more))
    assert line in marked
    assert len(marked) == len(plain) + 1


def test_which_class_of_the_green_channel_and_who_it_is_stay_off_the_paper() -> None:
    said = " ".join(lines(paper(green=Green.PREGNANT, appointment=BOOKED)))
    assert not any(word in said for word in ("孕", "pregnant", PERSON, BOOKED.code))


def test_a_ticket_whose_token_is_not_known_has_no_code() -> None:
    without = ticket_document(layout.load(LAYOUT), Ticket(replace(given(), token=""), CHOSEN), HALL)
    assert not any(isinstance(block, QrCode) for block in without.blocks)
    assert any(isinstance(block, QrCode) for block in paper().blocks)
