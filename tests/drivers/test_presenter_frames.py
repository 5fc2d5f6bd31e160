"""Presenters' bytes, and telling a full status from an automatic one."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocol import presenter
from drivers.protocol.escpos import AutomaticStatus, MarkerReturned, Question, RealTimeStatus
from drivers.protocol.escpos_raster import without_real_time
from drivers.protocol.escpos_replies import Garbage, Replies
from drivers.protocol.presenter import ExitStatus, FullStatus

VECTORS = {
    row["name"]: bytes.fromhex(row["hex"])
    for row in json.loads((Path(__file__).parent / "vectors_presenter.json").read_text(encoding="utf-8"))
}
bytes_ = st.integers(0, 255)
no_flow = bytes_.filter(lambda byte: byte not in (0x11, 0x13))
full = st.builds(FullStatus, no_flow, no_flow, no_flow, no_flow)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("eject", presenter.CUSTOM_EJECT),
        ("retract", presenter.CUSTOM_RETRACT),
        ("present_0", presenter.custom_present(0)),
        ("present_20", presenter.custom_present(20)),
        ("ticket_status", presenter.ASK_EXIT),
        ("full_status", presenter.ASK_FULL_STATUS),
        ("total_cut", presenter.CUSTOM_CUT),
        ("retract_now", presenter.CITIZEN_RETRACT),
        ("auto_retract_5s", presenter.citizen_retract_after(5)),
    ],
)
def test_a_command_is_its_vector(name: str, sent: bytes) -> None:
    assert sent == VECTORS[name]


def test_the_answers_of_the_vectors() -> None:
    assert ExitStatus.from_bytes(VECTORS["ticket_at_output"]).ticket_out
    assert not ExitStatus.from_bytes(VECTORS["no_ticket"]).ticket_out
    assert ExitStatus.from_bytes(VECTORS["jam"]).jammed
    assert FullStatus.from_bytes(VECTORS["full_status_ok"]) == FullStatus(0, 0, 0, 0)
    assert FullStatus.from_bytes(VECTORS["full_status_ticket_out"]).ticket_out
    assert FullStatus.from_bytes(VECTORS["full_status_no_paper"]).no_paper
    assert FullStatus.from_bytes(VECTORS["full_status_cover"]).cover_open


@pytest.mark.parametrize("wrong", [lambda: presenter.custom_present(256), lambda: presenter.citizen_retract_after(0)])
def test_a_step_or_a_time_that_no_byte_holds_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="a presenter"):
        wrong()  # type: ignore[operator]


@given(full)
def test_a_full_status_survives_the_wire(status: FullStatus) -> None:
    assert FullStatus.from_bytes(status.to_bytes()) == status
    for cut in range(7):
        replies = Replies(full_status=True)
        data = status.to_bytes()
        assert replies.feed(data[:cut]) + replies.feed(data[cut:]) == [status]


@given(bytes_)
def test_an_exit_status_is_the_next_byte_whatever_it_is(byte: int) -> None:
    replies = Replies(full_status=True)
    replies.expect_exit()
    assert replies.feed(bytes((byte,)) + b"\x12") == [ExitStatus(byte), RealTimeStatus(0x12)]


def test_every_kind_of_answer_of_a_custom_printer_is_told_apart() -> None:
    stream = b'\x16\x10\x0f\x20\x00\x00\x00\x1c\x00\x00\x007"AB01\x00\x12'
    assert Replies(full_status=True).feed(stream) == [
        RealTimeStatus(0x16),
        FullStatus(0x20, 0, 0, 0),
        AutomaticStatus(0x1C, 0, 0, 0),
        MarkerReturned("AB01"),
        RealTimeStatus(0x12),
    ]


def test_a_plain_printer_never_sends_a_full_status() -> None:
    assert Replies().feed(b"\x10\x0f\x00\x00") == [AutomaticStatus(0x10, 0x0F, 0, 0)]
    assert isinstance(Replies().feed(b"\x10\x0f\x20\x00\x00\x80")[0], AutomaticStatus | Garbage)


@given(st.integers(0, 3), st.lists(bytes_, min_size=2, max_size=2))
def test_a_healthy_automatic_status_is_never_taken_for_a_full_one(second: int, rest: list[int]) -> None:
    data = bytes((0x10, second * 0x20, *(byte & 0x6F for byte in rest)))
    assert Replies(full_status=True).feed(data) == [AutomaticStatus(*data)]


def test_an_unfinished_full_status_is_forgotten() -> None:
    replies = Replies(full_status=True)
    assert replies.feed(b"\x10\x0f\x20") == []
    assert replies.forget() == [Garbage(b"\x10\x0f\x20")]
    assert replies.feed(b"\x12") == [RealTimeStatus(0x12)]


def test_garbage_raises_nothing() -> None:
    replies = Replies(full_status=True)
    random = Random(3)
    for _ in range(2000):
        if random.random() < 0.1:
            replies.expect_exit()
        replies.feed(random.randbytes(random.randint(0, 9)))
    replies.forget()
    assert replies.feed(b"\x12") == [RealTimeStatus(0x12)]


@pytest.mark.parametrize("question", [presenter.ASK_FULL_STATUS, b"\x10\x04\x11", Question.PAPER.to_bytes()])
def test_a_picture_asks_nothing(question: bytes) -> None:
    assert question not in without_real_time(b"\xff" + question + b"\xff")
